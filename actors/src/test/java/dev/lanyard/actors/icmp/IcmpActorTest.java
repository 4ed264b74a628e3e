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
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Instant;
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
    @DisplayName("54: so many errors at once, then no more")
    void rateLimited() {
        for (int i = 0; i < ErrorLimiter.TO_ONE_BURST + 10; i++) {
            PacketBuffer packet = delivered(ipv4(B, A, IpProtocol.UDP, payload(8)));
            icmp.run(new IcmpReport(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PORT_UNREACHABLE, 0, packet));
        }
        assertEquals(ErrorLimiter.TO_ONE_BURST, ipv4.getAllReceived().size());
        assertEquals(10, counters.group.dropped(IcmpDrop.RATE_LIMITED));
    }
}
