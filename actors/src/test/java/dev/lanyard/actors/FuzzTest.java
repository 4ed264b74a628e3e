package dev.lanyard.actors;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lanyard.actors.arp.ArpCache;
import dev.lanyard.actors.arp.ArpEntry;
import dev.lanyard.actors.arp.NeighbourCommand;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.FrameGenerator;
import dev.lanyard.actors.fuzz.Overheard;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.igmp.IgmpGenerator;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.actors.packet.PacketCommand;
import dev.lanyard.actors.packet.PacketDrop;
import dev.lanyard.actors.raw.RawCommand;
import dev.lanyard.actors.raw.RawDrop;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.PacketPool;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FuzzTest {
    private static final long SEED = Long.getLong("lanyard.test.seed", 20_260_701L);
    private static final int BATCHES = 25_000;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private static Scene scene(Overheard overheard) {
        return new Scene(
                new Draw(SEED),
                MAC_A,
                A,
                List.of(new Scene.Station(MAC_B, B)),
                List.of(FAR),
                List.of(80),
                List.of(7),
                overheard);
    }

    @Test
    @DisplayName(
            "62: random and mutated frames kill no layer, leak neither buffer nor timer, and leave the node answering")
    void survives() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
        Logger conflicts = (Logger) LoggerFactory.getLogger("dev.lanyard.actors.arp"); // of which there are many
        conflicts.setLevel(Level.ERROR);
        try (LoopSystem system = LoopSystem.virtual("fuzz", SEED)) {
            VirtualLoop loop = (VirtualLoop) system.loop();
            PacketPool pool = new PacketPool(32);
            TestStack stack = new TestStack(system, "node", MAC_A, A, pool);
            UdpActor.Bound socket = stack.open(7);
            stack.await(stack.join(socket, IgmpGenerator.GROUP));
            stack.started
                    .raw()
                    .tell(new RawCommand.Open(
                            IpProtocol.ICMP, Ipv4Address.ANY, RawOptions.DEFAULT, new CompletableFuture<>()));
            stack.started
                    .raw()
                    .tell(new RawCommand.Open(98, Ipv4Address.ANY, RawOptions.DEFAULT, new CompletableFuture<>()));
            stack.started
                    .packets()
                    .tell(new PacketCommand.Open(0, EtherType.ARP, FrameFilter.ALL, 1000, new CompletableFuture<>()));
            Ipv4Settings settings = Ipv4Settings.ROUTER.withSourceRoutes(true).withDirectedBroadcasts(true);
            stack.started.ipv4().tell(new RoutingCommand.Configure(settings, new CompletableFuture<>()));
            Overheard overheard = new Overheard();
            FrameGenerator generator = new FrameGenerator(scene(overheard));
            for (int i = 0; i < BATCHES; i++) {
                List<byte[]> batch = new ArrayList<>();
                for (int frames = 1 + random.nextInt(16); frames > 0; frames--) {
                    batch.add(generator.next());
                }
                stack.link.tell(new TestWire.Arrived(batch));
                loop.runReady();
                stack.wire.frames.forEach(overheard::heard);
                stack.wire.frames.clear();
                if (i % 8 == 0) {
                    loop.step(loop.clock().nanos() + 1_000_000_000L);
                }
            }
            assertTrue(stack.counters.igmp().queriesReceived.get() > 100, "queries were heeded");
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
            assertTrue(stack.counters.raw().received.get() > 0);
            assertTrue(stack.counters.raw().group.dropped(RawDrop.RECEIVE_QUEUE_FULL) > 1000);
            assertTrue(stack.counters.packet().group.dropped(PacketDrop.RECEIVE_QUEUE_FULL) > 1000);
            assertTrue(stack.counters.icmp().echoesAnswered.get() > 1000);
            assertTrue(stack.counters.udp().received.get() > 1000);
        } finally {
            conflicts.setLevel(null);
        }
    }
}
