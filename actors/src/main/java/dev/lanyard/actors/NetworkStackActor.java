package dev.lanyard.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.arp.ArpCache;
import dev.lanyard.actors.arp.ArpCounters;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ethernet.EthernetCounters;
import dev.lanyard.actors.icmp.EchoCommand;
import dev.lanyard.actors.icmp.IcmpActor;
import dev.lanyard.actors.icmp.IcmpCounters;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.igmp.IgmpCounters;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Counters;
import dev.lanyard.actors.packet.PacketActor;
import dev.lanyard.actors.packet.PacketCommand;
import dev.lanyard.actors.packet.PacketCounters;
import dev.lanyard.actors.raw.RawActor;
import dev.lanyard.actors.raw.RawCommand;
import dev.lanyard.actors.raw.RawCounters;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpCounters;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The layers of one node: parent of an Ethernet and an ARP actor for each interface and of IPv4, ICMP, UDP and whatever else is
 * to stand on IPv4. Each layer restarts by itself when it fails; when this actor stops, they all do.
 */
public final class NetworkStackActor {
    private final Environment environment;
    private final ActorContext<Command> context;
    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final ActorRef<PacketCommand> packets;
    private final List<ActorRef<ArpActor.Command>> arps = new ArrayList<>();

    private NetworkStackActor(
            Environment environment, ActorContext<Command> context, ActorRef<Ipv4Actor.Command> ipv4) {
        this.environment = environment;
        this.context = context;
        this.ipv4 = ipv4;
        ActorRef<LayerMessage> packetSockets = context.spawn(
                PacketActor.create(new PacketActor.Environment(
                        environment.clock, environment.allocator, environment.counters.packet)),
                "packet",
                LoopSystem.SINGLE_CONSUMER);
        this.packets = packetSockets.narrow();
    }

    /** The three doors through which everything comes in that makes a run unique, where buffers come from, and the counters. */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, Counters counters) {}

    /** The counters of the layers below TCP; any thread may read them. */
    public record Counters(
            EthernetCounters ethernet,
            PacketCounters packet,
            ArpCounters arp,
            Ipv4Counters ip,
            IcmpCounters icmp,
            IgmpCounters igmp,
            UdpCounters udp,
            RawCounters raw) {
        public Counters() {
            this(
                    new EthernetCounters(),
                    new PacketCounters(),
                    new ArpCounters(),
                    new Ipv4Counters(),
                    new IcmpCounters(),
                    new IgmpCounters(),
                    new UdpCounters(),
                    new RawCounters());
        }

        /** From the lowest layer up. */
        public List<CounterGroup<?>> groups() {
            return List.of(
                    ethernet.group, packet.group, arp.group, ip.group, icmp.group, igmp.group, udp.group, raw.group);
        }
    }

    /**
     * An interface of the node.
     *
     * @param name as users see it
     * @param mac a unicast address
     * @param mtu bytes, 68 to 65,535; the link's own if that is smaller
     * @param addresses with their on-link networks, perhaps none
     * @param link what it is bound to
     */
    public record Interface(
            String name, MacAddress mac, int mtu, List<Ipv4Prefix> addresses, ActorRef<Link.Command> link) {}

    /** Starts another protocol on IPv4, as a child of the stack. */
    @FunctionalInterface
    public interface Transport {
        /**
         * @param ipv4 what the transport sends through; the stack binds it for the protocol
         * @param reports takes what is to be told by ICMP
         */
        ActorRef<TransportEvent> spawn(
                ActorContext<?> context, ActorRef<Ipv4Actor.Command> ipv4, ActorRef<IcmpReport> reports);
    }

    /**
     * Which transport stands beside ICMP and UDP.
     *
     * @param protocol IP protocol number
     */
    public record Upper(int protocol, Transport transport) {}

    /** What a stack is told. */
    public sealed interface Command extends LayerMessage permits AddInterface, ListInterfaces {}

    /**
     * Adds an interface.
     *
     * @param index its index; fails with IllegalArgumentException if an address cannot be a host's
     */
    public record AddInterface(Interface settings, CompletableFuture<Integer> index) implements Command {}

    /** Asks for the ARP actors, in the order of their interfaces. */
    public record ListInterfaces(CompletableFuture<List<ActorRef<ArpActor.Command>>> arps) implements Command {}

    /** Where a running stack is talked to. */
    public record Started(
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<EchoCommand> icmp,
            ActorRef<IgmpActor.Command> igmp,
            ActorRef<UdpActor.Command> udp,
            ActorRef<RawCommand> raw,
            ActorRef<PacketCommand> packets,
            ActorRef<IcmpReport> reports) {}

    /**
     * A stack without interfaces.
     *
     * @param uppers other transports than ICMP and UDP
     * @param started completed on the event loop's thread
     */
    public static Behavior<Command> create(
            Environment environment, List<Upper> uppers, CompletableFuture<Started> started) {
        return Behaviors.setup(context -> {
            ActorRef<LayerMessage> ipv4 = context.spawn(
                    Ipv4Actor.create(new Ipv4Actor.Environment(
                            environment.clock, environment.random, environment.allocator, environment.counters.ip)),
                    "ipv4",
                    LoopSystem.SINGLE_CONSUMER);
            NetworkStackActor stack = new NetworkStackActor(environment, context, ipv4.narrow());
            started.complete(stack.spawnTransports(uppers));
            return Behaviors.receiveMessage(stack::onMessage);
        });
    }

    private Started spawnTransports(List<Upper> uppers) {
        Counters counters = environment.counters;
        ActorRef<LayerMessage> icmp = context.spawn(
                IcmpActor.create(
                        ipv4,
                        new IcmpActor.Environment(
                                environment.clock, environment.random, environment.allocator, counters.icmp)),
                "icmp",
                LoopSystem.SINGLE_CONSUMER);
        ActorRef<LayerMessage> igmp = context.spawn(
                IgmpActor.create(
                        ipv4,
                        new IgmpActor.Environment(
                                environment.clock, environment.random, environment.allocator, counters.igmp)),
                "igmp",
                LoopSystem.SINGLE_CONSUMER);
        ActorRef<LayerMessage> udp = context.spawn(
                UdpActor.create(
                        ipv4,
                        icmp.narrow(),
                        igmp.narrow(),
                        new UdpActor.Environment(environment.random, environment.allocator, counters.udp)),
                "udp",
                LoopSystem.SINGLE_CONSUMER);
        ActorRef<LayerMessage> raw = context.spawn(
                RawActor.create(ipv4, icmp.narrow(), new RawActor.Environment(environment.allocator, counters.raw)),
                "raw",
                LoopSystem.SINGLE_CONSUMER);
        // Bound here as well, so that they know of each address before who added it learns that it is there.
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.ICMP, icmp.narrow()));
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.IGMP, igmp.narrow()));
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.UDP, udp.narrow()));
        for (Upper upper : uppers) {
            ActorRef<TransportEvent> transport = upper.transport.spawn(context, ipv4, icmp.narrow());
            ipv4.tell(new Ipv4Actor.Bind(upper.protocol, transport));
        }
        return new Started(ipv4, icmp.narrow(), igmp.narrow(), udp.narrow(), raw.narrow(), packets, icmp.narrow());
    }

    private Behavior<Command> onMessage(Command command) {
        if (command instanceof AddInterface add) {
            try {
                onAddInterface(add);
            } catch (IllegalArgumentException e) {
                add.index.completeExceptionally(e);
            }
        } else if (command instanceof ListInterfaces list) {
            list.arps.complete(List.copyOf(arps));
        }
        return Behaviors.same();
    }

    private void onAddInterface(AddInterface add) {
        Interface settings = add.settings;
        int index = arps.size();
        EthernetActor.Settings station = new EthernetActor.Settings(index, settings.mac, settings.mtu);
        ActorRef<LayerMessage> ethernet = context.spawn(
                EthernetActor.create(station, settings.link, environment.counters.ethernet),
                "ethernet-" + index,
                LoopSystem.SINGLE_CONSUMER);
        ArpActor.Settings neighbours =
                new ArpActor.Settings(index, settings.mac, ArpCache.CAPACITY, environment.clock, environment.random);
        ActorRef<LayerMessage> arp = context.spawn(
                ArpActor.create(neighbours, ethernet.narrow(), environment.counters.arp),
                "arp-" + index,
                LoopSystem.SINGLE_CONSUMER);
        arps.add(arp.narrow());
        packets.tell(new PacketCommand.Attach(index, ethernet.narrow()));
        ipv4.tell(new InterfaceCommand.Attach(index, settings.name, ethernet.narrow(), arp.narrow()));
        List<CompletableFuture<Void>> addresses = new ArrayList<>();
        for (Ipv4Prefix prefix : settings.addresses) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            addresses.add(done);
            ipv4.tell(new InterfaceCommand.AddAddress(index, prefix, done));
        }
        CompletableFuture.allOf(addresses.toArray(CompletableFuture<?>[]::new)).whenComplete((nothing, failure) -> {
            if (failure == null) {
                add.index.complete(index);
            } else {
                add.index.completeExceptionally(failure.getCause());
            }
        });
    }
}
