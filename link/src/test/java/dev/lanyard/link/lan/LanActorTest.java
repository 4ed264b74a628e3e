package dev.lanyard.link.lan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.PoisonPill;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import dev.lanyard.link.pcapng.PcapngReader;
import dev.lanyard.link.pcapng.PcapngWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanActorTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<LoopSystem> systems = new ArrayList<>();
    private LoopSystem system = virtual(1);
    private ActorRef<LanActor.Command> lan;
    private int actors;

    private LoopSystem virtual(long seed) {
        LoopSystem created = LoopSystem.virtual("test", seed);
        systems.add(created);
        return created;
    }

    @AfterEach
    void close() {
        systems.forEach(LoopSystem::close);
    }

    private void start(LanSettings settings, LanObserver observer) {
        lan = system.spawn(LanActor.create(settings, system.clock(), RandomStreams.seeded(5), observer), "lan");
    }

    private <T> T ask(Function<ActorRef<T>, LanActor.Command> question) throws Exception {
        CompletableFuture<T> reply = new CompletableFuture<>();
        ActorRef<T> asker = system.spawn(
                Behaviors.receiveMessage(message -> {
                    reply.complete(message);
                    return Behaviors.stopped();
                }),
                "asker-" + actors++);
        lan.tell(question.apply(asker));
        return system.await(reply, LONG);
    }

    /** A node of one layer, which notes what it hears and when. */
    private final class Station {
        final List<String> heard = new ArrayList<>();
        final List<PacketBuffer> frames = new ArrayList<>();
        final List<Integer> batches = new ArrayList<>();
        final ActorRef<Link.Command> link;
        final ActorRef<Link.Event> upper;

        Station(String name) throws Exception {
            StatusReply<ActorRef<Link.Command>> reply = ask(asker -> new LanActor.ConnectPort(name, asker));
            link = reply.getValue();
            upper = system.spawn(
                    Behaviors.receiveMessage(event -> {
                        hear(event);
                        return Behaviors.same();
                    }),
                    name + "-" + actors++);
            link.tell(new Link.Attach(upper));
            settle();
        }

        private void hear(Link.Event event) {
            long micros = system.clock().nanos() / 1000;
            if (event instanceof Link.Received received) {
                PacketBatch batch = received.frames();
                batches.add(batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    frames.add(batch.get(i));
                    heard.add(batch.get(i).length() + "@" + micros);
                }
            } else if (event instanceof Link.Down down) {
                heard.add("down: " + down.reason());
            } else {
                heard.add("up");
            }
        }

        void send(int length) {
            PacketBuffer frame = PacketBuffer.copyOf(new byte[length]);
            frame.putMac(0, 0xffff_ffff_ffffL);
            link.tell(new Link.Transmit(frame));
        }
    }

    private void settle() {
        ((VirtualLoop) system.loop()).runReady();
    }

    private void run(Duration time) {
        VirtualLoop loop = (VirtualLoop) system.loop();
        long limit = loop.clock().nanos() + time.toNanos();
        while (loop.step(limit)) {}
        loop.advance(limit);
    }

    @Test
    void deliversAtTheExactVirtualTime() throws Exception {
        start(LanSettings.ofSwitch("lan"), LanObserver.NONE);
        Station a = new Station("a");
        Station b = new Station("b");
        Station c = new Station("c");
        long start = system.clock().nanos() / 1000;
        a.send(60);
        run(Duration.ofNanos(20_000));
        a.send(61);
        run(LONG);
        assertEquals(List.of("up"), a.heard);
        assertEquals(List.of("up", "60@" + (start + 100), "61@" + (start + 120)), b.heard);
        assertEquals(b.heard, c.heard);
        assertTrue(((VirtualLoop) system.loop()).isQuiet());
    }

    @Test
    void aFrameThatIsDueEarlierThanAllOthersIsNotHeldUp() throws Exception {
        start(LanSettings.ofWire("lan"), LanObserver.NONE);
        Station a = new Station("a");
        Station b = new Station("b");
        lan.tell(new LanActor.SetImpairments(
                Optional.of("a"), LanDirection.TRANSMIT, Impairments.NONE.withDelay(Duration.ofMillis(20))));
        long start = system.clock().nanos() / 1000;
        a.send(60);
        run(Duration.ofMillis(1));
        b.send(61);
        run(LONG);
        assertEquals(List.of("up", "61@" + (start + 1050)), a.heard);
        assertEquals(List.of("up", "60@" + (start + 20_000)), b.heard);
    }

    @Test
    void framesOfOneMomentTravelInBatchesOfAtMost64() throws Exception {
        start(LanSettings.ofWire("lan"), LanObserver.NONE);
        Station a = new Station("a");
        Station b = new Station("b");
        for (int i = 0; i < 150; i++) {
            a.send(60 + i);
        }
        run(LONG);
        assertEquals(List.of(64, 64, 22), b.batches);
        for (int i = 0; i < 150; i++) {
            assertEquals(60 + i, b.frames.get(i).length());
        }
    }

    @Test
    void announcesOffloadsAndCutsSuperSegmentsItself() throws Exception {
        start(LanSettings.ofWire("lan").withMtu(1000), LanObserver.NONE);
        CompletableFuture<Link.Event> up = new CompletableFuture<>();
        StatusReply<ActorRef<Link.Command>> reply = ask(asker -> new LanActor.ConnectPort("a", asker));
        reply.getValue()
                .tell(new Link.Attach(system.spawn(
                        Behaviors.receiveMessage(event -> {
                            up.complete(event);
                            return Behaviors.same();
                        }),
                        "upper")));
        assertEquals(new Link.Up(new LinkCapabilities(1000, true, 65_535)), system.await(up, LONG));

        Station b = new Station("b");
        PacketBuffer frame = PacketBuffer.copyOf(new byte[54 + 2000]);
        frame.putShort(12, 0x0800);
        frame.putByte(14, 0x45);
        frame.putShort(16, 2040);
        frame.putByte(23, 6);
        frame.putByte(46, 0x50);
        frame.checksumPartial(34, 16);
        frame.segmentSize(960);
        reply.getValue().tell(new Link.Transmit(frame));
        run(LONG);
        assertEquals(
                List.of(1014, 1014, 134),
                b.frames.stream().map(PacketBuffer::length).toList());
        assertEquals(ChecksumState.VERIFIED, b.frames.get(0).checksum());
        assertEquals(3, counters().get("transmitted.frames"));
    }

    private Map<String, Long> counters() throws Exception {
        return this.<CounterGroup<LanDrop>>ask(LanActor.GetCounters::new).snapshot();
    }

    @Test
    void refusesNamesInUseAndAThirdEnd() throws Exception {
        start(LanSettings.ofWire("wan"), LanObserver.NONE);
        new Station("a");
        StatusReply<ActorRef<Link.Command>> twice = ask(asker -> new LanActor.ConnectPort("a", asker));
        assertTrue(twice.isError());
        new Station("b");
        Throwable third = assertThrows(Throwable.class, () -> new Station("c"));
        assertEquals("wan is a wire between a and b: use a switch for more than two ports", third.getMessage());
    }

    @Test
    void portsGoDownAndUpAndAway() throws Exception {
        start(LanSettings.ofSwitch("lan"), LanObserver.NONE);
        Station a = new Station("a");
        Station b = new Station("b");
        b.heard.clear();
        lan.tell(new LanActor.PortDown("b", "cable pulled"));
        lan.tell(new LanActor.PortDown("b", "again"));
        a.send(60);
        b.send(60);
        run(LONG);
        lan.tell(new LanActor.PortUp("b"));
        lan.tell(new LanActor.PortUp("b"));
        lan.tell(new LanActor.PortUp("nobody")); // logged
        run(LONG);
        lan.tell(new LanActor.DisconnectPort("b"));
        lan.tell(new LanActor.DisconnectPort("b"));
        run(LONG);
        b.send(60); // its link has stopped
        run(LONG);
        assertEquals(List.of("down: cable pulled", "up", "down: disconnected from lan"), b.heard);
        assertEquals(List.of("up"), a.heard);
        assertEquals(1, counters().get("dropped.port-down"));
        assertEquals(1, counters().get("dropped.no-receiver"));

        Station again = new Station("b");
        a.send(61);
        run(LONG);
        assertEquals(2, again.heard.size());
    }

    @Test
    void aNodeThatStopsIsNoLongerAttached() throws Exception {
        start(LanSettings.ofWire("lan"), LanObserver.NONE);
        Station a = new Station("a");
        Station b = new Station("b");
        Adapter.toClassic(b.upper).tell(PoisonPill.getInstance(), null);
        run(LONG);
        a.send(60);
        run(LONG);
        assertEquals(1, counters().get("dropped.not-attached"));
    }

    @Test
    void faultsComeAndGo() throws Exception {
        start(
                LanSettings.ofWire("wan").withImpairments(Impairments.NONE.withDelay(Duration.ofMillis(5))),
                LanObserver.NONE);
        Station a = new Station("a");
        Station b = new Station("b");
        lan.tell(new LanActor.SetImpairments(Optional.of("a"), LanDirection.TRANSMIT, Impairments.NONE.withLoss(1)));
        a.send(60);
        b.send(60);
        run(LONG);
        assertEquals(List.of("up"), b.heard);
        assertEquals(2, a.heard.size());
        lan.tell(new LanActor.SetImpairments(Optional.empty(), LanDirection.BOTH, Impairments.NONE.withLoss(1)));
        b.send(60);
        run(LONG);
        assertEquals(2, a.heard.size());
        lan.tell(new LanActor.RestoreImpairments());
        lan.tell(new LanActor.Partition(Set.of("a"), Set.of("b"), true));
        a.send(60);
        b.send(60);
        run(LONG);
        assertEquals(List.of("up"), b.heard);
        assertEquals(3, a.heard.size());
        lan.tell(new LanActor.Heal());
        long start = system.clock().nanos() / 1000;
        a.send(60);
        run(LONG);
        assertEquals(List.of("up", "60@" + (start + 5000)), b.heard);
        assertEquals(2, counters().get("dropped.loss"));
        assertEquals(1, counters().get("dropped.partition"));
    }

    @Test
    void anObserverThatFailsCostsNoOtherFrames() throws Exception {
        LanObserver failing = new LanObserver() {
            @Override
            public void transmitted(int port, PacketBuffer frame, String comment) {
                if (frame.length() == 2000) {
                    throw new IllegalStateException("on purpose, as part of a test");
                }
            }

            @Override
            public void delivered(int port, PacketBuffer frame) {
                if (frame.length() == 60) {
                    throw new IllegalStateException("on purpose, as part of a test");
                }
            }
        };
        start(LanSettings.ofWire("lan"), failing);
        Station a = new Station("a");
        Station b = new Station("b");
        a.send(61);
        a.send(60);
        a.send(62);
        a.send(2000);
        run(LONG);
        a.send(63);
        run(LONG);
        assertEquals(
                List.of(61, 62, 63), b.frames.stream().map(PacketBuffer::length).toList());
    }

    @Test
    void aCaptureHasAnInterfaceForEachPortAndRepeatsByteForByte() throws Exception {
        byte[] first = captured(1);
        system = virtual(2); // the loop's seed is not the LAN's
        byte[] again = captured(1);
        system = virtual(1);
        byte[] other = captured(2);
        assertArrayEquals(first, again);
        assertNotEquals(HexFormat.of().formatHex(first), HexFormat.of().formatHex(other));

        // the same on every JVM, and in every version that does not mean to change it
        CRC32 golden = new CRC32();
        golden.update(first);
        assertEquals(646844265, golden.getValue());

        PcapngReader reader = new PcapngReader(first);
        assertEquals(List.of("a.eth0", "b.eth0"), reader.interfaces);
        long lost = reader.packets.stream()
                .filter(packet -> "dropped: loss".equals(packet.comment()))
                .count();
        long out = reader.packets.stream().filter(packet -> packet.flags() == 2).count();
        long in = reader.packets.stream().filter(packet -> packet.flags() == 1).count();
        assertEquals(200, out);
        assertTrue(lost > 20 && lost < 60, lost + " lost");
        long twice = reader.packets.stream()
                .filter(packet -> packet.comment() != null && packet.comment().endsWith("duplicated"))
                .count();
        assertTrue(twice > 0);
        assertEquals(out - lost + twice, in);
        long[] times =
                reader.packets.stream().mapToLong(PcapngReader.Packet::nanos).toArray();
        for (int i = 1; i < times.length; i++) {
            assertTrue(times[i - 1] <= times[i]);
        }
    }

    private byte[] captured(long seed) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(file, e -> {});
        Impairments rough = new Impairments(Duration.ofMillis(3), Duration.ofMillis(2), 0, 9, 0.2, 0.1, 0.1, 0.1);
        lan = system.spawn(
                LanActor.create(
                        LanSettings.ofWire("wan").withImpairments(rough),
                        system.clock(),
                        RandomStreams.seeded(seed),
                        new LanCapture(writer, system.clock())),
                "lan");
        Station a = new Station("a.eth0");
        Station b = new Station("b.eth0");
        Random traffic = new Random(1);
        for (int i = 0; i < 100; i++) {
            a.send(60 + traffic.nextInt(1000));
            b.send(60 + traffic.nextInt(1000));
            run(Duration.ofNanos(traffic.nextInt(2_000_000)));
        }
        run(LONG);
        writer.close();
        return file.toByteArray();
    }

    @Test
    void worksInRealTime() throws Exception {
        system = LoopSystem.live("live-lan");
        systems.add(system);
        start(LanSettings.ofWire("wan").withLatency(Duration.ofMillis(10)), LanObserver.NONE);
        CompletableFuture<Long> arrived = new CompletableFuture<>();
        StatusReply<ActorRef<Link.Command>> sender = ask(asker -> new LanActor.ConnectPort("a", asker));
        StatusReply<ActorRef<Link.Command>> receiver = ask(asker -> new LanActor.ConnectPort("b", asker));
        CompletableFuture<Void> up = new CompletableFuture<>();
        receiver.getValue()
                .tell(new Link.Attach(system.spawn(
                        Behaviors.receiveMessage(event -> {
                            if (event instanceof Link.Received) {
                                arrived.complete(System.nanoTime());
                            } else {
                                up.complete(null);
                            }
                            return Behaviors.same();
                        }),
                        "upper")));
        system.await(up, LONG);
        long start = System.nanoTime();
        sender.getValue().tell(new Link.Transmit(PacketBuffer.copyOf(new byte[60])));
        long elapsed = system.await(arrived, LONG) - start;
        assertTrue(elapsed >= 10_000_000 && elapsed < 2_000_000_000L, elapsed + " ns");
    }
}
