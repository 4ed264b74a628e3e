package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.LiveLoop;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.link.tap.TapDrop;
import dev.lanyard.link.tap.TapLinkActor;
import dev.lanyard.os.TapDevice;
import java.io.IOException;
import java.util.List;

/** A tap device as the link of an interface. The device is open from the beginning, so that errors meet whoever asked for it. */
public final class TapLinkFactory implements LinkFactory, AutoCloseable {
    private final TapDevice.Settings settings;
    private final TapDevice device;
    private final LiveLoop loop;
    private final PacketPool pool;
    private final CounterGroup<TapDrop> counters;
    private boolean handedOver;

    private TapLinkFactory(TapDevice.Settings settings, TapDevice device, LiveLoop loop, PacketPool pool) {
        this.settings = settings;
        this.device = device;
        this.loop = loop;
        this.pool = pool;
        this.counters = TapLinkActor.counters(settings.name());
    }

    /**
     * Opens the device, and brings it up if it had to be created.
     *
     * @param pool of the node; frames are read into its buffers
     * @throws IOException with the reason and the command that mends it
     * @throws IllegalArgumentException if the system runs in virtual time
     */
    public static TapLinkFactory open(TapDevice.Settings settings, LoopSystem system, PacketPool pool)
            throws IOException {
        if (!(system.loop() instanceof LiveLoop loop)) {
            throw new IllegalArgumentException("a tap device needs real time");
        }
        TapDevice device = TapDevice.open(settings);
        try {
            if (device.created()) {
                device.up();
            }
        } catch (IOException e) {
            device.close();
            throw e;
        }
        return new TapLinkFactory(settings, device, loop, pool);
    }

    /** The device, for what has to be set before the node starts. */
    public TapDevice device() {
        return device;
    }

    @Override
    public ActorRef<Link.Command> create(ActorContext<?> node) {
        if (handedOver) {
            throw new IllegalStateException(
                    "the device " + settings.name() + " belongs to a node that was started before");
        }
        handedOver = true;
        ActorRef<LayerMessage> link = node.spawn(
                TapLinkActor.create(settings, device, loop, pool, counters),
                "tap-" + settings.name(),
                LoopSystem.SINGLE_CONSUMER);
        return link.narrow();
    }

    @Override
    public List<CounterGroup<?>> counters() {
        return List.of(counters);
    }

    /** Closes the device if no node has taken it over. */
    @Override
    public void close() {
        if (!handedOver) {
            device.close();
        }
    }
}
