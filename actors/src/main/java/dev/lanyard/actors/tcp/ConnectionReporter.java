package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpEvent.Kind;

/** Finds out what happened to one connection by looking at it again and again. */
final class ConnectionReporter {
    private final TcpEvents events;
    private final Endpoint local;
    private final Endpoint remote;
    private TcpState state;
    private long retransmits;
    private long timeouts;
    private long recoveries;

    ConnectionReporter(TcpEvents events, Endpoint local, Endpoint remote, TcpState state) {
        this.events = events;
        this.local = local;
        this.remote = remote;
        this.state = state;
    }

    /** Publishes what is new. The end of the connection is {@link #closed}. */
    void look(TcpConnection connection, long now) {
        long timeoutsNow = connection.timeouts();
        if (timeoutsNow > timeouts) {
            publish(Kind.TIMED_OUT, 1, null, now);
        }
        long recoveriesNow = connection.recoveries();
        if (recoveriesNow > recoveries) {
            publish(Kind.RECOVERING, 1, null, now);
        }
        long retransmitsNow = connection.retransmits();
        if (retransmitsNow > retransmits) {
            publish(Kind.RETRANSMITTED, retransmitsNow - retransmits, null, now);
        }
        timeouts = timeoutsNow;
        recoveries = recoveriesNow;
        retransmits = retransmitsNow;
        changed(connection.state(), now);
    }

    private void changed(TcpState to, long now) {
        if (to == state || to == TcpState.CLOSED) {
            return;
        }
        boolean opened = state.opening() && !to.opening();
        state = to;
        publish(opened ? Kind.OPENED : Kind.STATE_CHANGED, 1, null, now);
    }

    void closed(TcpFailure failure, long now) {
        state = TcpState.CLOSED;
        publish(Kind.CLOSED, 1, failure, now);
    }

    private void publish(Kind kind, long count, TcpFailure failure, long now) {
        events.publish(new TcpEvent(now, kind, local, remote, state, count, failure));
    }
}
