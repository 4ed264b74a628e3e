package dev.lanyard.actors.ethernet;

import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.MAC_C;
import static dev.lanyard.actors.Packets.frame;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EthernetActorTest {
    private final TestInbox<Link.Command> link = TestInbox.create();
    private final TestInbox<EthernetActor.Event> ipv4 = TestInbox.create();
    private final TestInbox<EthernetActor.Event> arp = TestInbox.create();
    private final EthernetCounters counters = new EthernetCounters();
    private final BehaviorTestKit<LayerMessage> ethernet = BehaviorTestKit.create(
            EthernetActor.create(new EthernetActor.Settings(3, MAC_A, 1400), link.getRef(), counters));

    private void bind() {
        ethernet.run(new EthernetActor.Bind(EtherType.ARP, arp.getRef()));
        ethernet.run(new EthernetActor.Bind(EtherType.IPV4, ipv4.getRef()));
    }

    @Test
    @DisplayName("RFC 894: the header's bytes")
    void golden() {
        PacketBuffer frame = frame(MacAddress.BROADCAST, MAC_A, EtherType.ARP, packet("cafe"));
        assertEquals("ffffffffffff" + "02000000000a" + "0806" + "cafe", hex(frame));
        assertEquals(MacAddress.BROADCAST.value(), EthernetHeader.destination(frame));
        assertEquals(MAC_A.value(), EthernetHeader.source(frame));
        assertEquals(EtherType.ARP, EthernetHeader.etherType(frame));
    }

    @Test
    @DisplayName("RFC 1112 §6.4: 23 bits of a group go into the multicast address")
    void groups() {
        assertEquals("01:00:5e:7f:01:02", EthernetHeader.ofGroup(0xefff0102).toString());
    }

    @Test
    @DisplayName("attaches to its link and tells those above of it, its MTU no larger than configured")
    void linkState() {
        assertInstanceOf(Link.Attach.class, link.receiveMessage());
        bind();
        assertFalse(ipv4.hasMessages());
        ethernet.run(new Link.Up(new LinkCapabilities(1500, true, 65_535)));
        LinkCapabilities limited = new LinkCapabilities(1400, true, 65_535);
        assertEquals(new EthernetActor.Up(3, limited), ipv4.receiveMessage());
        assertEquals(new EthernetActor.Up(3, limited), arp.receiveMessage());
        ethernet.run(new Link.Down("gone"));
        assertEquals(new EthernetActor.Down(3, "gone"), ipv4.receiveMessage());
        ethernet.run(new Link.Up(ETHERNET));
        TestInbox<EthernetActor.Event> late = TestInbox.create();
        ethernet.run(new EthernetActor.Bind(0x86dd, late.getRef()));
        assertInstanceOf(EthernetActor.Up.class, late.receiveMessage());
    }

    @Test
    @DisplayName("a batch of unicast IPv4 is passed on as the same object, heads behind the header")
    void sameBatch() {
        bind();
        PacketBatch batch = PacketBatch.of(frame(MAC_A, MAC_B, EtherType.IPV4, payload(40)));
        batch.add(frame(MAC_A, MAC_B, EtherType.IPV4, payload(50)));
        ethernet.run(new Link.Received(batch));
        EthernetActor.Received received = (EthernetActor.Received) ipv4.receiveMessage();
        assertSame(batch, received.packets());
        assertFalse(received.group());
        assertEquals(3, received.interfaceIndex());
        assertEquals(40, batch.get(0).length());
        assertEquals(2, counters.received.get());
    }

    @Test
    @DisplayName("a mixed batch is sorted by protocol and by whether all were meant; the rest is counted by reason")
    void mixed() {
        bind();
        PacketBatch batch = new PacketBatch();
        batch.add(frame(MacAddress.BROADCAST, MAC_B, EtherType.IPV4, payload(1)));
        batch.add(frame(MAC_A, MAC_B, EtherType.ARP, payload(2)));
        batch.add(frame(MAC_C, MAC_B, EtherType.IPV4, payload(3)));
        batch.add(frame(MacAddress.parse("01:00:5e:00:00:05"), MAC_B, EtherType.IPV4, payload(4)));
        batch.add(frame(MAC_A, MAC_B, 0x86dd, payload(5)));
        batch.add(frame(MAC_A, MAC_B, 46, payload(6)));
        batch.add(frame(MAC_A, MacAddress.BROADCAST, EtherType.IPV4, payload(7)));
        batch.add(payload(13));
        batch.add(frame(MAC_A, MAC_B, EtherType.IPV4, payload(8)));
        ethernet.run(new Link.Received(batch));

        EthernetActor.Received unicast = (EthernetActor.Received) ipv4.receiveMessage();
        assertSame(batch, unicast.packets());
        assertEquals(1, unicast.packets().size());
        assertEquals(8, unicast.packets().get(0).length());
        EthernetActor.Received group = (EthernetActor.Received) ipv4.receiveMessage();
        assertTrue(group.group());
        assertEquals(1, group.packets().get(0).length());
        EthernetActor.Received resolution = (EthernetActor.Received) arp.receiveMessage();
        assertEquals(2, resolution.packets().get(0).length());
        assertFalse(ipv4.hasMessages() || arp.hasMessages());
        assertEquals(1, counters.group.dropped(EthernetDrop.NOT_FOR_US));
        assertEquals(1, counters.group.dropped(EthernetDrop.NOT_OUR_GROUP));
        assertEquals(2, counters.group.dropped(EthernetDrop.UNKNOWN_ETHERTYPE));
        assertEquals(1, counters.group.dropped(EthernetDrop.GROUP_SOURCE));
        assertEquals(1, counters.group.dropped(EthernetDrop.TRUNCATED));
    }

    @Test
    @DisplayName("sends while the link is up, counts a drop while it is down")
    void transmit() {
        link.receiveMessage();
        ethernet.run(new EthernetActor.Transmit(MAC_B, EtherType.IPV4, payload(1)));
        assertFalse(link.hasMessages());
        assertEquals(1, counters.group.dropped(EthernetDrop.LINK_DOWN));
        ethernet.run(new Link.Up(ETHERNET));
        ethernet.run(new EthernetActor.Transmit(MAC_B, EtherType.IPV4, payload(1)));
        Link.Transmit sent = (Link.Transmit) link.receiveMessage();
        assertEquals("02000000000b" + "02000000000a" + "0800" + "00", hex(sent.frame()));
    }
}
