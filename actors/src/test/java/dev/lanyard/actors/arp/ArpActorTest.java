package dev.lanyard.actors.arp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.MAC_C;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArpActorTest {
    private static final Clock STOPPED = new Clock() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }
    };

    private final TestInbox<EthernetActor.Command> ethernet = TestInbox.create();
    private final TestInbox<ArpActor.Event> ipv4 = TestInbox.create();
    private final ArpCounters counters = new ArpCounters();
    private final BehaviorTestKit<LayerMessage> arp = BehaviorTestKit.create(ArpActor.create(
            new ArpActor.Settings(0, MAC_A, 16, STOPPED, new SplittableRandom(1)), ethernet.getRef(), counters));

    @BeforeEach
    void configure() {
        assertEquals(EtherType.ARP, ((EthernetActor.Bind) ethernet.receiveMessage()).etherType());
        arp.run(new ArpActor.Configure(ipv4.getRef(), List.of(new Ipv4Prefix(A, 24))));
        assertFalse(ethernet.hasMessages());
        arp.run(new EthernetActor.Up(0, ETHERNET));
        assertEquals(ArpPacket.request(MAC_A, A, A), sent(MacAddress.BROADCAST));
    }

    private ArpPacket sent(MacAddress destination) {
        EthernetActor.Transmit transmit = (EthernetActor.Transmit) ethernet.receiveMessage();
        assertEquals(destination, transmit.destination());
        assertEquals(EtherType.ARP, transmit.etherType());
        return ArpPacket.parse(transmit.packet());
    }

    private void receive(ArpPacket content) {
        PacketBuffer packet = PacketBuffer.allocate(ArpPacket.LENGTH);
        content.emit(packet);
        arp.run(new EthernetActor.Received(0, PacketBatch.of(packet), true));
    }

    private List<ArpEntry> entries() {
        CompletableFuture<List<ArpEntry>> entries = new CompletableFuture<>();
        arp.run(new NeighbourCommand.ListEntries(entries));
        return entries.join();
    }

    @Test
    @DisplayName(
            "RFC 826: a request for our address is answered and teaches us who asks; one for another's does neither")
    void answers() {
        ArpPacket request = ArpPacket.request(MAC_B, B, A);
        receive(request);
        assertEquals(request.replyFrom(MAC_A), sent(MAC_B));
        assertEquals(List.of(new ArpEntry(B, MAC_B, ArpEntry.State.REACHABLE)), entries());
        receive(ArpPacket.request(MAC_B, Ipv4Address.parse("192.0.2.77"), B));
        assertFalse(ethernet.hasMessages());
        assertEquals(1, entries().size());
    }

    @Test
    @DisplayName("RFC 5227 §2.1.1: a probe for our address is answered and teaches nothing")
    void probe() {
        receive(ArpPacket.request(MAC_B, Ipv4Address.ANY, A));
        assertEquals(Ipv4Address.ANY, sent(MAC_B).target());
        assertTrue(entries().isEmpty());
    }

    @Test
    @DisplayName("RFC 5227 §2.4: who claims our address is counted; all are told once whose it is")
    void conflict() {
        receive(ArpPacket.request(MAC_B, A, A));
        receive(ArpPacket.request(MAC_B, A, B));
        assertEquals(ArpPacket.request(MAC_A, A, A), sent(MacAddress.BROADCAST));
        assertFalse(ethernet.hasMessages());
        assertEquals(2, counters.group.dropped(ArpDrop.ADDRESS_CONFLICT));
    }

    @Test
    @DisplayName("57: a malformed packet is counted by reason")
    void malformed() {
        arp.run(new EthernetActor.Received(0, PacketBatch.of(payload(10)), false));
        assertEquals(1, counters.group.dropped(ArpDrop.TRUNCATED));
    }

    @Test
    @DisplayName("a packet waits for its next hop and goes when that answers")
    void resolves() {
        PacketBuffer packet = payload(30);
        arp.run(new ArpActor.Transmit(B, packet));
        ArpPacket request = sent(MacAddress.BROADCAST);
        assertEquals(ArpPacket.request(MAC_A, A, B), request);
        receive(request.replyFrom(MAC_B));
        assertEquals(new EthernetActor.Transmit(MAC_B, EtherType.IPV4, packet), ethernet.receiveMessage());
        assertEquals(1, counters.repliesReceived.get());
    }

    @Test
    @DisplayName("RFC 919, RFC 1112 §6.4: broadcasts and multicasts need no asking")
    void groups() {
        PacketBuffer packet = payload(30);
        arp.run(new ArpActor.Transmit(Ipv4Address.BROADCAST, packet));
        assertEquals(
                new EthernetActor.Transmit(MacAddress.BROADCAST, EtherType.IPV4, packet), ethernet.receiveMessage());
        arp.run(new ArpActor.Transmit(Ipv4Address.parse("224.0.0.251"), packet));
        MacAddress group = MacAddress.parse("01:00:5e:00:00:fb");
        assertEquals(new EthernetActor.Transmit(group, EtherType.IPV4, packet), ethernet.receiveMessage());
    }

    @Test
    @DisplayName("when the link goes down, what waits comes back")
    void down() {
        PacketBuffer packet = payload(30);
        arp.run(new ArpActor.Transmit(B, packet));
        arp.run(new EthernetActor.Down(0, "gone"));
        assertEquals(new ArpActor.Unreachable(0, B, packet), ipv4.receiveMessage());
        assertEquals(1, counters.unreachable.get());
    }

    @Test
    @DisplayName("57: a static entry is used at once, and nobody changes it but who made it")
    void permanent() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        arp.run(new NeighbourCommand.PutEntry(B, MAC_B, done));
        done.join();
        arp.run(new ArpActor.Transmit(B, PacketBuffer.allocate(20)));
        EthernetActor.Transmit sent = (EthernetActor.Transmit) ethernet.receiveMessage();
        assertEquals(MAC_B, sent.destination());
        receive(ArpPacket.request(MAC_C, B, A));
        receive(ArpPacket.request(MAC_A, A, B).replyFrom(MAC_C));
        arp.run(new EthernetActor.Down(0, "cut"));
        assertEquals(List.of(new ArpEntry(B, MAC_B, ArpEntry.State.PERMANENT)), entries());
        CompletableFuture<Void> gone = new CompletableFuture<>();
        arp.run(new NeighbourCommand.RemoveEntry(B, gone));
        gone.join();
        assertEquals(List.of(), entries());
        CompletableFuture<Void> again = new CompletableFuture<>();
        arp.run(new NeighbourCommand.RemoveEntry(B, again));
        assertTrue(again.isCompletedExceptionally());
    }

    @Test
    @DisplayName("a ping asks all stations whatever is known, and hears the first that answers")
    void arpPing() {
        CompletableFuture<MacAddress> answer = new CompletableFuture<>();
        arp.run(new NeighbourCommand.Ping(B, answer));
        assertEquals(ArpPacket.request(MAC_A, A, B), sent(MacAddress.BROADCAST));
        receive(ArpPacket.request(MAC_A, A, FAR).replyFrom(MAC_C));
        assertFalse(answer.isDone());
        receive(ArpPacket.request(MAC_A, A, B).replyFrom(MAC_B));
        assertEquals(MAC_B, answer.join());
    }
}
