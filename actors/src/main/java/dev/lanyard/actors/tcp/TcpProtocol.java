package dev.lanyard.actors.tcp;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** What {@link TcpActor} and its children say to each other, and how it knows them. */
final class TcpProtocol {
    private TcpProtocol() {}

    /** One connection's place in {@link TcpActor}, which alone looks inside. */
    static final class Binding {
        final long addresses;
        final int ports;
        /** The port that took the connection, or null if this node opened it. */
        final Port port;

        ActorRef<LayerMessage> actor;

        /** What of the batch at hand is for this connection, or null. */
        PacketBatch aside;

        /** Whether the connection is in the table. */
        boolean bound = true;

        Binding(long addresses, int ports, Port port) {
            this.addresses = addresses;
            this.ports = ports;
            this.port = port;
        }
    }

    /** A port that takes connections. Only {@link TcpActor} looks inside. */
    static final class Port {
        /** Half-open connections that a port may have beyond its backlog. */
        private static final int HALF_OPEN_RESERVE = 128;

        final Endpoint local;
        final int backlog;
        final TcpSettings settings;
        /** In order of arrival. */
        final Set<Binding> halfOpen = new LinkedHashSet<>();

        ActorRef<LayerMessage> actor;
        /** Established and not accepted. */
        int waiting;

        boolean open = true;

        Port(Endpoint local, int backlog, TcpSettings settings) {
            this.local = local;
            this.backlog = backlog;
            this.settings = settings;
        }

        /** Whether one more SYN may be answered: bounded, however many come (RFC 4987 §3). */
        boolean hasRoom() {
            return waiting < backlog && halfOpen.size() < backlog + HALF_OPEN_RESERVE;
        }
    }

    /** From a listener: the port is free again, please. Answered by {@link Unlistened}. */
    record Unlisten(Port port) implements LayerMessage {}

    /** From a listener: one less waits. */
    record Accepted(Port port) implements LayerMessage {}

    /** From a connection that a peer opened: the handshake is complete. */
    record Established(Binding binding, TcpActor.Opened opened) implements LayerMessage {}

    /** From a connection: its endpoints are free again. Answered by {@link Unbound}. */
    record Unbind(Binding binding) implements LayerMessage {}

    /** From a connection in TIME_WAIT that gives way to a SYN (RFC 6191). */
    record Yielded(Binding binding, PacketBuffer syn) implements LayerMessage {}

    /** To a listener: a connection is established. */
    record Incoming(TcpActor.Opened connection) implements LayerMessage {}

    /** To a listener: no more connections come. */
    record Unlistened() implements LayerMessage {}

    /** To a connection: segments of it, checked, heads at the TCP header. */
    record Segments(PacketBatch packets) implements LayerMessage {}

    /** To a connection: no more segments come. */
    record Unbound() implements LayerMessage {}
}
