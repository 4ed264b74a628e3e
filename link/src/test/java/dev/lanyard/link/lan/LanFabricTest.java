package dev.lanyard.link.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanFabricTest {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long US = 1000;

    private final List<String> log = new ArrayList<>();
    private final List<PacketBuffer> frames = new ArrayList<>();
    private final List<String> observed = new ArrayList<>();
    private long now;

    private final LanObserver observer = new LanObserver() {
        @Override
        public void connected(int port, String name) {
            observed.add("port " + port + " " + name);
        }

        @Override
        public void transmitted(int port, PacketBuffer frame, String comment) {
            observed.add("out " + port + " " + frame.length() + (comment == null ? "" : " " + comment));
        }

        @Override
        public void delivered(int port, PacketBuffer frame) {
            observed.add("in " + port + " " + frame.length());
        }
    };

    private LanFabric fabric(LanSettings settings, String... names) {
        LanFabric fabric = new LanFabric(settings, RandomStreams.seeded(4), observer);
        for (String name : names) {
            assertNull(fabric.refusal(name));
            fabric.connect(name).attached = true;
        }
        return fabric;
    }

    private static LanFabric switchOf(LanFabricTest test, String... names) {
        return test.fabric(LanSettings.ofSwitch("lan"), names);
    }

    /** Station n has address n. */
    private static PacketBuffer frame(long destination, long source, int length) {
        PacketBuffer frame = PacketBuffer.copyOf(new byte[length]);
        frame.putMac(0, destination);
        frame.putMac(6, source);
        return frame;
    }

    private void send(LanFabric fabric, int port, long destination) {
        fabric.transmit(port, frame(destination, 0x0200_0000_0000L + port, 64), now);
    }

    private void run(LanFabric fabric, long until) {
        while (fabric.nextDue() <= until) {
            now = Math.max(now, fabric.nextDue());
            fabric.deliver(now, (port, frame) -> {
                log.add(port + "@" + now / US);
                frames.add(frame);
            });
        }
        now = until;
    }

    private long dropped(LanFabric fabric, LanDrop reason) {
        return fabric.counters().dropped(reason);
    }

    @Test
    void aSwitchFloodsUntilItHasLearnt() {
        LanFabric fabric = switchOf(this, "a", "b", "c");
        send(fabric, 0, 0x0200_0000_0001L);
        run(fabric, 1000 * US);
        assertEquals(List.of("1@100", "2@100"), log); // unknown: flooded, two crossings
        log.clear();
        send(fabric, 1, 0x0200_0000_0000L);
        send(fabric, 0, 0x0200_0000_0001L);
        run(fabric, 2000 * US);
        assertEquals(List.of("0@1100", "1@1100"), log);
        log.clear();
        send(fabric, 2, BROADCAST);
        run(fabric, 3000 * US);
        assertEquals(List.of("0@2100", "1@2100"), log);
        log.clear();
        send(fabric, 0, 0x0200_0000_0000L); // to itself
        run(fabric, 4000 * US);
        assertEquals(List.of(), log);
        assertEquals(1, dropped(fabric, LanDrop.NO_RECEIVER));
        assertEquals(5, fabric.counters().snapshot().get("transmitted.frames"));
        assertEquals(6 * 64, fabric.counters().snapshot().get("delivered.bytes"));
    }

    @Test
    void receiversOfAFloodShareTheBytesInViewsOfTheirOwn() {
        LanFabric fabric = switchOf(this, "a", "b", "c", "d");
        send(fabric, 0, BROADCAST);
        run(fabric, 1000 * US);
        assertEquals(3, frames.size());
        assertNotSame(frames.get(0), frames.get(1));
        assertNotSame(frames.get(1), frames.get(2));
        assertSame(frames.get(0).bytes(), frames.get(2).bytes());
        frames.get(0).trimFront(14);
        assertEquals(64, frames.get(1).length());
        frames.forEach(PacketBuffer::release);
    }

    @Test
    void aWireHasTwoEndsAndOneLatency() {
        LanFabric fabric = fabric(LanSettings.ofWire("wan"), "a");
        send(fabric, 0, BROADCAST);
        run(fabric, 100 * US);
        assertEquals(1, dropped(fabric, LanDrop.NO_RECEIVER));
        fabric.connect("b").attached = true;
        assertTrue(fabric.refusal("b").contains("connected to wan already"));
        assertTrue(fabric.refusal("c").contains("a wire between a and b"));
        send(fabric, 1, 0x0200_0000_0777L); // whatever the address
        send(fabric, 0, 5);
        run(fabric, 1000 * US);
        assertEquals(List.of("0@150", "1@150"), log);

        fabric.disconnect(fabric.port("b"));
        assertNull(fabric.refusal("b"));
        assertNotNull(fabric.refusal("c"));
    }

    @Test
    void declaredImpairmentsApplyOnceAndTheStatedDelayIsTheDelay() {
        LanSettings settings = LanSettings.ofWire("wan")
                .withImpairments(
                        Impairments.NONE.withDelay(Duration.ofMillis(20)).withRate(10_000_000));
        LanFabric fabric = fabric(settings, "a", "b");
        send(fabric, 0, 9);
        run(fabric, 100_000 * US);
        // 68 bytes at 10 Mbit/s take 54.4 us
        assertEquals(List.of("1@20054"), log);
    }

    @Test
    void dropsHaveNamesInCountersAndToTheObserver() {
        LanFabric fabric = fabric(LanSettings.ofWire("wan").withMtu(1000), "a", "b");
        observed.clear();
        fabric.transmit(0, frame(1, 2, 1015), 0);
        fabric.transmit(0, PacketBuffer.copyOf(new byte[13]), 0);
        fabric.port("a").transmit.impairments(Impairments.NONE.withLoss(1));
        send(fabric, 0, 1);
        fabric.port("a").transmit.impairments(Impairments.NONE.withRate(1).withQueueLimit(1));
        send(fabric, 0, 1);
        send(fabric, 0, 1);
        fabric.partition(Set.of("a"), Set.of("b"), false);
        send(fabric, 1, 1);
        fabric.setUp(fabric.port("a"), false);
        send(fabric, 0, 1);
        assertEquals(
                List.of(
                        "out 0 1015 dropped: too-big",
                        "out 0 13 dropped: runt",
                        "out 0 64 dropped: loss",
                        "out 0 64",
                        "out 0 64 dropped: queue-full",
                        "out 1 64 dropped: partition",
                        "out 0 64 dropped: port-down"),
                observed);
        for (LanDrop reason : List.of(
                LanDrop.TOO_BIG,
                LanDrop.RUNT,
                LanDrop.LOSS,
                LanDrop.QUEUE_FULL,
                LanDrop.PARTITION,
                LanDrop.PORT_DOWN)) {
            assertEquals(1, dropped(fabric, reason), reason.name());
        }
        fabric.transmit(1, frame(1, 2, 1014), 0); // the MTU itself fits
        assertEquals("wan", fabric.counters().name());
        assertEquals(1, fabric.counters().snapshot().get("dropped.loss"));
    }

    @Test
    void partitionsHoldWhereFramesAreSwitchedAndWhereTheyArrive() {
        LanFabric fabric = switchOf(this, "a", "b", "c");
        fabric.partition(Set.of("a"), Set.of("b", "d"), true);
        send(fabric, 0, BROADCAST);
        send(fabric, 1, BROADCAST);
        run(fabric, 1000 * US);
        assertEquals(List.of("2@100", "0@100", "2@100"), log); // one way only
        assertEquals(1, dropped(fabric, LanDrop.PARTITION));

        log.clear();
        fabric.connect("d").attached = true; // named before it came
        send(fabric, 0, BROADCAST);
        run(fabric, 2000 * US);
        assertEquals(List.of("2@1100"), log);

        log.clear();
        fabric.heal();
        send(fabric, 0, BROADCAST);
        run(fabric, 2060 * US); // switched, but not there yet
        fabric.partition(Set.of("b"), Set.of("a"), false);
        run(fabric, 3000 * US);
        assertEquals(List.of("2@2100", "3@2100"), log);
        assertEquals(4, dropped(fabric, LanDrop.PARTITION));
    }

    @Test
    void portsThatAreDownGoneOrUnheardGetNothing() {
        LanFabric fabric = switchOf(this, "a", "b", "c", "d");
        fabric.port("c").attached = false;
        send(fabric, 1, BROADCAST); // b is learnt
        send(fabric, 3, BROADCAST);
        run(fabric, 1000 * US);
        log.clear();
        send(fabric, 0, 0x0200_0000_0001L);
        run(fabric, 1060 * US);
        fabric.setUp(fabric.port("b"), false);
        run(fabric, 2000 * US);
        assertEquals(1, dropped(fabric, LanDrop.PORT_DOWN));
        assertEquals(2, dropped(fabric, LanDrop.NOT_ATTACHED));

        send(fabric, 0, 0x0200_0000_0001L); // forgotten: flooded to c and d
        run(fabric, 3000 * US);
        assertEquals(List.of("3@2100"), log);
        fabric.disconnect(fabric.port("d"));
        send(fabric, 0, 0x0200_0000_0003L);
        run(fabric, 4000 * US);
        assertEquals(List.of("3@2100"), log);
        assertEquals(3, fabric.connect("d").index);
    }

    @Test
    void corruptionChangesOneBitOfACopy() {
        LanFabric fabric = fabric(LanSettings.ofWire("wan").withImpairments(Impairments.NONE.withCorrupt(1)), "a", "b");
        for (int i = 0; i < 200; i++) {
            PacketBuffer sent = frame(1, 2, 64);
            sent.checksumVerified();
            byte[] before = sent.toByteArray();
            frames.clear();
            fabric.transmit(0, sent, now);
            run(fabric, now + 1000 * US);
            byte[] after = frames.get(0).toByteArray();
            int bits = 0;
            for (int k = 0; k < 64; k++) {
                bits += Integer.bitCount((before[k] ^ after[k]) & 0xff);
            }
            assertEquals(1, bits);
            assertEquals(ChecksumState.UNKNOWN, frames.get(0).checksum());
            assertTrue(Arrays.equals(
                    before, 0, 64, sent.bytes().array(), PacketBuffer.HEADROOM, PacketBuffer.HEADROOM + 64));
        }
        assertEquals(200, fabric.counters().snapshot().get("corrupted"));
        assertEquals("out 0 64 corrupted", observed.get(2));
    }

    @Test
    void duplicatesArriveTwiceInOrder() {
        LanFabric fabric =
                fabric(LanSettings.ofWire("wan").withImpairments(Impairments.NONE.withDuplicate(1)), "a", "b");
        fabric.transmit(0, frame(1, 2, 64), 0);
        fabric.transmit(0, frame(1, 2, 65), 0);
        run(fabric, 1000 * US);
        assertEquals(
                List.of(64, 64, 65, 65),
                frames.stream().map(PacketBuffer::length).toList());
        assertNotSame(frames.get(0), frames.get(1));
        assertEquals(2, fabric.counters().snapshot().get("duplicated"));
        assertEquals(ChecksumState.UNKNOWN, frames.get(0).checksum());
        frames.forEach(PacketBuffer::release);
    }

    @Test
    void receivingCablesCanBeImpairedAndRestored() {
        LanFabric fabric = switchOf(this, "a", "b", "c");
        fabric.port("b").receive.impairments(Impairments.NONE.withLoss(1));
        send(fabric, 0, BROADCAST);
        run(fabric, 1000 * US);
        assertEquals(List.of("2@100"), log);
        assertEquals(1, dropped(fabric, LanDrop.LOSS));
        fabric.restoreImpairments();
        send(fabric, 0, BROADCAST);
        run(fabric, 2000 * US);
        assertEquals(List.of("2@100", "1@1100", "2@1100"), log);
    }

    @Test
    void anotherPortChangesNothingForThoseThatWereThere() {
        assertEquals(randomRun("a", "b"), randomRun("x", "a", "y", "b"));
    }

    private static List<Long> randomRun(String... names) {
        LanSettings settings = LanSettings.ofSwitch("lan")
                .withImpairments(Impairments.NONE.withLoss(0.3).withJitter(Duration.ofNanos(40_000)));
        LanFabric fabric = new LanFabric(settings, RandomStreams.seeded(8), LanObserver.NONE);
        for (String name : names) {
            fabric.connect(name).attached = true;
        }
        int from = fabric.port("a").index;
        int to = fabric.port("b").index;
        List<Long> arrivals = new ArrayList<>();
        for (long now = 0; now < 1000_000 * US; now += 1000 * US) {
            fabric.transmit(from, frame(BROADCAST, 2, 64), now);
            while (fabric.nextDue() < now + 1000 * US) {
                long due = fabric.nextDue();
                fabric.deliver(due, (port, frame) -> {
                    if (port == to) {
                        arrivals.add(due);
                    }
                });
            }
        }
        assertEquals(700, arrivals.size(), 60);
        return arrivals;
    }
}
