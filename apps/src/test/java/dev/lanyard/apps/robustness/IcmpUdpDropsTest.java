package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.FRAGMENT;
import static dev.lanyard.apps.robustness.Frames.ICMP;
import static dev.lanyard.apps.robustness.Frames.NODE;
import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.TRANSPORT;
import static dev.lanyard.apps.robustness.Frames.TTL;
import static dev.lanyard.apps.robustness.Frames.UDP;
import static dev.lanyard.apps.robustness.Frames.cut;
import static dev.lanyard.apps.robustness.Frames.icmp;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.mend;
import static dev.lanyard.apps.robustness.Frames.quote;
import static dev.lanyard.apps.robustness.Frames.udp;
import static dev.lanyard.apps.robustness.Frames.with16;
import static dev.lanyard.apps.robustness.Frames.with8;

import dev.lanyard.actors.icmp.IcmpDrop;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.udp.UdpDrop;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Every malformed kind of ICMP message and UDP datagram is one drop with a name")
class IcmpUdpDropsTest {
    private static final Ipv4Address FAR = Ipv4Address.parse("198.51.100.11");
    private static final Ipv4Address BROADCAST = Ipv4Address.parse("192.0.2.255");
    private static final int PORT = 4000;
    /** Errors to one host at once. */
    private static final int BURST = 20;

    /** What the node might have sent, as an error quotes it. */
    private static byte[] ours() {
        return quote(ipv4(NODE, PEER, UDP, new byte[0], udp(PORT, 9, new byte[0])));
    }

    private static byte[] error(int type, int code, int rest, byte[] quoted) {
        return ipv4(ICMP, icmp(type, code, rest, quoted));
    }

    /** With a payload of ICMP or UDP cut to so many bytes. */
    private static byte[] shortened(int protocol, byte[] payload, int length) {
        return ipv4(protocol, Arrays.copyOf(payload, length));
    }

    private static byte[] between(Ipv4Address source, Ipv4Address destination, int protocol, byte[] payload) {
        return ipv4(source, destination, protocol, new byte[0], payload);
    }

    @TestFactory
    @DisplayName("ICMP received (RFC 792, RFC 1122 §3.2.2)")
    Stream<DynamicTest> received() {
        DropTable<IcmpDrop> table = new DropTable<>("icmp", IcmpDrop.class);
        byte[] echo = icmp(8, 0, 1, new byte[8]);
        table.frame(IcmpDrop.TRUNCATED, "7 bytes", shortened(ICMP, echo, 7))
                .frame(IcmpDrop.TRUNCATED, "an error that quotes nothing", error(3, 3, 0, new byte[0]))
                .frame(IcmpDrop.TRUNCATED, "an error that quotes 27 bytes", error(3, 3, 0, cut(ours(), 27)))
                .frame(
                        IcmpDrop.TRUNCATED,
                        "an error that quotes a longer header than it has",
                        error(3, 3, 0, with8(ours(), 0, 0x4f)))
                .frame(IcmpDrop.BAD_CHECKSUM, "one bit", with8(ipv4(ICMP, echo), TRANSPORT + 3, 0))
                .frame(IcmpDrop.UNKNOWN_TYPE, "type 42", ipv4(ICMP, icmp(42, 0, 0, new byte[8])))
                .frame(IcmpDrop.UNKNOWN_TYPE, "an answer to a mask request", ipv4(ICMP, icmp(18, 0, 0, new byte[4])))
                .frame(IcmpDrop.BROADCAST, "an echo to all of our network", between(PEER, BROADCAST, ICMP, echo))
                .frame(IcmpDrop.BROADCAST, "an echo to all", between(PEER, Ipv4Address.BROADCAST, ICMP, echo))
                .frame(IcmpDrop.BAD_QUOTE, "quotes IPv6", error(3, 3, 0, with8(ours(), 0, 0x65)))
                .frame(IcmpDrop.BAD_QUOTE, "quotes IHL 4", error(3, 3, 0, with8(ours(), 0, 0x44)))
                .frame(IcmpDrop.BAD_QUOTE, "quotes a later fragment", error(11, 1, 0, with16(ours(), 6, 1)))
                .frame(
                        IcmpDrop.BAD_QUOTE,
                        "quotes what somebody else sent",
                        error(3, 3, 0, quote(between(PEER, NODE, UDP, udp(1, 2, new byte[0])))))
                .frame(
                        IcmpDrop.QUERY_REFUSED,
                        "a timestamp request that is short",
                        ipv4(ICMP, icmp(13, 0, 0, new byte[4])))
                .frame(IcmpDrop.QUERY_REFUSED, "a mask request that is short", ipv4(ICMP, icmp(17, 0, 0, new byte[0])))
                .frame(IcmpDrop.BAD_MTU, "56. an MTU of 67", error(3, 4, 67, ours()))
                .frame(IcmpDrop.REDIRECT, "for a type of service", error(5, 3, PEER.value(), ours()))
                .frame(IcmpDrop.SOURCE_QUENCH, "source quench", error(4, 0, 0, ours()))
                .frame(
                        IcmpDrop.UNKNOWN_IDENTIFIER,
                        "a reply that nobody waits for",
                        ipv4(ICMP, icmp(0, 0, 1, new byte[8])))
                .frame(
                        IcmpDrop.UNKNOWN_IDENTIFIER,
                        "an error about an echo of nobody",
                        error(3, 1, 0, quote(between(NODE, PEER, ICMP, echo))));
        return reports(table).tests();
    }

    /** 54: what is not reported. */
    private static DropTable<IcmpDrop> reports(DropTable<IcmpDrop> table) {
        byte[] error = error(3, 3, 0, ours());
        return table.row(
                        IcmpDrop.REPORT_ON_ERROR,
                        "54. an ICMP error that cannot be forwarded",
                        Victim::router,
                        victim -> expired(
                                victim, between(PEER, FAR, ICMP, Arrays.copyOfRange(error, TRANSPORT, error.length))))
                .row(
                        IcmpDrop.REPORT_ON_FRAGMENT,
                        "54. a fragment that is not the first",
                        Victim::router,
                        victim -> expired(victim, with16(between(PEER, FAR, UDP, new byte[8]), FRAGMENT, 1)))
                .row(IcmpDrop.REPORT_ON_BROADCAST, "54. a datagram to all for no port", victim -> {
                    victim.mark();
                    victim.arrive(between(PEER, BROADCAST, 99, new byte[4]));
                    victim.forgive("ip.dropped.unknown-protocol");
                })
                .unreachable(
                        IcmpDrop.REPORT_TO_NOBODY,
                        "the IPv4 layer drops what comes from nobody in particular, as bad-source; IcmpErrorsTest tests the rule")
                .row(IcmpDrop.RATE_LIMITED, "54. more than one host may provoke at once", victim -> {
                    for (int i = 0; i < BURST; i++) {
                        victim.arrive(ipv4(99, new byte[4]));
                    }
                    victim.mark();
                    victim.arrive(ipv4(99, new byte[4]));
                    victim.forgive("ip.dropped.unknown-protocol");
                });
    }

    /** A frame that has passed as many routers as it may, which IPv4 counts first. */
    private static void expired(Victim victim, byte[] frame) {
        victim.arrive(mend(with8(frame, TTL, 1)));
        victim.forgive("ip.dropped.ttl-exceeded");
    }

    private static byte[] datagram(int length) {
        return ipv4(UDP, udp(1024, PORT, new byte[length]));
    }

    @TestFactory
    @DisplayName("UDP (RFC 768, RFC 1122 §4.1, 53)")
    Stream<DynamicTest> datagrams() {
        return new DropTable<>("udp", UdpDrop.class)
                .frame(UdpDrop.TRUNCATED, "7 bytes", ipv4(UDP, new byte[7]))
                .frame(UdpDrop.BAD_LENGTH, "length 7", with16(datagram(8), TRANSPORT + 4, 7))
                .frame(UdpDrop.BAD_LENGTH, "longer than the packet", with16(datagram(8), TRANSPORT + 4, 17))
                .frame(UdpDrop.BAD_CHECKSUM, "one bit", with8(datagram(8), TRANSPORT + 10, 1))
                .frame(UdpDrop.PORT_UNREACHABLE, "no socket has the port", datagram(8))
                .row(UdpDrop.NOT_A_MEMBER, "to a group that the node has joined and the socket has not", victim -> {
                    Ipv4Address group = MulticastDropsTest.GROUP;
                    victim.await(victim.node.network().group("eth0", group, SourceFilter.EVERYBODY));
                    victim.await(victim.node.udp(PORT));
                    victim.arrive(ipv4(PEER, group, UDP, new byte[0], udp(1024, PORT, new byte[1])));
                })
                .row(UdpDrop.RECEIVE_QUEUE_FULL, "nobody reads", victim -> {
                    UdpOptions small = UdpOptions.DEFAULT.withReceiveBuffer(UdpOptions.MINIMUM_CHARGE);
                    victim.await(victim.node.udp(PORT, small, null));
                    victim.arrive(datagram(8), datagram(8));
                })
                .row(UdpDrop.SOCKET_CLOSED, "closed while it was on its way", victim -> {
                    UdpSocket socket = victim.await(victim.node.udp(PORT));
                    socket.receive().thenAccept(first -> socket.close());
                    victim.link.arrive(List.of(datagram(1)));
                    victim.link.arrive(List.of(datagram(2)));
                })
                .row(UdpDrop.MESSAGE_TOO_LONG, "65,508 bytes", victim -> refused(victim, PEER, PORT, 65_508))
                .row(
                        UdpDrop.NO_ROUTE,
                        "to where no route leads",
                        victim -> refused(victim, Ipv4Address.parse("203.0.113.5"), PORT, 1))
                .row(
                        UdpDrop.BROADCAST_NOT_ALLOWED,
                        "to all, without the option",
                        victim -> refused(victim, BROADCAST, PORT, 1))
                .row(UdpDrop.BAD_PORT, "to port 0", victim -> refused(victim, PEER, 0, 1))
                .tests();
    }

    private static void refused(Victim victim, Ipv4Address to, int port, int length) throws Exception {
        UdpSocket socket = victim.await(victim.node.udp(0));
        try {
            victim.await(socket.send(new Endpoint(to, port), ByteBuffer.allocate(length)));
            throw new AssertionError("it was sent");
        } catch (ExecutionException | CompletionException e) {
            victim.settle();
        }
    }
}
