package dev.lanyard.actors.tcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * A port that takes connections: brings together those that peers have opened and those who wait to accept one. How many may
 * wait is decided in {@link TcpActor}, before there is a connection.
 */
public final class TcpListenerActor {
    private final TcpProtocol.Port port;
    private final ActorRef<LayerMessage> tcp;
    private final CompletableFuture<Void> closed;
    private final Deque<CompletableFuture<TcpActor.Opened>> accepts = new ArrayDeque<>();
    private final Deque<TcpActor.Opened> backlog = new ArrayDeque<>();
    private boolean closing;

    private TcpListenerActor(TcpProtocol.Port port, ActorRef<LayerMessage> tcp, CompletableFuture<Void> closed) {
        this.port = port;
        this.tcp = tcp;
        this.closed = closed;
    }

    /** What a listener is told by its user. */
    public sealed interface Command extends LayerMessage permits Accept, Close {}

    /**
     * Asks for the next connection; several may wait and are served in order. Cancel the result to withdraw.
     *
     * @param result completed on the event loop's thread; fails with SocketException "Socket closed" when the listener closes
     */
    public record Accept(CompletableFuture<TcpActor.Opened> result) implements Command {}

    /** Closes the port. Who waits to accept fails; connections that nobody has accepted are reset. */
    public record Close(CompletableFuture<Void> done) implements Command {}

    static Behavior<LayerMessage> create(
            TcpProtocol.Port port, ActorRef<LayerMessage> tcp, CompletableFuture<Void> closed) {
        return Behaviors.setup(context -> {
            TcpListenerActor listener = new TcpListenerActor(port, tcp, closed);
            return Behaviors.receive((c, message) -> listener.onMessage(message), (c, signal) -> {
                if (signal instanceof PostStop) {
                    listener.stopped();
                }
                return Behaviors.same();
            });
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TcpProtocol.Incoming incoming) {
            backlog.add(incoming.connection());
            serve();
        } else if (message instanceof Accept accept) {
            accepts.add(accept.result);
            serve();
        } else if (message instanceof Close close) {
            closed.whenComplete((ok, failure) -> close.done.complete(null));
            if (!closing) {
                closing = true;
                tcp.tell(new TcpProtocol.Unlisten(port));
            }
        } else if (message instanceof TcpProtocol.Unlistened) {
            return Behaviors.stopped();
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void serve() {
        if (closing) {
            refuse();
            return;
        }
        while (!backlog.isEmpty() && !accepts.isEmpty()) {
            // one that was cancelled takes nothing
            if (accepts.poll().complete(backlog.peek())) {
                backlog.poll();
                tcp.tell(new TcpProtocol.Accepted(port));
            }
        }
    }

    private void refuse() {
        accepts.forEach(result -> result.completeExceptionally(new SocketException("Socket closed")));
        backlog.forEach(
                connection -> connection.connection().tell(new TcpConnectionCommand.Abort(new CompletableFuture<>())));
        accepts.clear();
        backlog.clear();
    }

    private void stopped() {
        refuse();
        closed.complete(null);
    }
}
