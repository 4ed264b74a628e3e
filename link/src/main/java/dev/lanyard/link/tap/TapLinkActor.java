package dev.lanyard.link.tap;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.LiveLoop;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.link.packet.SoftwareOffload;
import dev.lanyard.os.Errno;
import dev.lanyard.os.Poller;
import dev.lanyard.os.TapDevice;
import java.io.IOException;
import java.time.Duration;

/**
 * A link to the kernel over a tap device. It reads up to {@link PacketBatch#LIMIT} frames a turn into one message. When the
 * device is deleted it tells the layer above, looks for a device of that name at growing intervals, and tells it again when
 * there is one; it never creates a device that it did not create in the first place. Without offload it cuts and finishes
 * frames itself.
 */
public final class TapLinkActor {
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    // A frame is read so that its IPv4 header lies where one that we send does: at the end of the headroom.
    private static final int READ_PREPEND = VirtioNetHeader.LENGTH + 14;

    private final ActorContext<LayerMessage> context;
    private final TimerScheduler<LayerMessage> timers;
    private final TapDevice.Settings settings;
    private final LiveLoop loop;
    private final PacketPool pool;
    private final CounterGroup<TapDrop> counters;
    private final Counter receivedFrames;
    private final Counter transmittedFrames;
    private final PacketBuffer scratch;

    private TapDevice device;
    private ActorRef<Link.Event> upper;
    private Duration retry = FIRST_RETRY;

    private TapLinkActor(
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers,
            TapDevice.Settings settings,
            TapDevice device,
            LiveLoop loop,
            PacketPool pool,
            CounterGroup<TapDrop> counters) {
        this.context = context;
        this.timers = timers;
        this.settings = settings;
        this.device = device;
        this.loop = loop;
        this.pool = pool;
        this.counters = counters;
        this.receivedFrames = counters.counter("received");
        this.transmittedFrames = counters.counter("transmitted");
        this.scratch = pool.allocate(PacketPool.CAPACITY);
    }

    private record Readable(int events) implements LayerMessage {}

    private record Retry() implements LayerMessage {}

    /** The counters of a tap link of that name. */
    public static CounterGroup<TapDrop> counters(String name) {
        return new CounterGroup<>(name, TapDrop.class);
    }

    /**
     * @param settings that the device was opened with, and will be again
     * @param device open; belongs to the actor from now on
     * @param loop that the actor runs on
     * @param pool of the node, at least two buffers large
     */
    public static Behavior<LayerMessage> create(
            TapDevice.Settings settings,
            TapDevice device,
            LiveLoop loop,
            PacketPool pool,
            CounterGroup<TapDrop> counters) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            TapLinkActor actor = new TapLinkActor(context, timers, settings, device, loop, pool, counters);
            return Behaviors.receive(LayerMessage.class)
                    .onMessage(Readable.class, actor::onReadable)
                    .onMessage(Link.Transmit.class, actor::onTransmit)
                    .onMessage(Link.Attach.class, actor::onAttach)
                    .onMessage(Retry.class, r -> actor.onRetry())
                    .onSignal(PostStop.class, s -> actor.onStop())
                    .build();
        }));
    }

    private Behavior<LayerMessage> onAttach(Link.Attach attach) throws IOException {
        boolean first = upper == null;
        upper = attach.upper();
        if (device != null) {
            if (first) {
                watch();
            }
            upper.tell(new Link.Up(capabilities()));
        } else {
            upper.tell(new Link.Down(settings.name() + ": there is no such device now"));
        }
        return Behaviors.same();
    }

    private void watch() {
        ActorRef<LayerMessage> self = context.getSelf();
        loop.register(device.fd(), events -> self.tell(new Readable(events)));
    }

    private LinkCapabilities capabilities() throws IOException {
        return new LinkCapabilities(device.mtu(), true, LinkCapabilities.MAXIMUM_MTU);
    }

    private Behavior<LayerMessage> onReadable(Readable readable) {
        if (device == null) {
            return Behaviors.same();
        }
        PacketBatch batch = new PacketBatch();
        int error = drain(batch);
        if (!batch.isEmpty()) {
            receivedFrames.add(batch.size());
            upper.tell(new Link.Received(batch));
        }
        if (error == Errno.EBADFD || (batch.isEmpty() && (readable.events & Poller.POLLERR) != 0)) {
            lost("the device was deleted");
        }
        return Behaviors.same();
    }

    /** Reads until the batch is full or the kernel has nothing; returns the errno that ended it. */
    private int drain(PacketBatch batch) {
        while (batch.size() < PacketBatch.LIMIT) {
            boolean pooled = pool.available() > 0;
            PacketBuffer frame = pooled ? pool.allocate(PacketPool.CAPACITY) : scratch;
            int count = read(frame);
            if (count < 0) {
                giveBack(frame);
                return -count;
            }
            if (!VirtioNetHeader.strip(frame)) {
                counters.drop(TapDrop.MALFORMED);
                giveBack(frame);
            } else {
                batch.add(pooled ? frame : frame.copy());
            }
        }
        return 0;
    }

    private int read(PacketBuffer frame) {
        frame.reset();
        frame.prepend(READ_PREPEND);
        int count = device.read(frame.headAddress(), frame.bytes().capacity() - frame.head());
        if (count >= 0) {
            frame.setLength(count);
        }
        return count;
    }

    private void giveBack(PacketBuffer frame) {
        if (frame != scratch) {
            frame.release();
        }
    }

    private Behavior<LayerMessage> onTransmit(Link.Transmit transmit) {
        PacketBuffer frame = transmit.frame();
        if (settings.offload()) {
            write(frame);
        } else if (SoftwareOffload.cutsInPlace(frame, VirtioNetHeader.LENGTH)) {
            SoftwareOffload.cutInPlace(frame, this::send);
            frame.release();
        } else if (SoftwareOffload.finish(frame, pool, this::write) != SoftwareOffload.Outcome.FINISHED) {
            counters.drop(TapDrop.NOT_SEGMENTABLE);
            frame.release();
        }
        return Behaviors.same();
    }

    private void write(PacketBuffer frame) {
        send(frame);
        frame.release();
    }

    /** The kernel has copied the frame when this returns. */
    private void send(PacketBuffer frame) {
        if (device == null) {
            // It was lost while the segments before this one were written.
            counters.drop(TapDrop.LINK_DOWN);
            return;
        }
        VirtioNetHeader.prepend(frame);
        PacketBuffer direct = frame;
        if (frame.headAddress() == 0) {
            scratch.reset();
            scratch.append(frame.bytes().array(), frame.bytes().arrayOffset() + frame.head(), frame.length());
            direct = scratch;
        }
        int result = device.write(direct.headAddress(), direct.length());
        if (result >= 0) {
            transmittedFrames.increment();
        } else {
            onWriteError(-result);
        }
    }

    private void onWriteError(int errno) {
        switch (errno) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> counters.drop(TapDrop.QUEUE_FULL);
            case Errno.EIO -> counters.drop(TapDrop.LINK_DOWN);
            case Errno.EBADFD -> {
                counters.drop(TapDrop.LINK_DOWN);
                lost("the device was deleted");
            }
            default -> {
                counters.drop(TapDrop.REFUSED);
                context.getLog().debug("{}: write: {}", settings.name(), Errno.text(errno));
            }
        }
    }

    private void lost(String reason) {
        if (device == null) {
            return;
        }
        context.getLog().warn("{}: {}; waiting for it to come back", settings.name(), reason);
        closeDevice();
        upper.tell(new Link.Down(settings.name() + ": " + reason));
        retry = FIRST_RETRY;
        timers.startSingleTimer(Retry.class, new Retry(), retry);
    }

    private Behavior<LayerMessage> onRetry() {
        try {
            device = TapDevice.open(settings);
            if (device.created()) {
                device.up();
            }
            watch();
            upper.tell(new Link.Up(capabilities()));
            context.getLog().warn("{}: is back", settings.name());
        } catch (IOException e) {
            context.getLog().debug("{}", e.getMessage());
            closeDevice();
            retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
            timers.startSingleTimer(Retry.class, new Retry(), retry);
        }
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onStop() {
        closeDevice();
        scratch.release();
        return Behaviors.same();
    }

    private void closeDevice() {
        if (device != null) {
            loop.unregister(device.fd());
            device.close();
            device = null;
        }
    }
}
