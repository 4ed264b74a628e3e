package dev.lanyard.actors.arp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ARP of one interface: finds the hardware address for each packet on its way down, and answers for our own addresses.
 *
 * <p>If it fails, it restarts under the same reference with an empty cache; the addresses and the layer above, which it was
 * told of before, stay. Packets that waited are lost.
 */
public final class ArpActor {
    private static final Logger LOG = LoggerFactory.getLogger(ArpActor.class);
    private static final Object TIMER = "retransmission";
    /** Addresses of which it is remembered that they were free, or who guards them. */
    private static final int PROBED = 64;
    /** Pings that may wait at a time. */
    private static final int PINGS = 64;

    private static final long CONFLICT_LOG_INTERVAL = Duration.ofSeconds(10).toNanos();

    private final Settings settings;
    private final ActorRef<EthernetActor.Command> ethernet;
    private final ArpCounters counters;
    private final Configuration configuration;
    private final TimerScheduler<LayerMessage> timers;
    private final ArpCache cache;
    private final ArpReceiver receiver;
    private final List<Ping> pings = new ArrayList<>();
    private final ConflictDetector detector;
    private final Map<Ipv4Address, List<CompletableFuture<MacAddress>>> searches = new TreeMap<>();
    /** Addresses that nobody was found to have and that are not ours yet. */
    private final Set<Ipv4Address> probed = new TreeSet<>();

    private long armed = Long.MAX_VALUE;
    private boolean up;
    private long conflictLogged;

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
        this.detector = new ConflictDetector(settings.mac, settings.random, new Conflicts());
        this.conflictLogged = settings.clock.nanos() - CONFLICT_LOG_INTERVAL;
    }

    /**
     * What the ARP of an interface is made of.
     *
     * @param mac of the interface
     * @param capacity most neighbours that are known at a time
     */
    public record Settings(int interfaceIndex, MacAddress mac, int capacity, Clock clock, RandomGenerator random) {}

    /** What the network layer tells ARP. */
    public sealed interface Command extends LayerMessage
            permits Configure, Transmit, ListEntries, PutEntry, RemoveEntry, Ping, Probe, Guard {}

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

    /** Asks for the cache's content. */
    public record ListEntries(CompletableFuture<List<ArpEntry>> result) implements Command {}

    /**
     * Adds a permanent entry, or makes one permanent.
     *
     * @param done fails with IllegalArgumentException if the hardware address is a group's or the cache is full
     */
    public record PutEntry(Ipv4Address address, MacAddress mac, CompletableFuture<Void> done) implements Command {}

    /**
     * Forgets a neighbour, permanent or not.
     *
     * @param done fails with IllegalArgumentException if it is not known
     */
    public record RemoveEntry(Ipv4Address address, CompletableFuture<Void> done) implements Command {}

    /**
     * Asks all stations for an address once, whatever is known of it.
     *
     * @param answer the hardware address of the first that answers; does not complete if nobody does, and is forgotten when it is
     *     cancelled
     */
    public record Ping(Ipv4Address address, CompletableFuture<MacAddress> answer) implements Command {}

    /**
     * Looks for another station that has an address before it is given to the interface (RFC 5227 §2.1).
     *
     * @param other who has it; null if nobody was found, or the link is down and nobody can be
     */
    public record Probe(Ipv4Address address, ConflictTiming timing, CompletableFuture<MacAddress> other)
            implements Command {}

    /**
     * Makes an address one that is given up if another station insists on it within ten seconds of its defence
     * (RFC 5227 §2.4 (b)). An address that nobody guards is defended again and again and kept (c). Replaces what was said of the
     * address before.
     *
     * @param lost who insists; whoever asked has to take the address from the interface
     */
    public record Guard(Ipv4Address address, CompletableFuture<MacAddress> lost) implements Command {}

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
        final Map<Ipv4Address, CompletableFuture<MacAddress>> guards = new LinkedHashMap<>();

        void guard(Guard guard) {
            guards.remove(guard.address);
            guards.put(guard.address, guard.lost);
            if (guards.size() > PROBED) {
                guards.remove(guards.keySet().iterator().next());
            }
        }
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
            detector.expire(settings.clock.nanos());
        } else if (message instanceof Configure configure) {
            onConfigure(configure);
        } else if (message instanceof EthernetActor.Up) {
            up = true;
            configuration.addresses.forEach(this::announce);
        } else if (message instanceof EthernetActor.Down) {
            up = false;
            cache.clear();
            detector.stop();
        } else if (message instanceof ListEntries list) {
            list.result.complete(cache.entries(settings.clock.nanos()));
        } else if (message instanceof PutEntry put) {
            onPut(put);
        } else if (message instanceof RemoveEntry remove) {
            if (cache.remove(remove.address.value())) {
                remove.done.complete(null);
            } else {
                refuse(remove.done, "there is no entry for " + remove.address);
            }
        } else if (message instanceof Ping ping) {
            onPing(ping);
        } else if (message instanceof Probe probe) {
            onProbe(probe);
        } else if (message instanceof Guard guard) {
            configuration.guard(guard);
        } else {
            return Behaviors.unhandled();
        }
        arm();
        return Behaviors.same();
    }

    private void onPut(PutEntry put) {
        if (put.mac.isGroup() || put.mac.equals(MacAddress.ZERO)) {
            refuse(put.done, put.mac + " is not the address of one station");
        } else if (cache.put(put.address.value(), put.mac, settings.clock.nanos())) {
            put.done.complete(null);
        } else {
            refuse(put.done, "the cache is full");
        }
    }

    private static void refuse(CompletableFuture<Void> done, String why) {
        done.completeExceptionally(new IllegalArgumentException(why));
    }

    private void onPing(Ping ping) {
        pings.removeIf(other -> other.answer.isDone());
        Ipv4Address sender = receiver.senderFor(ping.address.value());
        if (pings.size() == PINGS) {
            ping.answer.completeExceptionally(new IllegalStateException("too many ARP pings wait: " + PINGS));
            return;
        }
        pings.add(ping);
        counters.requestsSent.increment();
        send(
                MacAddress.BROADCAST,
                ArpPacket.request(settings.mac, sender == null ? Ipv4Address.ANY : sender, ping.address));
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
        if (receiver.conflicts(packet) && now - conflictLogged >= CONFLICT_LOG_INTERVAL) {
            conflictLogged = now;
            LOG.warn("{} also claims our address {}", packet.senderMac(), packet.sender());
        }
        if (packet.operation() == ArpPacket.REPLY && !pings.isEmpty()) {
            pings.removeIf(ping -> ping.address.equals(packet.sender()) && answer(ping, packet.senderMac()));
        }
        detector.heard(packet, receiver.isOwn(packet.sender()), now);
        ArpPacket reply = receiver.receive(packet, now);
        if (reply != null) {
            counters.repliesSent.increment();
            send(reply.targetMac(), reply);
        }
    }

    private static boolean answer(Ping ping, MacAddress mac) {
        ping.answer.complete(mac);
        return true;
    }

    private void onConfigure(Configure configure) {
        List<Ipv4Prefix> before = configuration.addresses;
        configuration.upper = configure.upper;
        configuration.addresses = configure.addresses;
        receiver.addresses(configure.addresses);
        for (Ipv4Prefix own : configure.addresses) {
            if (up && !before.contains(own)) {
                announce(own);
            }
            if (probed.remove(own.address())) {
                detector.taken(own.address(), settings.clock.nanos());
            }
        }
        for (Ipv4Prefix other : before) {
            if (!configure.addresses.contains(other)) {
                detector.given(other.address());
                configuration.guards.remove(other.address());
            }
        }
    }

    private void onProbe(Probe probe) {
        if (up) {
            searches.computeIfAbsent(probe.address, address -> new ArrayList<>())
                    .add(probe.other);
            detector.probe(probe.address, probe.timing, settings.clock.nanos());
        } else {
            probe.other.complete(null);
        }
    }

    /** Tells neighbours that knew this address of another station that it is ours now (RFC 5227 §2.3). */
    private void announce(Ipv4Prefix own) {
        counters.requestsSent.increment();
        send(MacAddress.BROADCAST, ArpPacket.request(settings.mac, own.address(), own.address()));
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
        long deadline = Math.min(cache.nextDeadline(), detector.nextDeadline());
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

    /** Carries out what the conflict detector wants done. */
    private final class Conflicts implements ConflictDetector.Output {
        @Override
        public void probe(Ipv4Address address) {
            counters.requestsSent.increment();
            send(MacAddress.BROADCAST, ArpPacket.request(settings.mac, Ipv4Address.ANY, address));
        }

        @Override
        public void announce(Ipv4Address address) {
            counters.requestsSent.increment();
            send(MacAddress.BROADCAST, ArpPacket.request(settings.mac, address, address));
        }

        @Override
        public void defend(Ipv4Address address) {
            counters.defended.increment();
            announce(address);
        }

        @Override
        public void probed(Ipv4Address address, MacAddress other) {
            if (other == null && probed.size() < PROBED) {
                probed.add(address);
            }
            if (other != null) {
                counters.conflicts.increment();
            }
            searches.remove(address).forEach(result -> result.complete(other));
        }

        @Override
        public void contested(Ipv4Address address, MacAddress other) {
            CompletableFuture<MacAddress> guard = configuration.guards.remove(address);
            if (guard != null) {
                LOG.warn("{} insists on our address {}, which is given up", other, address);
                counters.yielded.increment();
                guard.complete(other);
            }
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
