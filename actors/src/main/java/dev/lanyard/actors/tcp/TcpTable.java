package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Endpoint;
import java.time.Duration;
import java.util.List;

/** The listeners and connections of a node at one moment, in the order of their local and remote endpoints. */
public record TcpTable(List<Listener> listeners, List<Connection> connections) {
    public TcpTable {
        listeners = List.copyOf(listeners);
        connections = List.copyOf(connections);
    }

    /**
     * A port that takes connections.
     *
     * @param backlog connections that may wait to be accepted
     * @param waiting those that do
     * @param halfOpen those whose handshake is not complete
     */
    public record Listener(Endpoint local, int backlog, int waiting, int halfOpen) {}

    /**
     * A connection.
     *
     * @param info its figures, null in TIME_WAIT, where there are none
     * @param rest how long TIME_WAIT lasts yet, zero in other states
     */
    public record Connection(Endpoint local, Endpoint remote, TcpState state, TcpInfo info, Duration rest) {}
}
