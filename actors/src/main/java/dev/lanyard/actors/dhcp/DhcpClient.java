package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The client of one interface (RFC 2131 §4.4). Takes what happened and the time in nanoseconds, and returns what is to be done.
 *
 * <p>The pause of 1 to 10 seconds before the first DISCOVER (§4.4.1) is left out, as by everybody.
 */
public final class DhcpClient {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** RFC 2131 §3.1 (5): after this many requests without an answer it begins anew. */
    private static final int TRIES = 4;

    private static final long PAUSE_AFTER_DECLINE = 10 * SECOND;
    private static final long LONGEST_PAUSE = 64 * SECOND;
    /** Longer than any probe takes; whoever probes has been lost then. */
    private static final long PROBE_LIMIT = 30 * SECOND;

    private final DhcpClientSettings settings;
    private final DhcpCounters counters;
    private final DhcpChecks checks;
    private final DhcpSender sender;
    private DhcpState state = DhcpState.STOPPED;
    private long deadline = Long.MAX_VALUE;
    /** Until then nothing is sent in INIT, whatever the link does. */
    private long pauseEnd = Long.MIN_VALUE;

    /** By its user, who has to ask for an address again. */
    private boolean released;

    private int naks;
    /** The address asked for and, once chosen, its server. */
    private Ipv4Address wanted;

    private Ipv4Address server;
    /** Whether the address asked for may still be its own, so that INIT-REBOOT asks for it. */
    private boolean rebooting;

    private DhcpOptions offered = DhcpOptions.NONE;
    /** Confirmed but not in use yet. */
    private DhcpLease candidate;

    private final DhcpHolding held;

    public DhcpClient(DhcpClientSettings settings, RandomGenerator random, DhcpCounters counters) {
        this.settings = settings;
        this.counters = counters;
        this.checks = new DhcpChecks(settings.mac());
        this.sender = new DhcpSender(new DhcpRequests(settings), random, counters);
        this.held = new DhcpHolding(sender, counters);
        this.wanted = settings.requested().orElse(null);
        this.rebooting = wanted != null;
    }

    /**
     * Before it starts: has an address that was its own before.
     *
     * @param valid whether its lease has not ended: it is asked for with INIT-REBOOT; else it is wished for in a DISCOVER
     */
    public void remember(Ipv4Address address, boolean valid) {
        wanted = address;
        rebooting = valid;
    }

    /** Before it starts: has a lease that is in use, of a client before it that failed. */
    public void resume(DhcpLease inUse) {
        held.resume(inUse);
        server = inUse.server();
        deadline = inUse.expiry();
        state = DhcpState.BOUND;
    }

    public DhcpState state() {
        return state;
    }

    /** What is in use, or null. */
    public DhcpLease lease() {
        return held.lease();
    }

    /** When to call {@link #elapsed}; {@link Long#MAX_VALUE} if nothing waits. */
    public long nextDeadline() {
        return deadline;
    }

    /**
     * The link is there, for the first time or again (§3.7). Begins with what it had if there is something (INIT-REBOOT), else from
     * nothing; but not if its user has released the address.
     */
    public List<DhcpAction> start(long now) {
        if (released) {
            return sender.take();
        }
        if (state == DhcpState.INIT && held.isEmpty() && now < pauseEnd) {
            deadline = pauseEnd;
            return sender.take();
        }
        naks = 0;
        if (held.isEmpty() && (wanted == null || !rebooting)) {
            discover(now);
        } else {
            wanted = held.isEmpty() ? wanted : held.lease().address();
            enter(DhcpState.REBOOTING, now);
            sendReboot(now);
        }
        return sender.take();
    }

    /** The link is away: nothing is asked until {@link #start}. The lease goes on, and may end meanwhile. */
    public List<DhcpAction> linkDown(long now) {
        if (released) {
            return sender.take();
        }
        state = held.isEmpty() ? DhcpState.INIT : DhcpState.BOUND;
        deadline = held.isEmpty() ? Long.MAX_VALUE : held.lease().expiry();
        return sender.take();
    }

    /** A message came to the client's port. */
    public List<DhcpAction> received(byte[] octets, long now) {
        DhcpMessage.Parsed parsed = DhcpMessage.parse(octets);
        DhcpDrop drop =
                parsed.drop() != null ? parsed.drop() : checks.check(parsed.message(), sender.xid(), state, server);
        if (drop == null) {
            drop = switch (parsed.message().type()) {
                case OFFER -> onOffer(parsed.message(), now);
                case NAK -> onNak(parsed.message(), now);
                default -> onAck(parsed.message(), now);
            };
        }
        if (drop == null) {
            counters.received.increment();
        } else {
            counters.group.drop(drop);
        }
        return sender.take();
    }

    private DhcpDrop onOffer(DhcpMessage offer, long now) {
        Ipv4Address from = offer.options().address(DhcpOption.SERVER_IDENTIFIER).orElseThrow();
        if (!DhcpChecks.isUsable(offer, from)) {
            return DhcpDrop.BAD_LEASE;
        }
        wanted = offer.yiaddr();
        server = from;
        offered = offer.options();
        sender.proceed();
        state = DhcpState.REQUESTING;
        sendSelect(now);
        return null;
    }

    private DhcpDrop onNak(DhcpMessage nak, long now) {
        counters.naks.increment();
        held.giveUp(nak.options()
                .text(DhcpOption.MESSAGE)
                .map(text -> "NAK: " + text)
                .orElse("NAK"));
        wanted = null;
        // A server that refuses what it offers itself is not to be asked without end.
        long pause = naks == 0 ? 0 : Math.min(LONGEST_PAUSE, SECOND << Math.min(naks, 10));
        naks++;
        begin(now, pause);
        return null;
    }

    private DhcpDrop onAck(DhcpMessage ack, long now) {
        Ipv4Address from = ack.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(server);
        DhcpOptions options =
                DhcpChecks.over(held.isEmpty() ? offered : held.lease().options(), ack.options());
        DhcpLease granted = DhcpLease.of(ack.yiaddr(), from, options, sender.requestSent());
        if (granted == null) {
            return DhcpDrop.BAD_LEASE;
        }
        server = from;
        naks = 0;
        if (held.has(granted) || !settings.probe()) {
            bind(granted, now);
        } else {
            check(granted, now);
        }
        return null;
    }

    private void check(DhcpLease granted, long now) {
        candidate = granted;
        state = DhcpState.CHECKING;
        deadline = now + PROBE_LIMIT;
        sender.also(new DhcpAction.Probe(granted.address()));
    }

    /** What became of a probe. */
    public List<DhcpAction> probed(Ipv4Address address, boolean conflict, long now) {
        if (state == DhcpState.CHECKING && candidate.address().equals(address)) {
            if (conflict) {
                decline(candidate, now);
            } else {
                bind(candidate, now);
            }
        }
        return sender.take();
    }

    /** Another host has shown up with the address in use (RFC 5227 §2.4). */
    public List<DhcpAction> conflict(long now) {
        if (!held.isEmpty()) {
            DhcpLease lost = held.lease();
            held.giveUp("another host has the address");
            decline(lost, now);
        }
        return sender.take();
    }

    private void decline(DhcpLease refused, long now) {
        counters.declined.increment();
        sender.decline(refused, now);
        wanted = null;
        begin(now, PAUSE_AFTER_DECLINE);
    }

    private void bind(DhcpLease granted, long now) {
        held.take(granted);
        candidate = null;
        wanted = granted.address();
        state = DhcpState.BOUND;
        deadline = granted.renewal();
        if (deadline <= now) {
            onTime(now);
        }
    }

    /** Asks the server for more time now, or begins again after a release. */
    public List<DhcpAction> renew(long now) {
        if (state == DhcpState.BOUND || state == DhcpState.RENEWING) {
            enter(DhcpState.RENEWING, now);
            sendRenewal(now);
            return sender.take();
        }
        released = false;
        return state == DhcpState.STOPPED ? start(now) : sender.take();
    }

    /** Gives the address back and stops. */
    public List<DhcpAction> release(long now) {
        if (!held.isEmpty()) {
            sender.release(held.lease(), now);
            held.giveUp("released");
        }
        stop();
        released = true;
        return sender.take();
    }

    /** The time has come that {@link #nextDeadline} said. */
    public List<DhcpAction> elapsed(long now) {
        if (deadline <= now) {
            onTime(now);
        }
        return sender.take();
    }

    private void onTime(long now) {
        if (held.isOver(now)) {
            counters.expired.increment();
            held.giveUp("the lease has ended");
            discover(now);
            return;
        }
        switch (state) {
            case INIT -> discover(now);
            case SELECTING -> sendDiscover(now);
            case REQUESTING -> retry(now, () -> sendSelect(now), () -> discover(now));
            case REBOOTING -> retry(now, () -> sendReboot(now), () -> rebootUnanswered(now));
            case CHECKING -> bind(candidate, now);
            case BOUND, RENEWING, REBINDING -> extend(now);
            default -> deadline = Long.MAX_VALUE;
        }
    }

    private void retry(long now, Runnable again, Runnable otherwise) {
        (sender.tries() < TRIES ? again : otherwise).run();
    }

    /** Nobody objects, so the lease may be used to its end (RFC 2131 §3.2 (5)). */
    private void rebootUnanswered(long now) {
        if (held.isEmpty()) {
            discover(now);
        } else {
            state = DhcpState.BOUND;
            deadline = Math.max(now, held.lease().renewal());
        }
    }

    private void extend(long now) {
        DhcpState due = now >= held.lease().rebinding() ? DhcpState.REBINDING : DhcpState.RENEWING;
        if (state != due) {
            enter(due, now);
        }
        sendRenewal(now);
    }

    private void discover(long now) {
        rebooting = false;
        enter(DhcpState.SELECTING, now);
        server = null;
        candidate = null;
        offered = DhcpOptions.NONE;
        sendDiscover(now);
    }

    private void begin(long now, long pause) {
        if (pause == 0) {
            discover(now);
        } else {
            state = DhcpState.INIT;
            pauseEnd = now + pause;
            deadline = pauseEnd;
        }
    }

    private void stop() {
        state = DhcpState.STOPPED;
        deadline = Long.MAX_VALUE;
    }

    private void enter(DhcpState next, long now) {
        sender.begin(now);
        state = next;
    }

    private void sendDiscover(long now) {
        deadline = sender.discover(wanted, now);
    }

    private void sendSelect(long now) {
        deadline = sender.select(wanted, server, now);
    }

    private void sendReboot(long now) {
        deadline = sender.reboot(wanted, now);
        deadline = held.isEmpty() ? deadline : Math.min(held.lease().expiry(), deadline);
    }

    private void sendRenewal(long now) {
        if (state == DhcpState.REBINDING) {
            sender.rebind(held.lease(), now);
            deadline = held.lease().again(held.lease().expiry(), now);
        } else {
            sender.renew(held.lease(), now);
            deadline = held.lease().again(Math.max(now, held.lease().rebinding()), now);
        }
    }
}
