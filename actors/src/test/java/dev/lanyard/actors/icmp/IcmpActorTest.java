package dev.lanyard.actors.icmp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.DIRECTED_BROADCAST;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.delivered;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.payload;
import static dev.lanyard.actors.Packets.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.lanyard.actors.ip.IcmpLimits;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.SourceRoute;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IcmpActorTest {
    private static final Clock STOPPED = new Clock() {
        @Override
        public long nanos() {
            return 77;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }
    };

    private final TestInbox<Ipv4Actor.Command> ipv4 = TestInbox.create();
    private final IcmpCounters counters = new IcmpCounters();
    private final BehaviorTestKit<LayerMessage> icmp = BehaviorTestKit.create(IcmpActor.create(
            ipv4.getRef(),
            new IcmpActor.Environment(STOPPED, new SplittableRandom(1), PacketAllocator.HEAP, counters)));

    @BeforeEach
    void configure() {
        ipv4.getAllReceived();
        icmp.run(new TransportEvent.RoutesChanged(routes(ETHERNET)));
    }

    private void receive(Ipv4Address destination, int type, int code, int rest, PacketBuffer content) {
        IcmpHeader.prepend(content, type, code, rest);
        PacketBuffer packet = delivered(ipv4(B, destination, IpProtocol.ICMP, content));
        icmp.run(new TransportEvent.Delivered(PacketBatch.of(packet)));
    }

    /** What the IPv4 layer does with an error about an ICMP message. */
    private void deliverError() {
        icmp.run(new TransportEvent.ErrorReceived(((Ipv4Actor.Deliver) ipv4.receiveMessage()).error()));
    }

    @Test
    @DisplayName(
            "RFC 792: an echo is answered with its identifier, sequence number and data, from the address it was sent to")
    void echo() {
        receive(A, IcmpType.ECHO, 0, 0x1234_0001, packet("6162"));
        Ipv4Actor.Transmit reply = (Ipv4Actor.Transmit) ipv4.receiveMessage();
        assertEquals("00008c68" + "12340001" + "6162", hex(reply.packet()));
        assertEquals(A.value(), reply.source());
        assertEquals(B.value(), reply.destination());
        receive(DIRECTED_BROADCAST, IcmpType.ECHO, 0, 0x1234_0001, packet("6162"));
        assertFalse(ipv4.hasMessages());
    }

    @Test
    @DisplayName("an endpoint hears its replies and errors, nobody hears others'")
    void endpoint() {
        TestInbox<EchoEvent> listener = TestInbox.create();
        CompletableFuture<Integer> opened = new CompletableFuture<>();
        icmp.run(new EchoCommand.Open(listener.getRef(), opened));
        int identifier = opened.join();
        icmp.run(new EchoCommand.Send(identifier, FAR, 9, 3, true, new byte[] {5}));
        Ipv4Actor.Transmit echo = (Ipv4Actor.Transmit) ipv4.receiveMessage();
        assertEquals(3, echo.ttl());
        PacketBuffer sent = ipv4(A, FAR, IpProtocol.ICMP, echo.packet().copy());
        receive(A, IcmpType.TIME_EXCEEDED, 0, 0, sent);
        deliverError();
        EchoEvent.Failed failed = (EchoEvent.Failed) listener.receiveMessage();
        assertEquals(B, failed.error().reporter());
        assertEquals(9, failed.sequence());
        receive(A, IcmpType.ECHO_REPLY, 0, identifier << 16 | 9, payload(1));
        EchoEvent.Replied reply = (EchoEvent.Replied) listener.receiveMessage();
        assertEquals(77, reply.receivedAt());
        receive(A, IcmpType.ECHO_REPLY, 0, (identifier ^ 1) << 16, payload(1));
        icmp.run(new EchoCommand.Close(identifier));
        receive(A, IcmpType.ECHO_REPLY, 0, identifier << 16 | 9, payload(1));
        assertFalse(listener.hasMessages());
        assertEquals(2, counters.group.dropped(IcmpDrop.UNKNOWN_IDENTIFIER));
    }

    @Test
    @DisplayName(
            "41: an error about another protocol goes to IPv4, which knows whose it is; source quench and the like do not")
    void errors() {
        receive(A, IcmpType.DESTINATION_UNREACHABLE, 3, 0, ipv4(A, FAR, IpProtocol.TCP, payload(8)));
        assertEquals(
                IpProtocol.TCP,
                ((Ipv4Actor.Deliver) ipv4.receiveMessage()).error().protocol());
        receive(A, IcmpType.REDIRECT, 2, 0, ipv4(A, FAR, IpProtocol.TCP, payload(8)));
        receive(A, IcmpType.SOURCE_QUENCH, 0, 0, ipv4(A, FAR, IpProtocol.TCP, payload(8)));
        receive(A, 99, 0, 0, payload(8));
        assertFalse(ipv4.hasMessages());
        assertEquals(1, counters.group.dropped(IcmpDrop.REDIRECT));
        assertEquals(1, counters.group.dropped(IcmpDrop.UNKNOWN_TYPE));
    }

    @Test
    @DisplayName("RFC 1122 §3.2.2.2: a redirect goes to IPv4, which knows whether to follow it")
    void redirect() {
        receive(A, IcmpType.REDIRECT, 1, 0xc0000202, ipv4(A, FAR, IpProtocol.TCP, payload(8)));
        assertEquals(new RoutingCommand.Redirect(B, FAR, Ipv4Address.parse("192.0.2.2")), ipv4.receiveMessage());
    }

    @Test
    @DisplayName("RFC 1812 §4.3.2.4: an error about a packet for another comes from the address of the route")
    void routerError() {
        icmp.run(new IcmpReport(IcmpType.TIME_EXCEEDED, 0, 0, delivered(ipv4(B, FAR, IpProtocol.UDP, payload(8)))));
        Ipv4Actor.Transmit sent = (Ipv4Actor.Transmit) ipv4.receiveMessage();
        assertEquals(0, sent.source());
        assertEquals(B.value(), sent.destination());
    }

    @Test
    @DisplayName("54: errors are rate limited as the settings say, from the moment they are changed")
    void limitSetting() {
        icmp.run(new TransportEvent.SettingsChanged(Ipv4Settings.HOST.withIcmpLimits(IcmpLimits.of(10, 3))));
        for (int i = 0; i < 10; i++) {
            PacketBuffer packet = delivered(ipv4(B, A, IpProtocol.UDP, payload(8)));
            icmp.run(new IcmpReport(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PORT_UNREACHABLE, 0, packet));
        }
        assertEquals(3, ipv4.getAllReceived().size());
        assertEquals(7, counters.group.dropped(IcmpDrop.RATE_LIMITED));
    }

    @Test
    @DisplayName("55: an echo to an address that is not ours is ignored")
    void foreignEcho() {
        receive(FAR, IcmpType.ECHO, 0, 0x1234_0001, packet("6162"));
        assertFalse(ipv4.hasMessages());
    }

    @Test
    @DisplayName(
            "RFC 1122 §3.2.2.6: an echo's record and times come back with ours in them, its source route turned round")
    void options() {
        PacketBuffer echo = packet("6162");
        IcmpHeader.prepend(echo, IcmpType.ECHO, 0, 0x1234_0001);
        byte[] route = SourceRoute.of(false, List.of(A));
        SourceRoute.advance(route, 1, FAR.value());
        byte[] options = ByteBuffer.allocate(20)
                .put(hex("07070400 00000001"))
                .put(route)
                .put(hex("94040000"))
                .array();
        Ipv4Header.prepend(echo, 0, 1, 0, 64, IpProtocol.ICMP, B.value(), A.value(), options);
        icmp.run(new TransportEvent.Delivered(PacketBatch.of(delivered(echo))));
        Ipv4Actor.Transmit reply = (Ipv4Actor.Transmit) ipv4.receiveMessage();
        assertEquals(FAR.value(), reply.destination());
        assertEquals(
                "070708c000020a" + "830704c000020b" + "0000", HexFormat.of().formatHex(reply.options()));
    }

    @Test
    @DisplayName("54: so many errors at once, then no more")
    void rateLimited() {
        for (int i = 0; i < IcmpLimits.DEFAULT.burstToOne() + 10; i++) {
            PacketBuffer packet = delivered(ipv4(B, A, IpProtocol.UDP, payload(8)));
            icmp.run(new IcmpReport(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PORT_UNREACHABLE, 0, packet));
        }
        assertEquals(IcmpLimits.DEFAULT.burstToOne(), ipv4.getAllReceived().size());
        assertEquals(10, counters.group.dropped(IcmpDrop.RATE_LIMITED));
    }
}
