package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import java.util.function.Consumer;

/**
 * One end of a crossover cable between two nodes, that costs as little as a tap does: what its node sends in one turn reaches the other
 * in bursts of up to {@link PacketBatch#LIMIT} frames, and the frames are those of the sender's pool.
 */
final class CrossoverActor {
    private final ActorRef<LayerMessage> self;
    private final PacketAllocator pool;
    private final boolean offload;
    private final Consumer<PacketBuffer> put = this::put;
    private ActorRef<Link.Event> upper;
    private ActorRef<LayerMessage> peer;
    private PacketBatch outgoing = new PacketBatch();

    private CrossoverActor(ActorRef<LayerMessage> self, PacketAllocator pool, boolean offload) {
        this.self = self;
        this.pool = pool;
        this.offload = offload;
    }

    /** Names the other end, which may come later than the node. */
    record Plug(ActorRef<LayerMessage> peer) implements LayerMessage {}

    /** What the other end has sent. */
    private record Burst(PacketBatch frames) implements LayerMessage {}

    private record Flush() implements LayerMessage {}

    /**
     * @param offload whether super-segments cross as they are; else they are cut into frames
     */
    static Behavior<LayerMessage> create(PacketAllocator pool, boolean offload) {
        return Behaviors.setup(context -> {
            CrossoverActor actor = new CrossoverActor(context.getSelf(), pool, offload);
            return Behaviors.receive(LayerMessage.class)
                    .onMessage(Link.Attach.class, actor::onAttach)
                    .onMessage(Plug.class, actor::onPlug)
                    .onMessage(Link.Transmit.class, actor::onTransmit)
                    .onMessage(Flush.class, f -> actor.onFlush())
                    .onMessage(Burst.class, actor::onBurst)
                    .build();
        });
    }

    private Behavior<LayerMessage> onAttach(Link.Attach attach) {
        upper = attach.upper();
        upper.tell(new Link.Up(new LinkCapabilities(1500, true, LinkCapabilities.MAXIMUM_MTU)));
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onPlug(Plug plug) {
        peer = plug.peer;
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onTransmit(Link.Transmit transmit) {
        if (offload) {
            put(transmit.frame());
        } else {
            SoftwareOffload.finish(transmit.frame(), pool, put);
        }
        return Behaviors.same();
    }

    private void put(PacketBuffer frame) {
        if (outgoing.isEmpty()) {
            self.tell(new Flush());
        }
        outgoing.add(frame);
        if (outgoing.size() == PacketBatch.LIMIT) {
            onFlush();
        }
    }

    private Behavior<LayerMessage> onFlush() {
        if (!outgoing.isEmpty()) {
            peer.tell(new Burst(outgoing));
            outgoing = new PacketBatch();
        }
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onBurst(Burst burst) {
        if (upper == null) {
            // Its node has not started yet.
            burst.frames.release();
        } else {
            upper.tell(new Link.Received(burst.frames));
        }
        return Behaviors.same();
    }
}
