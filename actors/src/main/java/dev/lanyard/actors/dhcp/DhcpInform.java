package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks servers once for what they know besides addresses, from an interface that has its address from elsewhere or already
 * (RFC 2131 §3.4, §4.4.3). Takes what happened and the time in nanoseconds, and returns what is to be done.
 */
public final class DhcpInform {
    /** Half a minute with the back-off, and a last wait as long. */
    private static final int TRIES = 4;

    private final DhcpChecks checks;
    private final DhcpSender sender;
    private final DhcpCounters counters;
    private final Ipv4Address own;
    private long deadline = Long.MAX_VALUE;

    /**
     * @param own address of the interface, to which servers answer
     */
    public DhcpInform(DhcpClientSettings settings, Ipv4Address own, RandomGenerator random, DhcpCounters counters) {
        this.checks = new DhcpChecks(settings.mac());
        this.sender = new DhcpSender(new DhcpRequests(settings), random, counters);
        this.counters = counters;
        this.own = own;
    }

    public List<DhcpAction> start(long now) {
        sender.begin(now);
        deadline = sender.inform(own, now);
        return sender.take();
    }

    /** Whether a message belongs to this transaction. */
    public boolean concerns(DhcpMessage message) {
        return message.xid() == sender.xid();
    }

    /** A message came to the client's port; all but the answer is dropped. */
    public List<DhcpAction> received(DhcpMessage message, long now) {
        DhcpDrop drop = checks.check(message, sender.xid(), DhcpState.INFORMING, null);
        if (drop != null) {
            counters.group.drop(drop);
        } else {
            counters.received.increment();
            end(message.options());
        }
        return sender.take();
    }

    /** The time has come that {@link #nextDeadline} said. */
    public List<DhcpAction> elapsed(long now) {
        if (deadline <= now) {
            if (sender.tries() < TRIES) {
                deadline = sender.inform(own, now);
            } else {
                end(DhcpOptions.NONE);
            }
        }
        return sender.take();
    }

    private void end(DhcpOptions options) {
        deadline = Long.MAX_VALUE;
        sender.also(new DhcpAction.Informed(options));
    }

    /** When to call {@link #elapsed}; {@link Long#MAX_VALUE} if nothing waits. */
    public long nextDeadline() {
        return deadline;
    }
}
