package dev.lanyard.node;

import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The TCP sockets of a node that are open, in order of opening, so that a node can close them in good order. */
final class OpenSockets {
    private final Set<ActorTcpSocket> connections = new LinkedHashSet<>();
    private final Set<ActorTcpListener> listeners = new LinkedHashSet<>();

    TcpSocket connection(TcpActor.Opened opened) {
        ActorTcpSocket socket = new ActorTcpSocket(opened);
        keep(connections, socket, opened.closed());
        return socket;
    }

    TcpListener listener(TcpActor.Listening listening) {
        ActorTcpListener listener = new ActorTcpListener(listening, this::connection);
        keep(listeners, listener, listening.closed());
        return listener;
    }

    private <T> void keep(Set<T> sockets, T socket, CompletableFuture<Void> closed) {
        synchronized (this) {
            sockets.add(socket);
        }
        closed.whenComplete((ok, failure) -> remove(sockets, socket));
    }

    private synchronized <T> void remove(Set<T> sockets, T socket) {
        sockets.remove(socket);
    }

    private synchronized <T> List<T> copy(Set<T> sockets) {
        return List.copyOf(sockets);
    }

    /** Closes listeners, then connections; completes when the peers have acknowledged everything, or the time is over. */
    CompletableFuture<Void> close(Duration grace) {
        copy(listeners).forEach(ActorTcpListener::close);
        return CompletableFuture.allOf(copy(connections).stream()
                .map(socket -> socket.close(grace).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }
}
