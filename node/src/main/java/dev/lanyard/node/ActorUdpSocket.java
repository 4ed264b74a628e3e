package dev.lanyard.node;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A UDP socket as its actor's commands. */
final class ActorUdpSocket implements UdpSocket {
    private final UdpActor.Bound bound;
    private final Operations operations;
    private volatile Endpoint local;

    ActorUdpSocket(UdpActor.Bound bound) {
        this.bound = bound;
        this.operations = new Operations(bound.closed());
        this.local = bound.local();
    }

    @Override
    public Endpoint local() {
        return local;
    }

    @Override
    public CompletionStage<Void> send(Endpoint destination, ByteBuffer payload) {
        return operations.submit(done -> bound.socket().tell(new UdpSocketActor.Send(destination, payload, done)));
    }

    @Override
    public CompletionStage<Void> connect(Endpoint peer) {
        CompletableFuture<Endpoint> connected =
                operations.submit(result -> bound.socket().tell(new UdpSocketActor.Connect(peer, result)));
        return connected.thenAccept(address -> local = address);
    }

    @Override
    public CompletionStage<Datagram> receive() {
        return operations.submit(result -> bound.socket().tell(new UdpSocketActor.Receive(result)));
    }

    @Override
    public CompletionStage<Void> close() {
        bound.socket().tell(new UdpSocketActor.Close(new CompletableFuture<>()));
        return bound.closed().copy();
    }
}
