package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.FRAGMENT;
import static dev.lanyard.apps.robustness.Frames.ICMP;
import static dev.lanyard.apps.robustness.Frames.IP;
import static dev.lanyard.apps.robustness.Frames.NODE;
import static dev.lanyard.apps.robustness.Frames.NODE_MAC;
import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.PEER_MAC;
import static dev.lanyard.apps.robustness.Frames.TTL;
import static dev.lanyard.apps.robustness.Frames.UDP;
import static dev.lanyard.apps.robustness.Frames.arp;
import static dev.lanyard.apps.robustness.Frames.cut;
import static dev.lanyard.apps.robustness.Frames.ethernet;
import static dev.lanyard.apps.robustness.Frames.icmp;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.mend;
import static dev.lanyard.apps.robustness.Frames.udp;
import static dev.lanyard.apps.robustness.Frames.with16;
import static dev.lanyard.apps.robustness.Frames.with8;

import dev.lanyard.actors.arp.ArpCache;
import dev.lanyard.actors.arp.ArpDrop;
import dev.lanyard.actors.ethernet.EthernetDrop;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ipv4.Ipv4Drop;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.FrameView;
import dev.lanyard.node.NodeRawSockets;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.PacketSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Every malformed kind of frame, ARP and IPv4 packet is one drop with a name")
class LowerDropsTest {
    private static final int DISCARD = 9;
    private static final Ipv4Address FAR = Ipv4Address.parse("198.51.100.11");
    private static final Ipv4Address NOBODY = Ipv4Address.parse("192.0.2.99");
    private static final Ipv4Address ELSEWHERE = Ipv4Address.parse("203.0.113.5");

    private static byte[] echo() {
        return ipv4(ICMP, icmp(8, 0, 1, new byte[8]));
    }

    /** An echo from the peer for somebody behind the node. */
    private static byte[] passing(byte[] options, int size) {
        return ipv4(PEER, FAR, ICMP, options, icmp(8, 0, 1, new byte[size]));
    }

    private static MacAddress mac(String text) {
        return MacAddress.parse(text);
    }

    @TestFactory
    @DisplayName("Ethernet (RFC 894, RFC 1122 §2.3.3)")
    Stream<DynamicTest> ethernetFrames() {
        byte[] packet = new byte[46];
        return new DropTable<>("ethernet", EthernetDrop.class)
                .frame(EthernetDrop.TRUNCATED, "nothing at all", new byte[0])
                .frame(EthernetDrop.TRUNCATED, "13 bytes", cut(echo(), 13))
                .frame(EthernetDrop.GROUP_SOURCE, "from all", ethernet(NODE_MAC, MacAddress.BROADCAST, 0x0800, packet))
                .frame(
                        EthernetDrop.GROUP_SOURCE,
                        "from a group",
                        ethernet(NODE_MAC, mac("01:00:5e:00:00:05"), 0x0800, packet))
                .frame(EthernetDrop.NOT_FOR_US, "for another station", ethernet(PEER_MAC, PEER_MAC, 0x0800, packet))
                .frame(
                        EthernetDrop.NOT_OUR_GROUP,
                        "for a group that nobody here joined",
                        ethernet(mac("01:00:5e:7f:ff:fa"), PEER_MAC, 0x0800, packet))
                .frame(EthernetDrop.UNKNOWN_ETHERTYPE, "IPv6", ethernet(NODE_MAC, PEER_MAC, 0x86dd, packet))
                .frame(EthernetDrop.UNKNOWN_ETHERTYPE, "a VLAN tag", ethernet(NODE_MAC, PEER_MAC, 0x8100, packet))
                .frame(EthernetDrop.UNKNOWN_ETHERTYPE, "an IEEE 802.3 length", ethernet(NODE_MAC, PEER_MAC, 46, packet))
                .row(EthernetDrop.FILTER_FAILED, "a packet socket's filter throws", victim -> {
                    victim.await(victim.node.rawSockets().packet("eth0", NodeRawSockets.ANY, LowerDropsTest::fail, 1));
                    victim.await(victim.node.udp(4000));
                    victim.arrive(ipv4(UDP, udp(1024, 4000, new byte[1])));
                })
                .row(EthernetDrop.BAD_FRAME_LENGTH, "a packet socket sends 13 bytes", victim -> {
                    PacketSocket socket = victim.await(victim.node.rawSockets().packet("eth0"));
                    socket.send(ByteBuffer.allocate(13));
                })
                .row(EthernetDrop.LINK_DOWN, "a broadcast while the link is down", victim -> {
                    victim.link.down();
                    victim.settle();
                    victim.node.broadcast(0, 1, 2, ByteBuffer.allocate(4));
                })
                .tests();
    }

    private static boolean fail(FrameView frame) {
        throw new IllegalStateException("asked for by the test");
    }

    @TestFactory
    @DisplayName("ARP (RFC 826, 57)")
    Stream<DynamicTest> arpPackets() {
        return new DropTable<>("arp", ArpDrop.class)
                .frame(ArpDrop.TRUNCATED, "27 bytes", cut(arp(1, PEER_MAC, PEER, NODE), IP + 27))
                .frame(ArpDrop.TRUNCATED, "no byte", cut(arp(1, PEER_MAC, PEER, NODE), IP))
                .frame(ArpDrop.BAD_HARDWARE_TYPE, "Token Ring", with16(arp(1, PEER_MAC, PEER, NODE), IP, 6))
                .frame(ArpDrop.BAD_PROTOCOL_TYPE, "not IPv4", with16(arp(1, PEER_MAC, PEER, NODE), IP + 2, 0x86dd))
                .frame(ArpDrop.BAD_ADDRESS_LENGTH, "MAC of 8 bytes", with8(arp(1, PEER_MAC, PEER, NODE), IP + 4, 8))
                .frame(ArpDrop.BAD_ADDRESS_LENGTH, "address of 16", with8(arp(1, PEER_MAC, PEER, NODE), IP + 5, 16))
                .frame(ArpDrop.BAD_OPERATION, "operation 0", arp(0, PEER_MAC, PEER, NODE))
                .frame(ArpDrop.BAD_OPERATION, "RARP", arp(3, PEER_MAC, PEER, NODE))
                .frame(ArpDrop.BAD_SENDER_MAC, "a group's", arp(1, MacAddress.BROADCAST, PEER, NODE))
                .frame(ArpDrop.BAD_SENDER_MAC, "zero", arp(1, MacAddress.ZERO, PEER, NODE))
                .frame(ArpDrop.BAD_SENDER_ADDRESS, "a group's", arp(1, PEER_MAC, Ipv4Address.parse("224.0.0.1"), NODE))
                .frame(ArpDrop.BAD_SENDER_ADDRESS, "all", arp(1, PEER_MAC, Ipv4Address.BROADCAST, NODE))
                .frame(ArpDrop.BAD_SENDER_ADDRESS, "loopback", arp(2, PEER_MAC, Ipv4Address.parse("127.0.0.1"), NODE))
                .frame(ArpDrop.BAD_SENDER_ADDRESS, "a reply from 0.0.0.0", arp(2, PEER_MAC, Ipv4Address.ANY, NODE))
                .frame(ArpDrop.ADDRESS_CONFLICT, "a request from our address", arp(1, PEER_MAC, NODE, PEER))
                .frame(ArpDrop.UNSOLICITED_REPLY, "of one not known", arp(2, PEER_MAC, NOBODY, NODE))
                .frame(
                        ArpDrop.UNSOLICITED_REPLY,
                        "another MAC for one known",
                        arp(2, mac("02:00:00:00:00:66"), PEER, NODE))
                .row(ArpDrop.PENDING_QUEUE_FULL, "one packet too many for a neighbour", victim -> {
                    UdpSocket socket = victim.await(victim.node.udp(0));
                    for (int i = 0; i <= ArpCache.PENDING_PACKETS; i++) {
                        victim.await(socket.send(new Endpoint(NOBODY, DISCARD), ByteBuffer.allocate(1)));
                    }
                })
                .row(ArpDrop.PENDING_BYTES_FULL, "more bytes than may wait for all", victim -> {
                    UdpSocket socket = victim.await(victim.node.udp(0));
                    int each = 1400 + 28;
                    int perNeighbour = ArpCache.PENDING_PACKETS;
                    for (int i = 0; i <= ArpCache.PENDING_BYTES / each; i++) {
                        Ipv4Address neighbour = new Ipv4Address(0xc000_0264 + i / perNeighbour);
                        victim.await(socket.send(new Endpoint(neighbour, DISCARD), ByteBuffer.allocate(1400)));
                    }
                })
                .row(
                        ArpDrop.CACHE_FULL,
                        "more neighbours at once than may be known",
                        () -> Victim.with(settings -> settings),
                        victim -> {
                            victim.await(victim.node.network().addAddress("eth0", prefix("10.0.0.1/8")));
                            UdpSocket socket = victim.await(victim.node.udp(0));
                            // One is known already.
                            for (int i = 0; i < ArpCache.CAPACITY; i++) {
                                Endpoint to = new Endpoint(new Ipv4Address(0x0a01_0000 + i), DISCARD);
                                victim.await(socket.send(to, ByteBuffer.allocate(1)));
                            }
                        })
                .tests();
    }

    private static Ipv4Prefix prefix(String text) {
        return Ipv4Prefix.parse(text);
    }

    private static byte[] fragment(int id, int offset, boolean more, byte[] data) {
        byte[] frame = ipv4(UDP, data);
        with16(frame, IP + 4, id);
        return mend(with16(frame, FRAGMENT, offset / 8 | (more ? 0x2000 : 0)));
    }

    private static byte[] data(int length, int fill) {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) fill);
        return data;
    }

    @TestFactory
    @DisplayName("IPv4 headers (RFC 791, RFC 1122 §3.2.1, 52, 55)")
    Stream<DynamicTest> headers() {
        DropTable<Ipv4Drop> table = new DropTable<>("ip", Ipv4Drop.class);
        malformed(table);
        addresses(table);
        fragments(table);
        forwarded(table);
        sent(table);
        return table.tests();
    }

    private static void malformed(DropTable<Ipv4Drop> table) {
        table.frame(Ipv4Drop.TRUNCATED, "19 bytes", cut(echo(), IP + 19))
                .frame(Ipv4Drop.TRUNCATED, "no byte", cut(echo(), IP))
                .frame(Ipv4Drop.BAD_VERSION, "version 6", mend(with8(echo(), IP, 0x65)))
                .frame(Ipv4Drop.BAD_HEADER_LENGTH, "52. IHL 4", with8(echo(), IP, 0x44))
                .frame(Ipv4Drop.BAD_HEADER_LENGTH, "52. IHL 0", with8(echo(), IP, 0x40))
                .frame(Ipv4Drop.BAD_HEADER_LENGTH, "a header longer than the packet", with8(echo(), IP, 0x4f))
                .frame(Ipv4Drop.BAD_CHECKSUM, "one bit", with8(echo(), IP + 10, echo()[IP + 10] ^ 1))
                .frame(Ipv4Drop.BAD_TOTAL_LENGTH, "52. longer than the frame", mend(with16(echo(), IP + 2, 37)))
                .frame(Ipv4Drop.BAD_TOTAL_LENGTH, "shorter than the header", mend(with16(echo(), IP + 2, 19)))
                .frame(Ipv4Drop.UNKNOWN_PROTOCOL, "protocol 99", ipv4(99, new byte[8]));
    }

    private static byte[] from(String source) {
        return ipv4(Ipv4Address.parse(source), NODE, ICMP, new byte[0], icmp(8, 0, 1, new byte[8]));
    }

    private static byte[] to(String destination) {
        return ipv4(PEER, Ipv4Address.parse(destination), ICMP, new byte[0], icmp(8, 0, 1, new byte[8]));
    }

    private static void addresses(DropTable<Ipv4Drop> table) {
        table.frame(Ipv4Drop.BAD_SOURCE, "from 0.0.0.0 to one host", from("0.0.0.0"))
                .frame(Ipv4Drop.BAD_SOURCE, "from a group", from("224.0.0.5"))
                .frame(Ipv4Drop.BAD_SOURCE, "from all", from("255.255.255.255"))
                .frame(Ipv4Drop.BAD_SOURCE, "from all of our network", from("192.0.2.255"))
                .frame(Ipv4Drop.BAD_SOURCE, "from class E", from("240.0.0.1"))
                .frame(Ipv4Drop.SOURCE_IS_OURS, "from our own address", from("192.0.2.10"))
                .frame(Ipv4Drop.LOOPBACK_ON_WIRE, "55. from 127.0.0.1", from("127.0.0.1"))
                .frame(Ipv4Drop.LOOPBACK_ON_WIRE, "55. to 127.0.0.1", to("127.0.0.1"))
                .frame(Ipv4Drop.NOT_FOR_US, "55. an echo to another host", to("192.0.2.77"))
                .frame(Ipv4Drop.NOT_OUR_GROUP, "to a group that nobody joined", to("239.1.2.3"))
                .row(Ipv4Drop.SOURCE_FILTERED, "to a group from a source that nobody wants to hear", victim -> {
                    UdpSocket socket = victim.await(victim.node.udp(DISCARD));
                    victim.await(socket.join(Ipv4Address.parse("239.1.2.3"), Ipv4Address.parse("192.0.2.77")));
                    victim.arrive(to("239.1.2.3"));
                })
                .row(
                        Ipv4Drop.MULTICAST_NOT_FORWARDED,
                        "to a group that a multicast router would pass on",
                        Victim::router,
                        victim -> victim.arrive(to("239.1.2.3")))
                .frame(
                        Ipv4Drop.UNICAST_IN_BROADCAST,
                        "to us, in a frame to all",
                        ethernet(MacAddress.BROADCAST, PEER_MAC, 0x0800, Arrays.copyOfRange(echo(), IP, 50)))
                .row(
                        Ipv4Drop.OTHER_INTERFACE,
                        "to the other interface's address, strong host model",
                        () -> Victim.with(settings -> settings.withIp(Ipv4Settings.HOST.withStrongHost(true))),
                        victim -> victim.arrive(to("198.51.100.10")))
                .row(
                        Ipv4Drop.REDIRECT_REFUSED,
                        "a redirect from who is not our router",
                        victim -> victim.arrive(ipv4(
                                ICMP,
                                icmp(
                                        5,
                                        1,
                                        PEER.value(),
                                        Frames.quote(
                                                ipv4(NODE, ELSEWHERE, UDP, new byte[0], udp(1, 2, new byte[0])))))));
    }

    private static void fragments(DropTable<Ipv4Drop> table) {
        table.frame(Ipv4Drop.BAD_FRAGMENT_LENGTH, "51. no data", fragment(1, 0, true, new byte[0]))
                .frame(
                        Ipv4Drop.BAD_FRAGMENT_LENGTH,
                        "51. 12 bytes and more to follow",
                        fragment(1, 0, true, data(12, 0)))
                .frame(Ipv4Drop.FRAGMENTS_TOO_LARGE, "51. ends behind 65,535", fragment(1, 65_528, false, data(8, 0)))
                .row(
                        Ipv4Drop.FRAGMENTS_OVERLAP,
                        "51. overlap with other bytes",
                        victim -> victim.arrive(fragment(1, 0, true, data(16, 1)), fragment(1, 8, true, data(16, 2))))
                .row(
                        Ipv4Drop.FRAGMENTS_CONTRADICT,
                        "51. two last ones",
                        victim -> victim.arrive(fragment(1, 8, false, data(8, 1)), fragment(1, 16, false, data(8, 1))))
                .row(Ipv4Drop.REASSEMBLY_FULL, "51. one datagram too many", victim -> {
                    for (int id = 0; id <= 1024; id++) {
                        victim.arrive(fragment(id, 0, true, data(8, 0)));
                    }
                })
                .row(Ipv4Drop.REASSEMBLY_TIMEOUT, "51. the rest does not come", victim -> {
                    victim.arrive(fragment(1, 8, true, data(8, 0)));
                    victim.pass(Duration.ofSeconds(31));
                });
    }

    private static void forwarded(DropTable<Ipv4Drop> table) {
        forwarded(table, Ipv4Drop.NOT_TO_BE_FORWARDED, "to a link-local address", to("169.254.1.1"));
        forwarded(
                table,
                Ipv4Drop.NOT_TO_BE_FORWARDED,
                "from a link-local address",
                ipv4(Ipv4Address.parse("169.254.1.1"), FAR, ICMP, new byte[0], icmp(8, 0, 1, new byte[8])));
        forwarded(table, Ipv4Drop.NOT_TO_BE_FORWARDED, "to class E", to("240.0.0.1"));
        table.row(
                Ipv4Drop.DIRECTED_BROADCAST,
                "RFC 2644: a router: to all on another network",
                Victim::router,
                victim -> {
                    victim.await(victim.node.udp(4000)); // it is for the router as well
                    Ipv4Address all = Ipv4Address.parse("198.51.100.255");
                    victim.arrive(ipv4(PEER, all, UDP, new byte[0], udp(1024, 4000, new byte[1])));
                });
        table.row(Ipv4Drop.ROUTE_REFUSES, "a router: to where the route says no", Victim::router, victim -> {
            victim.await(victim.node.network().addRoute(prefix("203.0.113.0/24"), RouteType.PROHIBIT, 0));
            victim.arrive(to("203.0.113.5"));
        });
        forwarded(table, Ipv4Drop.BAD_OPTION, "52. an option of length 0", passing(new byte[] {7, 0, 4, 0}, 8));
        forwarded(table, Ipv4Drop.BAD_OPTION, "an option of length 1", passing(new byte[] {7, 1, 4, 0}, 8));
        forwarded(table, Ipv4Drop.BAD_OPTION, "an option that ends behind", passing(new byte[] {7, 7, 4, 0}, 8));
        forwarded(table, Ipv4Drop.BAD_OPTION, "an option without length", passing(new byte[] {1, 1, 1, 7}, 8));
        byte[] route = {(byte) 131, 3, 4, 0};
        forwarded(table, Ipv4Drop.SOURCE_ROUTED, "a loose source route", passing(route, 8));
        byte[] strict = {1, (byte) 137, 3, 4};
        forwarded(table, Ipv4Drop.SOURCE_ROUTED, "a strict source route", passing(strict, 8));
        forwarded(table, Ipv4Drop.TTL_EXCEEDED, "TTL 1", mend(with8(passing(new byte[0], 8), TTL, 1)));
        forwarded(table, Ipv4Drop.TTL_EXCEEDED, "TTL 0", mend(with8(passing(new byte[0], 8), TTL, 0)));
        forwarded(table, Ipv4Drop.NO_ROUTE, "to where no route leads", to("203.0.113.5"));
        forwarded(
                table,
                Ipv4Drop.TOO_LARGE,
                "56. larger than the MTU, with DF",
                mend(with16(passing(new byte[0], 900), FRAGMENT, 0x4000)));
    }

    private static void forwarded(DropTable<Ipv4Drop> table, Ipv4Drop reason, String kind, byte[] frame) {
        table.row(reason, "a router: " + kind, Victim::router, victim -> victim.arrive(frame));
    }

    private static void sent(DropTable<Ipv4Drop> table) {
        table.row(Ipv4Drop.NO_ROUTE, "an echo to where no route leads", victim -> {
                    EchoSocket echo = victim.await(victim.node.echo());
                    victim.await(echo.send(ELSEWHERE, 1, 8, 64));
                })
                .row(Ipv4Drop.HOST_UNREACHABLE, "57. an echo to who does not answer ARP", victim -> {
                    EchoSocket echo = victim.await(victim.node.echo());
                    victim.await(echo.send(NOBODY, 1, 8, 64));
                    victim.pass(Duration.ofSeconds(10));
                })
                .row(Ipv4Drop.SOURCE_NOT_OURS, "from an address that was taken away", victim -> {
                    UdpSocket socket = victim.await(victim.node.udp(0));
                    victim.await(socket.connect(new Endpoint(PEER, DISCARD)));
                    victim.await(victim.node.network().addAddress("eth0", prefix("192.0.2.20/24")));
                    victim.await(victim.node.network().removeAddress("eth0", NODE));
                    victim.await(socket.send(new Endpoint(PEER, DISCARD), ByteBuffer.allocate(1)));
                });
    }
}
