package dev.lanyard.actors.tcp;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.BatchSplitter;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBatch;
import java.util.LinkedHashSet;
import java.util.Set;

/** What {@link TcpActor} and its children say to each other, and how it knows them. */
final class TcpProtocol {
    private TcpProtocol() {}

    /** What stands under a pair of endpoints. */
    sealed interface Entry permits Binding, TimeWait {}

    /** One connection's place in {@link TcpActor}, which alone looks inside. */
    static final class Binding extends BatchSplitter.Receiver implements Entry {
        final long addresses;
        final int ports;
        /** The port that took the connection, or null if this node opened it. */
        final Port port;

        ActorRef<LayerMessage> actor;

        /** Whether the connection is in the table. */
        boolean bound = true;

        /** Whether its handshake, which began without it, is completed by its first segment. */
        boolean resumed;

        Binding(long addresses, int ports, Port port) {
            this.addresses = addresses;
            this.ports = ports;
            this.port = port;
        }

        void tell(LayerMessage message) {
            actor.tell(message);
        }

        Endpoint local() {
            return ConnectionTable.local(addresses, ports);
        }

        Endpoint remote() {
            return ConnectionTable.remote(addresses, ports);
        }
    }

    /** A port that takes connections. Only {@link TcpActor} looks inside. */
    static final class Port {
        final Endpoint local;
        final int backlog;
        final TcpSettings settings;
        /** Half-open connections that the port may have. */
        final int halfOpenLimit;
        /** In order of arrival. */
        final Set<Binding> halfOpen = new LinkedHashSet<>();

        ActorRef<LayerMessage> actor;
        /** Established and not accepted. */
        int waiting;
        /** On their way from a cookie to {@link #waiting}. */
        int resuming;
        /** Until when a segment may return a cookie; before any was sent, never. */
        long cookiesUntil = Long.MIN_VALUE;

        boolean open = true;

        Port(Endpoint local, int backlog, int halfOpenReserve, TcpSettings settings) {
            this.local = local;
            this.backlog = backlog;
            this.settings = settings;
            halfOpenLimit = backlog + halfOpenReserve;
        }

        /** Whether one more may be established. */
        boolean accepts() {
            return waiting + resuming < backlog;
        }

        /** Whether one more SYN may be remembered: bounded, however many come (RFC 4987 §3). */
        boolean hasRoom() {
            return halfOpen.size() < halfOpenLimit;
        }

        /** Whether it is worth asking if the segment returns a cookie: only while one may be outstanding. */
        boolean mayReturnCookie(TcpSegment segment, Clock clock) {
            return cookiesUntil != Long.MIN_VALUE
                    && (segment.flags & (TcpSegment.SYN | TcpSegment.ACK | TcpSegment.RST)) == TcpSegment.ACK
                    && clock.nanos() < cookiesUntil;
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

    /** From a connection that has reached TIME_WAIT: what is left of it. Answered by {@link Unbound}. */
    record Retired(Binding binding, TimeWait rest) implements LayerMessage {}

    /** From a connection in TIME_WAIT: segments that reached it too late. */
    record Returned(PacketBatch packets) implements LayerMessage {}

    /** To a listener: a connection is established. */
    record Incoming(TcpActor.Opened connection) implements LayerMessage {}

    /** To a listener: no more connections come. */
    record Unlistened() implements LayerMessage {}

    /** To a connection: segments of it, checked, heads at the TCP header. */
    record Segments(PacketBatch packets) implements LayerMessage {}

    /** To a connection: no more segments come. */
    record Unbound() implements LayerMessage {}
}
