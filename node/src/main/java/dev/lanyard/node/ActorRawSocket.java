package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawCommand;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.node.socket.RawSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A raw socket as the raw layer's commands. */
final class ActorRawSocket implements RawSocket {
    private final ActorRef<RawCommand> raw;
    private final int protocol;
    private final RawCommand.Opened opened;
    private final Operations operations;

    ActorRawSocket(ActorRef<RawCommand> raw, int protocol, RawCommand.Opened opened) {
        this.raw = raw;
        this.protocol = protocol;
        this.opened = opened;
        this.operations = new Operations(opened.closed());
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public CompletionStage<Void> send(Ipv4Address destination, ByteBuffer packet) {
        return order(done -> new RawCommand.Send(opened.id(), destination, packet, done));
    }

    @Override
    public CompletionStage<RawDatagram> receive() {
        return order(result -> new RawCommand.Receive(opened.id(), result));
    }

    @Override
    public CompletionStage<Void> connect(Ipv4Address remote) {
        return order(done -> new RawCommand.Connect(opened.id(), remote, done));
    }

    @Override
    public CompletionStage<Void> options(RawOptions options) {
        return order(done -> new RawCommand.Configure(opened.id(), options, done));
    }

    @Override
    public CompletionStage<Void> close() {
        raw.tell(new RawCommand.Close(opened.id()));
        return opened.closed().copy();
    }

    private <T> CompletionStage<T> order(Function<CompletableFuture<T>, RawCommand> command) {
        return operations.submit(result -> raw.tell(command.apply(result)));
    }
}
