package dev.lanyard.link.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.LiveLoop;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.os.TapDevice;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.util.HexFormat;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Tap link against the kernel")
class TapLinkActorTest {
    /** Who has 10.77.0.1? Tell 10.77.0.2 at 02:00:00:00:00:02. */
    private static final byte[] ARP_REQUEST = HexFormat.of()
            .parseHex("ffffffffffff" + "020000000002" + "0806" + "0001080006040001" + "020000000002" + "0a4d0002"
                    + "000000000000" + "0a4d0001");

    private static final int ETHERTYPE = 12;
    private static final int ARP = 0x0806;
    private static final int OPERATION = 20;

    private final LinkedBlockingQueue<Link.Event> events = new LinkedBlockingQueue<>();
    private final CounterGroup<TapDrop> counters = TapLinkActor.counters("tap0");
    private KernelNamespace kernel;
    private LoopSystem system;
    private PacketPool pool;
    private ActorRef<LayerMessage> link;

    @BeforeEach
    void createNamespace() {
        Interop.requireKernel();
        kernel = KernelNamespace.create();
        kernel.tap("tap0", "10.77.0.1/24");
        system = LoopSystem.live("tap-link-test");
    }

    @AfterEach
    void removeNamespace() {
        if (system != null) {
            system.close();
        }
        if (kernel != null) {
            kernel.close();
        }
    }

    private void start(boolean offload) throws Exception {
        TapDevice.Settings settings =
                TapDevice.Settings.existing("tap0").withOffload(offload).inNamespace(kernel.name());
        pool = new PacketPool(8);
        link = system.spawn(
                TapLinkActor.create(settings, TapDevice.open(settings), (LiveLoop) system.loop(), pool, counters),
                "tap0");
        link.tell(new Link.Attach(upper()));
    }

    private ActorRef<Link.Event> upper() {
        return system.spawn(
                Behaviors.receiveMessage(event -> {
                    if (event instanceof Link.Received received) {
                        for (int i = 0; i < received.frames().size(); i++) {
                            received.frames().set(i, received.frames().get(i).detach());
                        }
                    }
                    events.add(event);
                    return Behaviors.same();
                }),
                "upper");
    }

    private <T extends Link.Event> T await(Class<T> type) throws InterruptedException {
        Link.Event event;
        do {
            event = events.poll(20, TimeUnit.SECONDS);
            assertTrue(event != null, "no " + type.getSimpleName() + " came");
        } while (!type.isInstance(event));
        return type.cast(event);
    }

    private PacketBuffer awaitArpReply() throws InterruptedException {
        while (true) {
            var frames = await(Link.Received.class).frames();
            for (int i = 0; i < frames.size(); i++) {
                PacketBuffer frame = frames.get(i);
                if (frame.getUnsignedShort(ETHERTYPE) == ARP && frame.getUnsignedShort(OPERATION) == 2) {
                    return frame;
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("is up with the device's MTU, asks the kernel by ARP and hears its answer; no buffer is lost")
    void exchange(boolean offload) throws Exception {
        start(offload);
        assertEquals(1500, await(Link.Up.class).capabilities().mtu());
        int available = pool.available();
        link.tell(new Link.Transmit(PacketBuffer.copyOf(ARP_REQUEST)));
        PacketBuffer reply = awaitArpReply();
        assertEquals(0x0a4d0001, reply.getInt(28));
        assertEquals(available, pool.available());
        assertEquals(1L, counters.snapshot().get("transmitted"));
    }

    @Test
    @DisplayName("a deleted device is reported, looked for and, when it exists again, used again")
    void deletedAndCreatedAgain() throws Exception {
        start(true);
        await(Link.Up.class);
        kernel.delete("tap0");
        await(Link.Down.class);
        link.tell(new Link.Transmit(PacketBuffer.copyOf(ARP_REQUEST)));
        kernel.tap("tap0", "10.77.0.1/24");
        assertInstanceOf(Link.Up.class, await(Link.Up.class));
        link.tell(new Link.Transmit(PacketBuffer.copyOf(ARP_REQUEST)));
        awaitArpReply();
        assertEquals(1L, counters.dropped(TapDrop.LINK_DOWN));
    }
}
