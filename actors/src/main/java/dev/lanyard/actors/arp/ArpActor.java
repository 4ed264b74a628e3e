package dev.lanyard.actors.arp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.arp.NeighbourCommand.Guard;
import dev.lanyard.actors.arp.NeighbourCommand.ListEntries;
import dev.lanyard.actors.arp.NeighbourCommand.Ping;
import dev.lanyard.actors.arp.NeighbourCommand.Probe;
import dev.lanyard.actors.arp.NeighbourCommand.PutEntry;
import dev.lanyard.actors.arp.NeighbourCommand.RemoveEntry;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * ARP of one interface: finds the hardware address for each packet on its way down, and answers for our own addresses.
 *
 * <p>If it fails, it restarts under the same reference with an empty cache; the addresses and the layer above, which it was
 * told of before, stay. Packets that waited are lost.
 */
public final class ArpActor {
    private static final Object TIMER = "retransmission";

    private final Settings settings;
    private final ActorRef<EthernetActor.Command> ethernet;
    private final ArpCounters counters;
    private final Configuration configuration;
    private final TimerScheduler<LayerMessage> timers;
    private final ArpCache cache;
    private final ArpReceiver receiver;
    private final ArpPings pings = new ArpPings();
    private final ArpConflicts conflicts;

    private long armed = Long.MAX_VALUE;
    private boolean up;

    private ArpActor(
            Settings settings,
            ActorRef<EthernetActor.Command> ethernet,
            ArpCounters counters,
            Configuration configuration,
            TimerScheduler<LayerMessage> timers) {
        this.settings = settings;
        this.ethernet = ethernet;
        this.counters = counters;
        this.configuration = configuration;
        this.timers = timers;
        this.cache = new ArpCache(settings.capacity, new Effects());
        this.receiver = new ArpReceiver(settings.mac, cache, counters);
        this.receiver.addresses(configuration.addresses);
        this.conflicts = new ArpConflicts(
                settings.mac,
                settings.random,
                counters,
                configuration.guards,
                packet -> send(MacAddress.BROADCAST, packet),
                settings.clock.nanos());
    }

    /**
     * What the ARP of an interface is made of.
     *
     * @param mac of the interface
     * @param capacity most neighbours that are known at a time
     */
    public record Settings(int interfaceIndex, MacAddress mac, int capacity, Clock clock, RandomGenerator random) {}

    /** What the network layer tells ARP. */
    public sealed interface Command extends LayerMessage permits Configure, Transmit, NeighbourCommand {}

    /** Names the layer above and the addresses of the interface; replaces what was told before. */
    public record Configure(ActorRef<Event> upper, List<Ipv4Prefix> addresses) implements Command {
        public Configure {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Sends an IPv4 packet, head at its header, to a neighbour, to all ({@link Ipv4Address#BROADCAST}) or to a multicast group.
     */
    public record Transmit(Ipv4Address nextHop, PacketBuffer packet) implements Command {}

    /** What ARP tells the network layer. */
    public sealed interface Event extends LayerMessage permits Unreachable {}

    /** A packet, head at its IPv4 header, comes back: nobody answered for its next hop. The receiver owns it. */
    public record Unreachable(int interfaceIndex, Ipv4Address nextHop, PacketBuffer packet) implements Event {}

    private record Tick() implements LayerMessage {}

    private static final Tick TICK = new Tick();

    /** What outlives a restart. */
    private static final class Configuration {
        ActorRef<Event> upper;
        List<Ipv4Prefix> addresses = List.of();
        final ArpConflicts.Guards guards = new ArpConflicts.Guards();
    }

    public static Behavior<LayerMessage> create(
            Settings settings, ActorRef<EthernetActor.Command> ethernet, ArpCounters counters) {
        return Behaviors.setup(outside -> {
            Configuration configuration = new Configuration();
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers ->
                            new ArpActor(settings, ethernet, counters, configuration, timers).start(context))))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> start(ActorContext<LayerMessage> context) {
        ethernet.tell(new EthernetActor.Bind(EtherType.ARP, context.getSelf().narrow()));
        return Behaviors.receiveMessage(this::onMessage);
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof Transmit transmit) {
            onTransmit(transmit.nextHop, transmit.packet);
        } else if (message instanceof EthernetActor.Received received) {
            onReceived(received.packets());
        } else if (message instanceof Tick) {
            armed = Long.MAX_VALUE;
            cache.expire(settings.clock.nanos());
            conflicts.expire(settings.clock.nanos());
        } else if (message instanceof Configure configure) {
            onConfigure(configure);
        } else if (message instanceof EthernetActor.Up) {
            up = true;
            configuration.addresses.forEach(own -> conflicts.announce(own.address()));
        } else if (message instanceof EthernetActor.Down) {
            up = false;
            cache.clear();
            conflicts.stop();
        } else if (message instanceof ListEntries list) {
            list.result().complete(cache.entries(settings.clock.nanos()));
        } else if (message instanceof PutEntry put) {
            onPut(put);
        } else if (message instanceof RemoveEntry remove) {
            if (cache.remove(remove.address().value())) {
                remove.done().complete(null);
            } else {
                refuse(remove.done(), "there is no entry for " + remove.address());
            }
        } else if (message instanceof Ping ping) {
            onPing(ping);
        } else if (message instanceof Probe probe) {
            onProbe(probe);
        } else if (message instanceof Guard guard) {
            configuration.guards.put(guard);
        } else {
            return Behaviors.unhandled();
        }
        arm();
        return Behaviors.same();
    }

    private void onPut(PutEntry put) {
        if (put.mac().isGroup() || put.mac().equals(MacAddress.ZERO)) {
            refuse(put.done(), put.mac() + " is not the address of one station");
        } else if (cache.put(put.address().value(), put.mac(), settings.clock.nanos())) {
            put.done().complete(null);
        } else {
            refuse(put.done(), "the cache is full");
        }
    }

    private static void refuse(CompletableFuture<Void> done, String why) {
        done.completeExceptionally(new IllegalArgumentException(why));
    }

    private void onPing(Ping ping) {
        if (!pings.add(ping)) {
            return;
        }
        Ipv4Address sender = receiver.senderFor(ping.address().value());
        counters.requestsSent.increment();
        send(
                MacAddress.BROADCAST,
                ArpPacket.request(settings.mac, sender == null ? Ipv4Address.ANY : sender, ping.address()));
    }

    private void onTransmit(Ipv4Address nextHop, PacketBuffer packet) {
        int address = nextHop.value();
        if (address == -1) {
            send(MacAddress.BROADCAST, EtherType.IPV4, packet);
        } else if (Ipv4Address.isMulticast(address)) {
            send(EthernetHeader.ofGroup(address), EtherType.IPV4, packet);
        } else {
            cache.transmit(address, packet, settings.clock.nanos());
        }
    }

    private void onReceived(PacketBatch packets) {
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            ArpDrop drop = ArpPacket.check(packet);
            if (drop != null) {
                counters.group.drop(drop);
            } else {
                onPacket(ArpPacket.parse(packet));
            }
        }
        packets.release();
    }

    private void onPacket(ArpPacket packet) {
        long now = settings.clock.nanos();
        pings.heard(packet);
        conflicts.heard(packet, receiver.isOwn(packet.sender()), now);
        ArpPacket reply = receiver.receive(packet, now);
        if (reply != null) {
            counters.repliesSent.increment();
            send(reply.targetMac(), reply);
        }
    }

    private void onConfigure(Configure configure) {
        List<Ipv4Prefix> before = configuration.addresses;
        configuration.upper = configure.upper;
        configuration.addresses = configure.addresses;
        receiver.addresses(configure.addresses);
        conflicts.changed(before, configure.addresses, up, settings.clock.nanos());
    }

    private void onProbe(Probe probe) {
        if (up) {
            conflicts.probe(probe, settings.clock.nanos());
        } else {
            probe.other().complete(null);
        }
    }

    private void send(MacAddress destination, ArpPacket content) {
        PacketBuffer packet = PacketBuffer.allocate(ArpPacket.LENGTH);
        content.emit(packet);
        send(destination, EtherType.ARP, packet);
    }

    private void send(MacAddress destination, int etherType, PacketBuffer packet) {
        ethernet.tell(new EthernetActor.Transmit(destination, etherType, packet));
    }

    private void arm() {
        long deadline = Math.min(cache.nextDeadline(), conflicts.nextDeadline());
        if (deadline == armed) {
            return;
        }
        armed = deadline;
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(TIMER);
        } else {
            long delay = Math.max(0, deadline - settings.clock.nanos());
            timers.startSingleTimer(TIMER, TICK, Duration.ofNanos(delay));
        }
    }

    /** Carries out what the cache wants done. */
    private final class Effects implements ArpCache.Output {
        @Override
        public void request(int target, MacAddress destination) {
            Ipv4Address sender = receiver.senderFor(target);
            if (sender != null) {
                counters.requestsSent.increment();
                send(destination, ArpPacket.request(settings.mac, sender, new Ipv4Address(target)));
            }
        }

        @Override
        public void transmit(MacAddress destination, PacketBuffer packet) {
            send(destination, EtherType.IPV4, packet);
        }

        @Override
        public void unreachable(int nextHop, PacketBuffer packet) {
            counters.unreachable.increment();
            if (configuration.upper == null) {
                packet.release();
                return;
            }
            configuration.upper.tell(new Unreachable(settings.interfaceIndex, new Ipv4Address(nextHop), packet));
        }

        @Override
        public void drop(PacketBuffer packet, ArpDrop reason) {
            counters.group.drop(reason);
            packet.release();
        }
    }
}
