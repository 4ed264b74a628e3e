package dev.lanyard.actors;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.frame;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lanyard.actors.arp.ArpCache;
import dev.lanyard.actors.arp.ArpEntry;
import dev.lanyard.actors.arp.ArpPacket;
import dev.lanyard.actors.arp.NeighbourCommand;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.icmp.IcmpHeader;
import dev.lanyard.actors.igmp.IgmpQuery;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FuzzTest {
    private static final long SEED = Long.getLong("lanyard.test.seed", 20_260_701L);
    private static final int BATCHES = 25_000;

    private static final Ipv4Address GROUP = Ipv4Address.parse("239.1.1.1");

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Valid frames of every kind that the stack knows. */
    private static List<byte[]> valid() {
        List<byte[]> frames = new ArrayList<>();
        PacketBuffer arp = PacketBuffer.allocate(ArpPacket.LENGTH);
        ArpPacket.request(MAC_B, B, A).emit(arp);
        frames.add(frame(MAC_A, MAC_B, EtherType.ARP, arp).toByteArray());
        PacketBuffer reply = PacketBuffer.allocate(ArpPacket.LENGTH);
        ArpPacket.request(MAC_A, A, B).replyFrom(MAC_B).emit(reply);
        frames.add(frame(MAC_A, MAC_B, EtherType.ARP, reply).toByteArray());
        for (int port : new int[] {7, 9}) {
            PacketBuffer datagram = payload(40);
            UdpHeader.prepend(datagram, B.value(), 1024, A.value(), port);
            datagram.putShort(UdpHeader.CHECKSUM_OFFSET, 0);
            frames.add(frame(MAC_A, MAC_B, EtherType.IPV4, ipv4(B, A, IpProtocol.UDP, datagram))
                    .toByteArray());
        }
        PacketBuffer echo = payload(56);
        IcmpHeader.prepend(echo, IcmpType.ECHO, 0, 0x10001);
        frames.add(frame(MAC_A, MAC_B, EtherType.IPV4, ipv4(B, A, IpProtocol.ICMP, echo))
                .toByteArray());
        PacketBuffer quoted = payload(8);
        UdpHeader.prepend(quoted, A.value(), 7, FAR.value(), 99);
        PacketBuffer error = ipv4(A, FAR, IpProtocol.UDP, quoted);
        IcmpHeader.prepend(error, IcmpType.DESTINATION_UNREACHABLE, 3, 0);
        frames.add(frame(MAC_A, MAC_B, EtherType.IPV4, ipv4(B, A, IpProtocol.ICMP, error))
                .toByteArray());
        frames.add(
                frame(MAC_A, MAC_B, EtherType.IPV4, ipv4(B, A, 99, payload(3))).toByteArray());
        frames.add(query(new IgmpQuery(IgmpVersion.V2, GROUP, Duration.ofSeconds(1), 0, Duration.ZERO, List.of())));
        frames.add(query(new IgmpQuery(
                IgmpVersion.V3, GROUP, Duration.ofSeconds(1), 2, Duration.ofSeconds(125), List.of(B, FAR))));
        PacketBuffer datagram = payload(40);
        UdpHeader.prepend(datagram, B.value(), 1024, GROUP.value(), 7);
        datagram.putShort(UdpHeader.CHECKSUM_OFFSET, 0);
        frames.add(frame(
                        EthernetHeader.ofGroup(GROUP.value()),
                        MAC_B,
                        EtherType.IPV4,
                        ipv4(B, GROUP, IpProtocol.UDP, datagram))
                .toByteArray());
        return frames;
    }

    private static byte[] query(IgmpQuery query) {
        PacketBuffer packet = PacketBuffer.allocate(64);
        query.emit(packet);
        Ipv4Header.prepend(packet, 0, 1, 0, 1, IpProtocol.IGMP, B.value(), GROUP.value(), IpOptions.routerAlert());
        return frame(EthernetHeader.ofGroup(GROUP.value()), MAC_B, EtherType.IPV4, packet)
                .toByteArray();
    }

    private byte[] next(List<byte[]> valid) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] frame = valid.get(random.nextInt(valid.size())).clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            // Rarely the Ethernet header, so that most get further.
            int from = random.nextInt(8) == 0 ? 0 : 14;
            frame[from + random.nextInt(frame.length - from)] = (byte) random.nextInt(256);
        }
        boolean isIpv4 = frame[12] == 8 && frame[13] == 0;
        if (isIpv4 && random.nextInt(4) != 0) {
            mendChecksums(PacketBuffer.copyOf(frame), frame);
        }
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(frame, random.nextInt(frame.length + 20));
        }
        return frame;
    }

    /** Makes the damage reach the layers above. */
    private static void mendChecksums(PacketBuffer packet, byte[] frame) {
        packet.putShort(14 + 10, 0);
        int length = Math.min((packet.getByte(14) & 0xf) * 4, packet.length() - 14);
        int sum = InternetChecksum.complement(InternetChecksum.sum(packet.bytes(), packet.head() + 14, length));
        packet.putShort(14 + 10, sum);
        int message = 14 + length;
        boolean hasSum = packet.getUnsignedByte(23) == IpProtocol.ICMP || packet.getUnsignedByte(23) == IpProtocol.IGMP;
        if (hasSum && message + 4 < packet.length()) {
            packet.putShort(message + 2, 0);
            int rest = packet.length() - message;
            sum = InternetChecksum.complement(InternetChecksum.sum(packet.bytes(), packet.head() + message, rest));
            packet.putShort(message + 2, sum);
        }
        packet.getBytes(0, frame, 0, frame.length);
    }

    @Test
    @DisplayName(
            "62: random and mutated frames kill no layer, leak neither buffer nor timer, and leave the node answering")
    void survives() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
        try (LoopSystem system = LoopSystem.virtual("fuzz", SEED)) {
            VirtualLoop loop = (VirtualLoop) system.loop();
            PacketPool pool = new PacketPool(32);
            TestStack stack = new TestStack(system, "node", MAC_A, A, pool);
            UdpActor.Bound socket = stack.open(7);
            stack.await(stack.join(socket, GROUP));
            List<byte[]> valid = valid();
            for (int i = 0; i < BATCHES; i++) {
                List<byte[]> batch = new ArrayList<>();
                for (int frames = 1 + random.nextInt(16); frames > 0; frames--) {
                    batch.add(next(valid));
                }
                stack.link.tell(new TestWire.Arrived(batch));
                loop.runReady();
                stack.wire.frames.clear();
                if (i % 8 == 0) {
                    loop.step(loop.clock().nanos() + 1_000_000_000L);
                }
            }
            assertTrue(stack.counters.igmp().queriesReceived.get() > 1000, "queries were heeded");
            while (loop.step(Long.MAX_VALUE - 1)) {
                // requests for neighbours that never were run out
            }
            assertEquals(pool.size(), pool.available(), "buffers lost with seed " + SEED);
            assertEquals(0, loop.pendingTimers(), "timers left with seed " + SEED);
            CompletableFuture<List<ArpEntry>> entries = new CompletableFuture<>();
            stack.arp().tell(new NeighbourCommand.ListEntries(entries));
            assertTrue(stack.await(entries).size() <= ArpCache.CAPACITY);
            stack.await(TestStack.close(socket));
            UdpActor.Bound again = stack.open(7);
            stack.await(TestStack.send(again, new Endpoint(A, 7), new byte[] {1, 2}));
            assertArrayEquals(
                    new byte[] {1, 2}, stack.await(TestStack.receive(again)).payload());
            stack.counters
                    .groups()
                    .forEach(group ->
                            assertTrue(group.snapshot().values().stream().allMatch(count -> count >= 0), group.name()));
            assertTrue(
                    log.list.stream().noneMatch(event -> event.getLevel() == Level.ERROR),
                    () -> "a layer failed with seed " + SEED + ": " + log.list);
            assertTrue(stack.counters.icmp().echoesAnswered.get() > 1000);
            assertTrue(stack.counters.udp().received.get() > 1000);
        }
    }
}
