package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.ethernet.FrameType;
import dev.lanyard.actors.icmp.IcmpHeader;
import dev.lanyard.actors.ip.IcmpLimits;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.packet.CapturedFrame;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.node.socket.BlockingPacketSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Frames that {@code a} makes by hand, and what {@code b} puts on the wire because of them. */
@DisplayName("What must not be answered is not, seen from the wire")
class WireRulesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String A = "10.0.1.1";
    private static final String B = "10.0.1.2";
    private static final int CLOSED = 9;

    private final World world = World.builder()
            .seed(54)
            .lan("lan", "10.0.1.0/24")
            .node("a", "lan", A)
            .node("b", "lan", B)
            .start();
    private BlockingPacketSocket wire;
    private MacAddress station;

    @BeforeEach
    void start() throws Exception {
        world.runFor(Duration.ofSeconds(10)); // until both have announced their addresses
        station = world.node("b").network().mac("eth0");
        FrameFilter ip = frame -> frame.getUnsignedShort(EthernetHeader.ETHERTYPE_OFFSET) == 0x0800;
        wire = world.node("b").blocking().packet("eth0", ip);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A datagram to a port that nobody listens on. */
    private static PacketBuffer udp(String source, String destination) {
        int from = Ipv4Address.parse(source).value();
        int to = Ipv4Address.parse(destination).value();
        PacketBuffer packet = PacketBuffer.copyOf(new byte[16]);
        UdpHeader.prepend(packet, from, 7, to, CLOSED);
        packet.putShort(6, 0); // no checksum: fragments and addresses are changed below
        packet.checksumVerified();
        Ipv4Header.prepend(packet, 0, 1, 0, 64, IpProtocol.UDP, from, to);
        return packet;
    }

    private static PacketBuffer icmp(int type, PacketBuffer content) {
        IcmpHeader.prepend(content, type, 0, 0);
        Ipv4Header.prepend(
                content,
                0,
                1,
                0,
                64,
                IpProtocol.ICMP,
                Ipv4Address.parse(A).value(),
                Ipv4Address.parse(B).value());
        return content;
    }

    private static PacketBuffer sealed(PacketBuffer packet) {
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, 0);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), Ipv4Header.length(packet));
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, InternetChecksum.complement(sum));
        return packet;
    }

    /** Puts a packet on the wire from a's station. */
    private void send(MacAddress destination, PacketBuffer packet) throws IOException {
        EthernetHeader.prepend(
                packet,
                destination.value(),
                world.node("a").network().mac("eth0").value(),
                0x0800);
        try (BlockingPacketSocket socket = world.node("a").blocking().packet("eth0", FrameFilter.ALL.negate())) {
            socket.send(packet.toByteArray());
        }
    }

    /** ICMP type of what b sends next, or -1 if it is silent for 40 seconds. */
    private int answer() throws IOException {
        while (true) {
            try {
                CapturedFrame frame = wire.receive(Duration.ofSeconds(40));
                if (frame.type() == FrameType.OUTGOING) {
                    return frame.bytes()[34];
                }
            } catch (SocketTimeoutException e) {
                return -1;
            }
        }
    }

    private void assertSilent(MacAddress destination, PacketBuffer packet) throws IOException {
        send(destination, packet);
        assertEquals(-1, answer());
    }

    @Test
    @DisplayName("54. A closed port is reported: what the other tests must not see")
    void reported() throws Exception {
        send(station, udp(A, B));
        assertEquals(3, answer());
    }

    @Test
    @DisplayName("54. No error about an ICMP error")
    void aboutAnError() throws Exception {
        PacketBuffer error = icmp(12, udp(B, A));
        error.putByte(Ipv4Header.VERSION_IHL_OFFSET, 0x45);
        assertSilent(station, error);
        // one that cannot be put together
        PacketBuffer half = icmp(3, udp(B, A));
        half.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, Ipv4Header.MORE_FRAGMENTS);
        half.trimTo(44);
        half.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, 44);
        assertSilent(station, sealed(half));
        assertEquals(1, world.counters("b").get("icmp.dropped.report-on-error"));
    }

    @Test
    @DisplayName("54. No error about a fragment that is not the first")
    void aboutAFragment() throws Exception {
        PacketBuffer later = udp(A, B);
        later.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, 100);
        assertSilent(station, sealed(later));
        PacketBuffer first = udp(A, B);
        first.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, Ipv4Header.MORE_FRAGMENTS);
        send(station, sealed(first));
        assertEquals(11, answer(), "time exceeded, for the first one came");
    }

    @Test
    @DisplayName("54. No error about a broadcast or multicast, of IP or of the link")
    void aboutAGroup() throws Exception {
        assertSilent(MacAddress.BROADCAST, udp(A, "255.255.255.255"));
        assertSilent(MacAddress.BROADCAST, udp(A, "10.0.1.255"));
        assertSilent(station, udp(A, "10.0.1.255"));
        assertSilent(MacAddress.BROADCAST, udp(A, B));
        assertSilent(MacAddress.parse("01:00:5e:00:00:01"), udp(A, "224.0.0.1"));
    }

    @Test
    @DisplayName("54. No error to a source that names no single host")
    void toNobody() throws Exception {
        for (String source :
                new String[] {"0.0.0.0", "255.255.255.255", "10.0.1.255", "224.0.0.5", "240.0.0.1", "127.0.0.1"}) {
            assertSilent(station, udp(source, B));
        }
    }

    @Test
    @DisplayName("54. Errors are rate limited, by default and as set")
    void limited() throws Exception {
        for (int burst : new int[] {20, 5}) {
            if (burst == 5) {
                world.await(
                        world.node("b").network().configure(Ipv4Settings.HOST.withIcmpLimits(IcmpLimits.of(1, burst))),
                        SECOND);
            }
            long before = world.counters("b").get("icmp.errors-sent");
            for (int i = 0; i < 50; i++) {
                send(station, udp(A, B));
            }
            world.runFor(Duration.ofMillis(5));
            long sent = world.counters("b").get("icmp.errors-sent") - before;
            assertEquals(burst, sent, 1);
        }
    }

    @Test
    @DisplayName("55. 127/8 on the wire is dropped, and an echo to an address that is not ours ignored")
    void addresses() throws Exception {
        for (String[] each : new String[][] {{A, "127.0.0.1"}, {"127.0.0.1", B}, {"127.9.9.9", "127.0.0.1"}}) {
            assertSilent(station, udp(each[0], each[1]));
        }
        assertEquals(3, world.counters("b").get("ip.dropped.loopback-on-wire"));
        PacketBuffer echo = icmp(8, PacketBuffer.copyOf(new byte[8]));
        echo.putInt(Ipv4Header.DESTINATION_OFFSET, Ipv4Address.parse("10.0.1.3").value());
        assertSilent(station, sealed(echo));
        assertEquals(1, world.counters("b").get("ip.dropped.not-for-us"));
        PacketBuffer ours = icmp(8, PacketBuffer.copyOf(new byte[8]));
        send(station, ours);
        assertEquals(0, answer());
    }

    @Test
    @DisplayName("RFC 1122 §3.2.1.7: a host takes a packet whose TTL is 0 or 1")
    void ttl() throws Exception {
        for (int ttl = 0; ttl < 2; ttl++) {
            PacketBuffer echo = icmp(8, PacketBuffer.copyOf(new byte[8]));
            echo.putByte(Ipv4Header.TTL_OFFSET, ttl);
            send(station, sealed(echo));
            assertEquals(0, answer());
        }
        assertThrows(SocketTimeoutException.class, () -> wire.receive(SECOND));
    }
}
