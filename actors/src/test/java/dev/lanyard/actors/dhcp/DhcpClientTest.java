package dev.lanyard.actors.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The DHCP client's states in virtual time (RFC 2131 §4.4), checklist 59")
class DhcpClientTest {
    private static final long SECONDS = Duration.ofSeconds(1).toNanos();
    private static final MacAddress MAC = DhcpMessageTest.MAC;
    private static final Ipv4Address SERVER = Ipv4Address.parse("192.0.2.1");
    private static final Ipv4Address OTHER = Ipv4Address.parse("192.0.2.2");
    private static final Ipv4Address ADDRESS = Ipv4Address.parse("192.0.2.7");

    private final DhcpCounters counters = new DhcpCounters();
    private final List<DhcpAction> actions = new ArrayList<>();
    private DhcpClientSettings settings = DhcpClientSettings.of(MAC).withProbe(false);
    private DhcpClient made;
    private long now = 1_000 * SECONDS;

    private DhcpClient client() {
        if (made == null) {
            made = new DhcpClient(settings, new SplittableRandom(59), counters);
        }
        return made;
    }

    private void start() {
        actions.addAll(client().start(now));
    }

    private void pass(double seconds) {
        now += (long) (seconds * SECONDS);
        if (client().nextDeadline() <= now) {
            actions.addAll(client().elapsed(now));
        }
    }

    /** Lets time pass to the next thing that is due, and says how many seconds that took. */
    private double passToNext() {
        double seconds = (double) (client().nextDeadline() - now) / SECONDS;
        now = client().nextDeadline();
        actions.addAll(client().elapsed(now));
        return seconds;
    }

    private <T extends DhcpAction> T next(Class<T> type) {
        assertTrue(!actions.isEmpty(), () -> "nothing to be done, but expected " + type.getSimpleName());
        return assertInstanceOf(type, actions.remove(0));
    }

    private DhcpMessage broadcast(DhcpMessageType type) {
        DhcpAction.Broadcast sent = next(DhcpAction.Broadcast.class);
        assertEquals(type, sent.message().type());
        return sent.message();
    }

    private DhcpMessage unicast(DhcpMessageType type) {
        DhcpAction.Unicast sent = next(DhcpAction.Unicast.class);
        assertEquals(type, sent.message().type());
        assertEquals(SERVER, sent.server());
        assertEquals(ADDRESS, sent.source());
        return sent.message();
    }

    private static DhcpOptions.Builder options(DhcpMessageType type, Ipv4Address server) {
        return DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.SERVER_IDENTIFIER, server);
    }

    private static DhcpOptions.Builder leased(DhcpMessageType type, long seconds) {
        return options(type, SERVER)
                .put(DhcpOption.SUBNET_MASK, Ipv4Address.parse("255.255.255.0"))
                .put(DhcpOption.ROUTER, SERVER)
                .putInt(DhcpOption.LEASE_TIME, seconds);
    }

    private void receive(DhcpMessage message) {
        actions.addAll(client().received(message.emit(), now));
    }

    private void offer(DhcpMessage to) {
        receive(to.answer(ADDRESS, leased(DhcpMessageType.OFFER, 100).build()));
    }

    private void ack(DhcpMessage to, UnaryOperator<DhcpOptions.Builder> change) {
        receive(to.answer(
                ADDRESS, change.apply(leased(DhcpMessageType.ACK, 100)).build()));
    }

    private void nak(DhcpMessage to, Ipv4Address from) {
        receive(to.answer(Ipv4Address.ANY, options(DhcpMessageType.NAK, from).build()));
    }

    /** Goes all the way to BOUND with a lease of 100 s. */
    private DhcpLease bound() {
        start();
        offer(broadcast(DhcpMessageType.DISCOVER));
        ack(broadcast(DhcpMessageType.REQUEST), options -> options);
        assertEquals(DhcpState.BOUND, client().state());
        return next(DhcpAction.Configure.class).lease();
    }

    private long dropped(DhcpDrop reason) {
        return counters.group.dropped(reason);
    }

    @Test
    @DisplayName("DISCOVER, OFFER, REQUEST, ACK (§3.1): fields and options of each (table 5)")
    void fourMessages() {
        settings = settings.withHostName("host");
        start();
        DhcpMessage discover = broadcast(DhcpMessageType.DISCOVER);
        assertTrue(discover.broadcast());
        assertEquals(Ipv4Address.ANY, discover.ciaddr());
        assertEquals(Optional.of("host"), discover.options().text(DhcpOption.HOST_NAME));
        assertEquals(7, discover.options().value(DhcpOption.CLIENT_IDENTIFIER).length);
        pass(3);
        offer(discover);
        DhcpMessage request = broadcast(DhcpMessageType.REQUEST);
        assertEquals(discover.xid(), request.xid());
        assertEquals(discover.secs(), request.secs());
        assertEquals(Optional.of(ADDRESS), request.options().address(DhcpOption.REQUESTED_ADDRESS));
        assertEquals(Optional.of(SERVER), request.options().address(DhcpOption.SERVER_IDENTIFIER));
        ack(request, options -> options);
        DhcpLease lease = next(DhcpAction.Configure.class).lease();
        assertEquals("192.0.2.7/24", lease.prefix().toString());
        assertEquals(100, lease.remaining(now));
    }

    @Test
    @DisplayName("DISCOVER is repeated after 4, 8, 16, 32, 64, 64 s, each ±1 s, with one xid and growing secs (§4.1)")
    void backoff() {
        start();
        int xid = broadcast(DhcpMessageType.DISCOVER).xid();
        boolean jitter = false;
        for (int expected : new int[] {4, 8, 16, 32, 64, 64}) {
            double waited = passToNext();
            assertEquals(expected, waited, 1.0);
            jitter |= Math.abs(waited - expected) > 0.01;
            DhcpMessage again = broadcast(DhcpMessageType.DISCOVER);
            assertEquals(xid, again.xid());
            assertTrue(again.secs() >= expected - 1);
        }
        assertTrue(jitter);
    }

    @Test
    @DisplayName("a slow server that answers the first DISCOVER after the second is heard, checklist 59")
    void slowServer() {
        start();
        DhcpMessage first = broadcast(DhcpMessageType.DISCOVER);
        passToNext();
        broadcast(DhcpMessageType.DISCOVER);
        offer(first);
        broadcast(DhcpMessageType.REQUEST);
    }

    @Test
    @DisplayName("wrong xid, wrong chaddr, requests, and nonsense are dropped, checklist 59")
    void notForUs() {
        start();
        DhcpMessage discover = broadcast(DhcpMessageType.DISCOVER);
        DhcpMessage offer =
                discover.answer(ADDRESS, leased(DhcpMessageType.OFFER, 100).build());
        receive(offer.withXid(offer.xid() + 1));
        receive(offer.withChaddr(MacAddress.parse("02:00:00:00:00:08")));
        receive(discover);
        receive(discover.answer(ADDRESS, leased(DhcpMessageType.ACK, 100).build()));
        receive(discover.answer(ADDRESS, leased(DhcpMessageType.INFORM, 100).build()));
        receive(discover.answer(
                ADDRESS,
                leased(DhcpMessageType.OFFER, 100)
                        .remove(DhcpOption.SERVER_IDENTIFIER)
                        .build()));
        receive(discover.answer(
                Ipv4Address.BROADCAST, leased(DhcpMessageType.OFFER, 100).build()));
        receive(discover.answer(
                Ipv4Address.parse("192.0.2.255"),
                leased(DhcpMessageType.OFFER, 100).build()));
        receive(discover.answer(ADDRESS, leased(DhcpMessageType.OFFER, 0).build()));
        assertEquals(List.of(), actions);
        assertEquals(1, dropped(DhcpDrop.WRONG_XID));
        assertEquals(1, dropped(DhcpDrop.WRONG_CHADDR));
        assertEquals(1, dropped(DhcpDrop.BAD_OPERATION));
        assertEquals(1, dropped(DhcpDrop.UNEXPECTED));
        assertEquals(1, dropped(DhcpDrop.BAD_MESSAGE_TYPE));
        assertEquals(1, dropped(DhcpDrop.NO_SERVER_IDENTIFIER));
        assertEquals(3, dropped(DhcpDrop.BAD_LEASE));
        assertEquals(DhcpState.SELECTING, client().state());
    }

    @Test
    @DisplayName("two servers offer: the first is taken, the other's ACK and NAK mean nothing (§3.1 (3))")
    void twoServers() {
        start();
        DhcpMessage discover = broadcast(DhcpMessageType.DISCOVER);
        offer(discover);
        receive(discover.answer(
                Ipv4Address.parse("192.0.2.99"),
                options(DhcpMessageType.OFFER, OTHER)
                        .putInt(DhcpOption.LEASE_TIME, 9)
                        .build()));
        DhcpMessage request = broadcast(DhcpMessageType.REQUEST);
        nak(request, OTHER);
        receive(request.answer(
                Ipv4Address.parse("192.0.2.99"),
                options(DhcpMessageType.ACK, OTHER)
                        .putInt(DhcpOption.LEASE_TIME, 9)
                        .build()));
        assertEquals(List.of(), actions);
        assertEquals(2, dropped(DhcpDrop.WRONG_SERVER));
        ack(request, options -> options);
        assertEquals(SERVER, next(DhcpAction.Configure.class).lease().server());
    }

    @Test
    @DisplayName("a REQUEST that nobody answers is repeated, then all begins anew (§3.1 (5))")
    void requestUnanswered() {
        start();
        DhcpMessage discover = broadcast(DhcpMessageType.DISCOVER);
        offer(discover);
        for (int i = 0; i < 4; i++) {
            broadcast(DhcpMessageType.REQUEST);
            passToNext();
        }
        assertNotEquals(discover.xid(), broadcast(DhcpMessageType.DISCOVER).xid());
    }

    @Test
    @DisplayName("NAK: once, all begins anew at once; from a server that goes on refusing, after growing pauses")
    void refused() {
        start();
        offer(broadcast(DhcpMessageType.DISCOVER));
        nak(broadcast(DhcpMessageType.REQUEST), SERVER);
        double before = 0;
        for (int i = 0; i < 8; i++) {
            offer(broadcast(DhcpMessageType.DISCOVER));
            nak(broadcast(DhcpMessageType.REQUEST), SERVER);
            assertEquals(DhcpState.INIT, client().state());
            double pause = passToNext();
            assertTrue(pause > before || pause == 64, () -> "" + pause);
            before = pause;
        }
        assertEquals(64, before);
        assertEquals(9, counters.naks.get());
    }

    @Test
    @DisplayName("T1: unicast to the server, ciaddr and no server identifier (§4.3.6); the ACK extends the lease")
    void renewal() {
        DhcpLease first = bound();
        assertEquals(50, passToNext(), 0.001);
        DhcpMessage request = unicast(DhcpMessageType.REQUEST);
        assertEquals(DhcpState.RENEWING, client().state());
        assertEquals(ADDRESS, request.ciaddr());
        assertTrue(!request.broadcast());
        assertTrue(!request.options().has(DhcpOption.SERVER_IDENTIFIER));
        assertTrue(!request.options().has(DhcpOption.REQUESTED_ADDRESS));
        pass(1);
        ack(request, options -> options);
        DhcpAction.Configure again = next(DhcpAction.Configure.class);
        assertEquals(first, again.before());
        assertEquals(99, again.lease().remaining(now), "counted from the request (§4.4.1)");
        assertEquals(49, passToNext(), 0.001);
    }

    @Test
    @DisplayName("a renewal's ACK without router or mask leaves both as they were, checklist 59")
    void renewalWithoutOptions() {
        bound();
        passToNext();
        ack(unicast(DhcpMessageType.REQUEST), o -> o.remove(DhcpOption.ROUTER).remove(DhcpOption.SUBNET_MASK));
        DhcpLease lease = next(DhcpAction.Configure.class).lease();
        assertEquals("192.0.2.7/24", lease.prefix().toString());
        assertEquals(List.of(SERVER), lease.routers());
    }

    @Test
    @DisplayName("T2: to all servers; expiry: the address is given up, and all begins anew, checklist 59")
    void rebindingAndExpiry() {
        DhcpLease lease = bound();
        passToNext();
        unicast(DhcpMessageType.REQUEST);
        assertEquals(37.5, passToNext(), 0.001);
        assertEquals(DhcpState.REBINDING, client().state());
        DhcpAction.Broadcast rebinding = next(DhcpAction.Broadcast.class);
        assertEquals(ADDRESS, rebinding.source());
        assertEquals(ADDRESS, rebinding.message().ciaddr());
        assertEquals(12.5, passToNext(), 0.001);
        assertEquals(lease, next(DhcpAction.Deconfigure.class).lease());
        assertNull(client().lease());
        DhcpMessage discover = broadcast(DhcpMessageType.DISCOVER);
        assertEquals(Optional.of(ADDRESS), discover.options().address(DhcpOption.REQUESTED_ADDRESS));
        assertEquals(1, counters.expired.get());
    }

    @Test
    @DisplayName("another server may answer in REBINDING and has the lease from then on (§4.4.5)")
    void reboundByAnother() {
        bound();
        passToNext();
        passToNext();
        actions.clear();
        actions.addAll(client().elapsed(now));
        DhcpMessage[] sent = new DhcpMessage[1];
        made = null;
        bound();
        passToNext();
        unicast(DhcpMessageType.REQUEST);
        passToNext();
        sent[0] = broadcast(DhcpMessageType.REQUEST);
        receive(sent[0].answer(
                ADDRESS,
                leased(DhcpMessageType.ACK, 100)
                        .put(DhcpOption.SERVER_IDENTIFIER, OTHER)
                        .build()));
        assertEquals(OTHER, next(DhcpAction.Configure.class).lease().server());
    }

    @Test
    @DisplayName("a renewal is repeated after half of what is left, not within a minute (§4.4.5)")
    void renewalRepeated() {
        start();
        offer(broadcast(DhcpMessageType.DISCOVER));
        ack(broadcast(DhcpMessageType.REQUEST), o -> o.putInt(DhcpOption.LEASE_TIME, 8_000));
        actions.clear();
        assertEquals(4_000, passToNext(), 0.001);
        assertEquals(1_500, passToNext(), 0.001);
        assertEquals(750, passToNext(), 0.001);
        assertEquals(375, passToNext(), 0.001);
        assertEquals(187.5, passToNext(), 0.001);
        assertEquals(93.75, passToNext(), 0.001);
        assertEquals(60, passToNext(), 0.001);
        assertEquals(33.75, passToNext(), 0.001);
        assertEquals(DhcpState.REBINDING, client().state());
        assertEquals(500, passToNext(), 0.001);
    }

    @Test
    @DisplayName("T1 after T2, T2 after the end, T1 of 0: half and seven eighths instead, checklist 59")
    void timesOutOfOrder() {
        for (long[] times : new long[][] {{80, 60}, {50, 200}, {0, 50}, {100, 100}}) {
            DhcpOptions options = leased(DhcpMessageType.ACK, 100)
                    .putInt(DhcpOption.RENEWAL_TIME, times[0])
                    .putInt(DhcpOption.REBINDING_TIME, times[1])
                    .build();
            DhcpLease lease = DhcpLease.of(ADDRESS, SERVER, options, 0);
            assertEquals(50 * SECONDS, lease.renewal());
            assertEquals(87.5 * SECONDS, lease.rebinding());
        }
        DhcpOptions good = leased(DhcpMessageType.ACK, 100)
                .putInt(DhcpOption.RENEWAL_TIME, 10)
                .putInt(DhcpOption.REBINDING_TIME, 20)
                .build();
        assertEquals(10 * SECONDS, DhcpLease.of(ADDRESS, SERVER, good, 0).renewal());
        assertEquals(20 * SECONDS, DhcpLease.of(ADDRESS, SERVER, good, 0).rebinding());
    }

    @Test
    @DisplayName("a lease for ever sets no timer (§3.3)")
    void forEver() {
        start();
        offer(broadcast(DhcpMessageType.DISCOVER));
        ack(broadcast(DhcpMessageType.REQUEST), o -> o.putInt(DhcpOption.LEASE_TIME, -1));
        assertEquals(Long.MAX_VALUE, client().nextDeadline());
        assertEquals(DhcpLease.INFINITE, client().lease().remaining(now));
    }

    @Test
    @DisplayName("NAK to a renewal: the address is given up at once (§4.4.5)")
    void renewalRefused() {
        bound();
        passToNext();
        nak(unicast(DhcpMessageType.REQUEST), SERVER);
        next(DhcpAction.Deconfigure.class);
        DhcpMessage discover = broadcast(DhcpMessageType.DISCOVER);
        assertTrue(!discover.options().has(DhcpOption.REQUESTED_ADDRESS));
    }

    @Test
    @DisplayName("a renewal that brings another address replaces the one before")
    void renewalWithOtherAddress() {
        bound();
        passToNext();
        Ipv4Address moved = Ipv4Address.parse("192.0.2.8");
        receive(unicast(DhcpMessageType.REQUEST)
                .answer(moved, leased(DhcpMessageType.ACK, 100).build()));
        DhcpAction.Configure change = next(DhcpAction.Configure.class);
        assertEquals(moved, change.lease().address());
        assertEquals(ADDRESS, change.before().address());
    }

    @Test
    @DisplayName("probe before use; in use by another → DECLINE, then nothing for 10 s (§3.1 (5)), checklist 59")
    void decline() {
        settings = settings.withProbe(true);
        start();
        offer(broadcast(DhcpMessageType.DISCOVER));
        ack(broadcast(DhcpMessageType.REQUEST), options -> options);
        assertEquals(ADDRESS, next(DhcpAction.Probe.class).address());
        assertEquals(DhcpState.CHECKING, client().state());
        pass(6);
        actions.addAll(client().probed(OTHER, true, now));
        assertEquals(List.of(), actions);
        actions.addAll(client().probed(ADDRESS, true, now));
        DhcpMessage decline = broadcast(DhcpMessageType.DECLINE);
        assertEquals(Optional.of(ADDRESS), decline.options().address(DhcpOption.REQUESTED_ADDRESS));
        assertEquals(Optional.of(SERVER), decline.options().address(DhcpOption.SERVER_IDENTIFIER));
        assertEquals(Ipv4Address.ANY, decline.ciaddr());
        assertTrue(passToNext() >= 10);
        assertTrue(!broadcast(DhcpMessageType.DISCOVER).options().has(DhcpOption.REQUESTED_ADDRESS));
        assertEquals(1, counters.declined.get());
    }

    @Test
    @DisplayName("probe before use; nobody has it → bound; a conflict later gives it up and declines")
    void conflictLater() {
        settings = settings.withProbe(true);
        start();
        offer(broadcast(DhcpMessageType.DISCOVER));
        ack(broadcast(DhcpMessageType.REQUEST), options -> options);
        next(DhcpAction.Probe.class);
        actions.addAll(client().probed(ADDRESS, false, now));
        next(DhcpAction.Configure.class);
        actions.addAll(client().conflict(now));
        next(DhcpAction.Deconfigure.class);
        broadcast(DhcpMessageType.DECLINE);
    }

    @Test
    @DisplayName("RELEASE at shutdown: unicast with ciaddr and server, then silence (§4.4.6), checklist 59")
    void release() {
        bound();
        actions.addAll(client().release(now));
        DhcpMessage release = unicast(DhcpMessageType.RELEASE);
        assertEquals(ADDRESS, release.ciaddr());
        assertEquals(Optional.of(SERVER), release.options().address(DhcpOption.SERVER_IDENTIFIER));
        next(DhcpAction.Deconfigure.class);
        assertEquals(DhcpState.STOPPED, client().state());
        assertEquals(Long.MAX_VALUE, client().nextDeadline());
        actions.addAll(client().renew(now));
        broadcast(DhcpMessageType.DISCOVER);
    }

    @Test
    @DisplayName("INIT-REBOOT: what it had is asked for with neither ciaddr nor server (§4.3.2); NAK begins anew")
    void reboot() {
        settings = settings.withRequested(ADDRESS);
        start();
        DhcpMessage request = broadcast(DhcpMessageType.REQUEST);
        assertEquals(Optional.of(ADDRESS), request.options().address(DhcpOption.REQUESTED_ADDRESS));
        assertTrue(!request.options().has(DhcpOption.SERVER_IDENTIFIER));
        assertEquals(Ipv4Address.ANY, request.ciaddr());
        nak(request, SERVER);
        broadcast(DhcpMessageType.DISCOVER);
    }

    @Test
    @DisplayName("INIT-REBOOT unanswered: without a lease DISCOVER follows")
    void rebootUnanswered() {
        settings = settings.withRequested(ADDRESS);
        start();
        for (int i = 0; i < 4; i++) {
            broadcast(DhcpMessageType.REQUEST);
            passToNext();
        }
        broadcast(DhcpMessageType.DISCOVER);
    }

    @Test
    @DisplayName("the link comes back: the lease is confirmed (§3.7), or goes on unconfirmed, or ended meanwhile")
    void linkFlaps() {
        bound();
        client().linkDown(now);
        pass(10);
        start();
        ack(broadcast(DhcpMessageType.REQUEST), options -> options);
        next(DhcpAction.Configure.class);
        client().linkDown(now);
        start();
        for (int i = 0; i < 4; i++) {
            broadcast(DhcpMessageType.REQUEST);
            passToNext();
        }
        assertEquals(DhcpState.RENEWING, stateAfter());
        client().linkDown(now);
        pass(1_000);
        next(DhcpAction.Deconfigure.class);
    }

    private DhcpState stateAfter() {
        if (client().state() == DhcpState.BOUND) {
            passToNext();
        }
        unicast(DhcpMessageType.REQUEST);
        return client().state();
    }

    @Test
    @DisplayName("59: the ten seconds after a DECLINE pass also when the link goes and comes back meanwhile")
    void declinePause() {
        bound();
        actions.addAll(client().conflict(now));
        next(DhcpAction.Deconfigure.class);
        broadcast(DhcpMessageType.DECLINE);
        pass(4);
        actions.addAll(client().linkDown(now));
        pass(1);
        start();
        assertEquals(List.of(), actions);
        assertEquals(5.0, passToNext());
        broadcast(DhcpMessageType.DISCOVER);
    }

    @Test
    @DisplayName("an address that was released is not asked for because the link comes back, but when the user says so")
    void releasedStaysReleased() {
        bound();
        actions.addAll(client().release(now));
        next(DhcpAction.Unicast.class);
        next(DhcpAction.Deconfigure.class);
        actions.addAll(client().linkDown(now));
        start();
        assertEquals(List.of(), actions);
        assertEquals(DhcpState.STOPPED, client().state());
        actions.addAll(client().renew(now));
        broadcast(DhcpMessageType.DISCOVER);
    }

    @Test
    @DisplayName("59: after a NAK in INIT-REBOOT the old address is not asked for again, also when the link comes back")
    void rebootRefused() {
        settings = settings.withRequested(ADDRESS);
        start();
        nak(broadcast(DhcpMessageType.REQUEST), SERVER);
        broadcast(DhcpMessageType.DISCOVER);
        actions.addAll(client().linkDown(now));
        start();
        assertEquals(
                Optional.empty(), broadcast(DhcpMessageType.DISCOVER).options().address(DhcpOption.REQUESTED_ADDRESS));
    }

    @Test
    @DisplayName(
            "an address whose lease has ended is wished for in a DISCOVER (§4.4.1), one that may last is asked for at once")
    void remembered() {
        client().remember(ADDRESS, false);
        start();
        assertEquals(
                Optional.of(ADDRESS),
                broadcast(DhcpMessageType.DISCOVER).options().address(DhcpOption.REQUESTED_ADDRESS));
        made = null;
        client().remember(ADDRESS, true);
        start();
        broadcast(DhcpMessageType.REQUEST);
        assertEquals(DhcpState.REBOOTING, client().state());
    }

    @Test
    @DisplayName("59: a client in place of one that failed confirms the lease in use, and lets it end in time")
    void resumed() {
        DhcpLease lease = bound();
        made = null;
        client().resume(lease);
        start();
        assertEquals(
                Optional.of(ADDRESS),
                broadcast(DhcpMessageType.REQUEST).options().address(DhcpOption.REQUESTED_ADDRESS));
        while (client().lease() != null) {
            passToNext();
        }
        assertEquals(lease.expiry(), now);
        assertTrue(actions.stream().anyMatch(DhcpAction.Deconfigure.class::isInstance));
    }

    @Test
    @DisplayName("random and mutated answers: no exception, always a state and a timer, checklist 62")
    void fuzz() {
        SplittableRandom random = new SplittableRandom(62);
        start();
        for (int i = 0; i < 100_000; i++) {
            DhcpMessage last = null;
            for (DhcpAction action : List.copyOf(actions)) {
                if (action instanceof DhcpAction.Broadcast sent) {
                    last = sent.message();
                } else if (action instanceof DhcpAction.Unicast sent) {
                    last = sent.message();
                } else if (action instanceof DhcpAction.Probe probe && random.nextBoolean()) {
                    actions.addAll(client().probed(probe.address(), random.nextBoolean(), now));
                }
            }
            actions.clear();
            if (last != null && random.nextInt(3) > 0) {
                DhcpMessageType type = last.type() == DhcpMessageType.DISCOVER
                        ? DhcpMessageType.OFFER
                        : random.nextInt(4) == 0 ? DhcpMessageType.NAK : DhcpMessageType.ACK;
                byte[] octets = last.answer(
                                ADDRESS, leased(type, random.nextInt(1_000)).build())
                        .emit();
                for (int j = random.nextInt(3); j > 0; j--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                }
                actions.addAll(client().received(octets, now));
            } else if (client().nextDeadline() != Long.MAX_VALUE) {
                passToNext();
            } else {
                actions.addAll(client().release(now));
                start();
            }
        }
        assertTrue(counters.bound.get() > 1_000, () -> "" + counters.group.snapshot());
    }
}
