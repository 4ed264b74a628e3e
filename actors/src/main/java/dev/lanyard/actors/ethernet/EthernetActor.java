package dev.lanyard.actors.ethernet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Ethernet layer of one interface: takes the frames that are for this station from the link and hands them up by
 * EtherType, and puts a header in front of what comes down.
 *
 * <p>If it fails, it restarts under the same reference: those bound above stay bound, and it attaches to the link again, which
 * answers with its state. The frames of the message that failed are lost.
 */
public final class EthernetActor {
    private final Settings settings;
    private final ActorRef<Link.Command> link;
    private final Configuration configuration;
    private final List<Upper> uppers;
    private final FrameTaps<ActorRef<TapCommand.Seen>> taps;
    private final EthernetCounters counters;
    private final long mac;
    private LinkCapabilities capabilities;
    /** Why the link is down, or null if it is not or has not said yet. */
    private String downReason;

    private EthernetActor(
            Settings settings,
            ActorRef<Link.Command> link,
            Configuration configuration,
            FrameTaps<ActorRef<TapCommand.Seen>> taps,
            EthernetCounters counters) {
        this.configuration = configuration;
        this.taps = taps;
        this.settings = settings;
        this.link = link;
        this.uppers = configuration.uppers;
        this.counters = counters;
        this.mac = settings.mac.value();
    }

    /**
     * What an interface is made of.
     *
     * @param interfaceIndex from 0, unique in the node
     * @param mac a unicast address
     * @param mtu bytes of the largest packet, 68 to 65,535; the link's own if that is smaller
     */
    public record Settings(int interfaceIndex, MacAddress mac, int mtu) {
        public Settings {
            if (mac.isGroup() || mac.equals(MacAddress.ZERO)) {
                throw new IllegalArgumentException(mac + " cannot be a station's address: it is not unicast");
            }
            if (mtu < LinkCapabilities.MINIMUM_MTU || mtu > LinkCapabilities.MAXIMUM_MTU) {
                throw new IllegalArgumentException("MTU " + mtu + " is not in " + LinkCapabilities.MINIMUM_MTU + ".."
                        + LinkCapabilities.MAXIMUM_MTU);
            }
        }
    }

    /** What the protocols above tell the Ethernet layer. */
    public sealed interface Command extends LayerMessage permits Bind, Transmit, Join, TapCommand {}

    /** Asks for the packets of an EtherType and for the state of the link, now and whenever it changes. */
    public record Bind(int etherType, ActorRef<Event> upper) implements Command {}

    /** Sends a packet. */
    public record Transmit(MacAddress destination, int etherType, PacketBuffer packet) implements Command {}

    /** Takes the frames of these groups from now on, besides those to all stations and of no others. */
    public record Join(List<MacAddress> groups) implements Command {
        public Join {
            groups = List.copyOf(groups);
        }
    }

    /** What the Ethernet layer tells the protocols above. */
    public sealed interface Event extends LayerMessage permits Up, Down, Received {}

    /** The interface carries packets from now on, or does so differently. */
    public record Up(int interfaceIndex, LinkCapabilities capabilities) implements Event {}

    /** The interface carries no packets until the next {@link Up}. */
    public record Down(int interfaceIndex, String reason) implements Event {}

    /**
     * Packets that arrived, heads behind the Ethernet header, in order. The receiver owns them.
     *
     * @param group whether they were sent to all stations or a group of them and not to this one alone
     */
    public record Received(int interfaceIndex, PacketBatch packets, boolean group) implements Event {}

    /** A bound protocol and what of the batch at hand is for it. */
    private static final class Upper {
        private final int etherType;
        private final ActorRef<Event> ref;
        private PacketBatch unicast;
        private PacketBatch group;

        Upper(int etherType, ActorRef<Event> ref) {
            this.etherType = etherType;
            this.ref = ref;
        }
    }

    /** What outlives a restart. */
    private static final class Configuration {
        final List<Upper> uppers = new ArrayList<>();
        long[] groups = {};
    }

    public static Behavior<LayerMessage> create(
            Settings settings, ActorRef<Link.Command> link, EthernetCounters counters) {
        return Behaviors.setup(outside -> {
            Configuration configuration = new Configuration(); // outlives a restart, as do the taps
            FrameTaps<ActorRef<TapCommand.Seen>> taps = new FrameTaps<>(
                    counters.group,
                    (listener, tap, frame, type) ->
                            listener.tell(new TapCommand.Seen(tap, SoftwareOffload.completedCopy(frame), type)));
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(
                            context -> new EthernetActor(settings, link, configuration, taps, counters).start(context)))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> start(ActorContext<LayerMessage> context) {
        link.tell(new Link.Attach(context.getSelf().narrow()));
        return Behaviors.receiveMessage(this::onMessage);
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof Link.Received received) {
            onReceived(received.frames());
        } else if (message instanceof Transmit transmit) {
            onTransmit(transmit);
        } else if (message instanceof Link.Up up) {
            onUp(up.capabilities());
        } else if (message instanceof Link.Down down) {
            capabilities = null;
            downReason = down.reason();
            uppers.forEach(upper -> upper.ref.tell(new Down(settings.interfaceIndex, down.reason())));
        } else if (message instanceof Bind bind) {
            onBind(bind);
        } else if (message instanceof Join join) {
            configuration.groups =
                    join.groups.stream().mapToLong(MacAddress::value).sorted().toArray();
        } else if (message instanceof TapCommand command) {
            onTap(command);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onTransmit(Transmit transmit) {
        if (capabilities == null) {
            counters.group.drop(EthernetDrop.LINK_DOWN);
            transmit.packet.release();
            return;
        }
        EthernetHeader.prepend(transmit.packet, transmit.destination.value(), mac, transmit.etherType);
        hand(transmit.packet, -1);
    }

    /**
     * @param tap that sent it, or -1
     */
    private void hand(PacketBuffer frame, int tap) {
        if (!taps.isEmpty()) {
            taps.show(frame, FrameType.OUTGOING, tap);
        }
        counters.transmitted.increment();
        link.tell(new Link.Transmit(frame));
    }

    private void onTap(TapCommand command) {
        if (command instanceof TapCommand.Open open) {
            taps.open(open.tap(), open.etherType(), open.filter(), open.listener());
        } else if (command instanceof TapCommand.Close close) {
            taps.close(close.tap());
        } else if (command instanceof TapCommand.Send send) {
            int length = send.frame().length() - EthernetHeader.LENGTH;
            EthernetDrop drop = capabilities == null
                    ? EthernetDrop.LINK_DOWN
                    : length < 0 || length > capabilities.mtu() ? EthernetDrop.BAD_FRAME_LENGTH : null;
            if (drop == null) {
                hand(send.frame(), send.tap());
                send.done().complete(null);
                return;
            }
            counters.group.drop(drop);
            send.frame().release();
            String reason = length < 0 ? "Invalid argument: a frame has a header of 14 bytes" : "Message too long";
            send.done()
                    .completeExceptionally(
                            new SocketException(drop == EthernetDrop.LINK_DOWN ? "Network is down" : reason));
        }
    }

    private void showTaps(PacketBatch frames) {
        for (int i = 0; i < frames.size(); i++) {
            PacketBuffer frame = frames.get(i);
            if (frame.length() >= EthernetHeader.LENGTH) {
                taps.show(frame, FrameType.received(frame, mac), -1);
            }
        }
    }

    /** Keeps in the batch what is most of the traffic, unicast packets of the protocol that bound first; sorts out the rest. */
    private void onReceived(PacketBatch frames) {
        if (!taps.isEmpty()) {
            showTaps(frames);
        }
        Upper main = uppers.isEmpty() ? null : uppers.get(0);
        int kept = 0;
        for (int i = 0; i < frames.size(); i++) {
            PacketBuffer frame = frames.get(i);
            Upper upper = accept(frame);
            if (upper == null) {
                frame.release();
                continue;
            }
            boolean group = EthernetHeader.destination(frame) != mac;
            frame.trimFront(EthernetHeader.LENGTH);
            if (upper == main && !group) {
                frames.set(kept++, frame);
            } else {
                setAside(upper, group, frame);
            }
        }
        frames.truncate(kept);
        if (kept > 0) {
            main.ref.tell(new Received(settings.interfaceIndex, frames, false));
        }
        handUp();
    }

    /** Who takes the frame; counts it as received or dropped. */
    private Upper accept(PacketBuffer frame) {
        EthernetDrop drop = EthernetHeader.check(frame, mac, configuration.groups);
        if (drop != null) {
            counters.group.drop(drop);
            return null;
        }
        int etherType = EthernetHeader.etherType(frame);
        for (int i = 0; i < uppers.size(); i++) {
            if (uppers.get(i).etherType == etherType) {
                counters.received.increment();
                return uppers.get(i);
            }
        }
        counters.group.drop(EthernetDrop.UNKNOWN_ETHERTYPE);
        return null;
    }

    private static void setAside(Upper upper, boolean group, PacketBuffer packet) {
        PacketBatch batch = group ? upper.group : upper.unicast;
        if (batch != null) {
            batch.add(packet);
        } else if (group) {
            upper.group = PacketBatch.of(packet);
        } else {
            upper.unicast = PacketBatch.of(packet);
        }
    }

    private void handUp() {
        for (int i = 0; i < uppers.size(); i++) {
            Upper upper = uppers.get(i);
            if (upper.unicast != null) {
                upper.ref.tell(new Received(settings.interfaceIndex, upper.unicast, false));
                upper.unicast = null;
            }
            if (upper.group != null) {
                upper.ref.tell(new Received(settings.interfaceIndex, upper.group, true));
                upper.group = null;
            }
        }
    }

    private void onUp(LinkCapabilities link) {
        capabilities = new LinkCapabilities(
                Math.min(link.mtu(), settings.mtu), link.checksumOffload(), link.maxSegmentation());
        downReason = null;
        uppers.forEach(upper -> upper.ref.tell(new Up(settings.interfaceIndex, capabilities)));
    }

    private void onBind(Bind bind) {
        uppers.removeIf(upper -> upper.etherType == bind.etherType);
        Upper upper = new Upper(bind.etherType, bind.upper);
        if (bind.etherType == EtherType.IPV4) {
            uppers.add(0, upper);
        } else {
            uppers.add(upper);
        }
        if (capabilities != null) {
            upper.ref.tell(new Up(settings.interfaceIndex, capabilities));
        } else if (downReason != null) {
            upper.ref.tell(new Down(settings.interfaceIndex, downReason));
        }
    }
}
