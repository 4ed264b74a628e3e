package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a client sends, with the transaction that it belongs to: xid, secs, back-off (RFC 2131 §4.1). */
final class DhcpSender {
    private static final long SECOND = 1_000_000_000L;

    private final DhcpRequests requests;
    private final RandomGenerator random;
    private final DhcpCounters counters;
    private final DhcpBackoff backoff;
    private final List<DhcpAction> actions = new ArrayList<>();
    private int xid;
    private int secs;
    private long began;
    private long requestSent;

    DhcpSender(DhcpRequests requests, RandomGenerator random, DhcpCounters counters) {
        this.requests = requests;
        this.random = random;
        this.counters = counters;
        this.backoff = new DhcpBackoff(random);
    }

    /** Begins a transaction. */
    void begin(long now) {
        xid = random.nextInt();
        began = now;
        backoff.reset();
    }

    /** Goes on with the same transaction and the shortest wait. */
    void proceed() {
        backoff.reset();
    }

    int xid() {
        return xid;
    }

    /** How often something was sent in this step of the transaction. */
    int tries() {
        return backoff.count();
    }

    /** When the last REQUEST was sent, from which a lease counts (§4.4.1). */
    long requestSent() {
        return requestSent;
    }

    /**
     * @return when to send it again
     */
    long discover(Ipv4Address wanted, long now) {
        secs = elapsedSeconds(now);
        return broadcast(requests.discover(xid, secs, wanted), now);
    }

    /** With the same secs as the DISCOVER (§4.4.1). */
    long select(Ipv4Address address, Ipv4Address server, long now) {
        requestSent = now;
        return broadcast(requests.select(xid, secs, address, server), now);
    }

    long reboot(Ipv4Address address, long now) {
        requestSent = now;
        return broadcast(requests.reboot(xid, elapsedSeconds(now), address), now);
    }

    long inform(Ipv4Address address, long now) {
        broadcast(requests.inform(xid, elapsedSeconds(now), address), address);
        return now + backoff.next();
    }

    void renew(DhcpLease lease, long now) {
        requestSent = now;
        unicast(requests.renew(xid, elapsedSeconds(now), lease.address()), lease);
    }

    void rebind(DhcpLease lease, long now) {
        requestSent = now;
        broadcast(requests.renew(xid, elapsedSeconds(now), lease.address()), lease.address());
    }

    void decline(DhcpLease refused, long now) {
        begin(now);
        broadcast(requests.decline(xid, refused.address(), refused.server()), Ipv4Address.ANY);
    }

    void release(DhcpLease held, long now) {
        begin(now);
        unicast(requests.release(xid, held.address(), held.server()), held);
    }

    private long broadcast(DhcpMessage message, long now) {
        broadcast(message, Ipv4Address.ANY);
        return now + backoff.next();
    }

    private void broadcast(DhcpMessage message, Ipv4Address source) {
        counters.sent.increment();
        actions.add(new DhcpAction.Broadcast(message, source));
    }

    private void unicast(DhcpMessage message, DhcpLease lease) {
        counters.sent.increment();
        actions.add(new DhcpAction.Unicast(message, lease.address(), lease.server()));
    }

    private int elapsedSeconds(long now) {
        return (int) Math.min(0xffff, (now - began) / SECOND);
    }

    /** Something that is not sent. */
    void also(DhcpAction action) {
        actions.add(action);
    }

    /** All that is to be done, in order. */
    List<DhcpAction> take() {
        List<DhcpAction> taken = List.copyOf(actions);
        actions.clear();
        return taken;
    }
}
