package dev.lanyard.link.pcapng;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CaptureLinkTest {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final PcapngWriter writer = new PcapngWriter(file, e -> {});

    @Test
    void recordsBothWaysAndPassesEverythingOn() {
        VirtualLoop loop = new VirtualLoop(1);
        TestInbox<Link.Command> link = TestInbox.create();
        TestInbox<Link.Event> upper = TestInbox.create();
        BehaviorTestKit<LayerMessage> capture =
                BehaviorTestKit.create(CaptureLink.create(link.getRef(), writer, "tap0", loop.clock()));

        capture.run(new Link.Attach(upper.getRef()));
        Link.Attach attached = (Link.Attach) link.receiveMessage();
        assertEquals(capture.getRef(), attached.upper());
        Link.Up up = new Link.Up(new LinkCapabilities(1500, true, 0));
        capture.run(up);
        upper.expectMessage(up);

        loop.advance(5);
        PacketBuffer sent = PacketBuffer.copyOf(new byte[20]);
        sent.checksumPartial(10, 2);
        Link.Transmit transmit = new Link.Transmit(sent);
        capture.run(transmit);
        assertSame(transmit, link.receiveMessage());
        assertEquals(ChecksumState.PARTIAL, sent.checksum());

        loop.advance(7);
        PacketBatch batch = PacketBatch.of(PacketBuffer.copyOf(new byte[] {1}));
        batch.add(PacketBuffer.copyOf(new byte[] {2, 3}));
        Link.Received received = new Link.Received(batch);
        capture.run(received);
        assertSame(received, upper.receiveMessage());
        capture.run(new Link.Down("gone"));
        upper.expectMessage(new Link.Down("gone"));

        writer.close();
        capture.run(new Link.Transmit(PacketBuffer.copyOf(new byte[3]))); // traffic goes on without the file
        assertEquals(3, ((Link.Transmit) link.receiveMessage()).frame().length());

        PcapngReader reader = new PcapngReader(file.toByteArray());
        assertEquals(List.of("tap0"), reader.interfaces);
        assertEquals(3, reader.packets.size());
        assertEquals(2, reader.packets.get(0).flags());
        assertEquals((byte) 0xff, reader.packets.get(0).bytes()[12]); // completed
        assertEquals(1, reader.packets.get(1).flags());
        assertEquals(2, reader.packets.get(2).bytes().length);
        assertEquals(2, reader.packets.get(1).nanos() - reader.packets.get(0).nanos());
    }

    @Test
    void endsWithItsLinkAndFlushes() throws Exception {
        try (LoopSystem system = LoopSystem.virtual("capture", 1)) {
            ActorRef<Link.Command> link = system.spawn(
                    Behaviors.receive(Link.Command.class)
                            .onMessage(Link.Transmit.class, transmit -> Behaviors.stopped())
                            .build(),
                    "link");
            ActorRef<LayerMessage> capture =
                    system.spawn(CaptureLink.create(link, writer, "eth0", system.clock()), "capture");
            CompletableFuture<Void> stopped = new CompletableFuture<>();
            system.spawn(
                    Behaviors.setup(context -> {
                        context.watch(capture);
                        return Behaviors.receive(Object.class)
                                .onSignal(Terminated.class, terminated -> {
                                    stopped.complete(null);
                                    return Behaviors.stopped();
                                })
                                .build();
                    }),
                    "watcher");
            capture.tell(new Link.Transmit(PacketBuffer.copyOf(new byte[14])));
            assertFalse(stopped.isDone());
            system.await(stopped, Duration.ofSeconds(1));
            assertEquals(1, new PcapngReader(file.toByteArray()).packets.size());
        }
    }
}
