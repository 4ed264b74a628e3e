package dev.lanyard.node;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.actors.tcp.TcpListenerActor;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A listening TCP port as its actor's commands. */
final class ActorTcpListener implements TcpListener {
    private final TcpActor.Listening listening;
    private final Function<TcpActor.Opened, TcpSocket> sockets;
    private final Operations operations;

    /**
     * @param sockets makes the socket of a connection
     */
    ActorTcpListener(TcpActor.Listening listening, Function<TcpActor.Opened, TcpSocket> sockets) {
        this.listening = listening;
        this.sockets = sockets;
        this.operations = new Operations(listening.closed());
    }

    @Override
    public Endpoint local() {
        return listening.local();
    }

    @Override
    public CompletionStage<TcpSocket> accept() {
        return operations
                .<TcpActor.Opened>submit(result -> listening.listener().tell(new TcpListenerActor.Accept(result)))
                .thenApply(sockets);
    }

    @Override
    public CompletionStage<Void> close() {
        listening.listener().tell(new TcpListenerActor.Close(new CompletableFuture<>()));
        return listening.closed().copy();
    }
}
