package dev.lanyard.simulator;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.link.Link;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.LinkFactory;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.service.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A node of a running world, through crashes and restarts. */
final class WorldHost {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LoopSystem system;
    private final RandomStreams randoms;
    private final Services services;
    private final HostSettings settings;
    private final Map<String, Ipv4Address> hosts;
    private final List<InterfaceSettings> interfaces = new ArrayList<>();
    private final Map<String, SortedSet<String>> portsByNet = new TreeMap<>();
    private Node node;
    private int starts;

    /**
     * Connects the host's interfaces; it does not run yet.
     *
     * @param names of all hosts
     */
    WorldHost(
            LoopSystem system,
            RandomStreams randoms,
            Services services,
            HostSettings settings,
            Map<String, Ipv4Address> names,
            Map<String, WorldNet> nets) {
        this.system = system;
        this.randoms = randoms;
        this.services = services;
        this.settings = settings;
        this.hosts = new TreeMap<>(names);
        this.hosts.putAll(settings.hosts());
        settings.attachments().forEach(attachment -> interfaces.add(connect(attachment, nets.get(attachment.net()))));
    }

    private InterfaceSettings connect(Attachment attachment, WorldNet net) {
        boolean onlyOne = settings.attachments().stream()
                        .filter(other -> other.net().equals(attachment.net()))
                        .count()
                == 1;
        String port = onlyOne ? settings.name() : settings.name() + "." + attachment.interfaceName();
        portsByNet.computeIfAbsent(attachment.net(), n -> new TreeSet<>()).add(port);
        ActorRef<Link.Command> link = net.connect(port);
        return new InterfaceSettings(
                attachment.interfaceName(),
                attachment.mac().orElseGet(() -> derivedMac(attachment)),
                attachment.address(),
                0,
                LinkFactory.existing(link));
    }

    /** Depends on the names only, so that captures of two seeds have the same stations. */
    private MacAddress derivedMac(Attachment attachment) {
        return MacAddress.locallyAdministered(
                RandomStreams.seeded(0).stream("mac", settings.name(), attachment.interfaceName())
                        .nextLong());
    }

    /** Starts the node with nothing remembered; each start has a random stream of its own. */
    Node start() {
        String[] stream = starts == 0
                ? new String[] {"node", settings.name()}
                : new String[] {"node", settings.name(), "restart", Integer.toString(starts)};
        starts++;
        node = Node.start(
                system,
                new NodeSettings(
                                settings.name(),
                                interfaces,
                                settings.gateway(),
                                hosts,
                                randoms.stream(stream),
                                PacketAllocator.HEAP,
                                settings.tcp().settings())
                        .withTcpLimits(settings.tcp().limits())
                        .withDns(settings.dns())
                        .withIp(settings.router() ? Ipv4Settings.ROUTER : Ipv4Settings.HOST)
                        .withRoutes(settings.routes()));
        return node;
    }

    /** Starts the services of the running node, one after the other. */
    void startServices() {
        for (String line : settings.services()) {
            String service = "service " + line + " on " + settings.name();
            try {
                system.await(services.create(line).start(node), PATIENCE);
            } catch (ExecutionException e) {
                throw new IllegalStateException(service + ": " + e.getCause().getMessage(), e);
            } catch (TimeoutException e) {
                throw new IllegalStateException(service + " does not start", e);
            }
        }
    }

    /** The node has been stopped. */
    void stopped() {
        node = null;
    }

    /** The running node, or null while it is crashed. */
    Node node() {
        return node;
    }

    HostSettings settings() {
        return settings;
    }

    /** The nets that this host and another are attached to. */
    Set<String> sharedNets(WorldHost other) {
        Set<String> shared = new TreeSet<>(portsByNet.keySet());
        shared.retainAll(other.portsByNet.keySet());
        return shared;
    }

    /** The names of the host's ports on a net, none if it has none. */
    SortedSet<String> ports(String net) {
        return portsByNet.getOrDefault(net, new TreeSet<>());
    }
}
