package dev.lanyard.apps.cli;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.lanyard.actors.dhcp.DhcpMemory;
import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.link.pcapng.CaptureLink;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.node.DhcpLeaseFile;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceAddress.Detection;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.LinkFactory;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.TapLinkFactory;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.Services;
import dev.lanyard.os.TapDevice;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node on a tap device, with all that it needs around it. Closing it closes its connections first. */
final class LiveNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveNode.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    /** Four tries of the client and their answers. */
    private static final Duration LEASE_LIMIT = Duration.ofSeconds(40);

    private static final Duration GRACE = Duration.ofMillis(1_500);
    private static final int POOL = 256;

    /** What has to be undone, last first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private final LiveNodeSettings settings;
    private Node node;
    private Ipv4Prefix own;

    private LiveNode(LiveNodeSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts a node and its services.
     *
     * @return when it answers
     * @throws IOException if the system does not let it, or a service's port is in use; with the line to print
     */
    static LiveNode start(LiveNodeSettings settings, List<Service> services) throws IOException {
        LiveNode live = new LiveNode(settings);
        try {
            live.open(services);
            return live;
        } catch (Throwable e) {
            live.close();
            throw e;
        }
    }

    Node node() {
        return node;
    }

    /** The address that the node answers under from the beginning. */
    Ipv4Prefix address() {
        return own;
    }

    private void open(List<Service> services) throws IOException {
        LoopSystem system = settings.busyPoll()
                .map(window -> LoopSystem.live("lanyard", window))
                .orElseGet(() -> LoopSystem.live("lanyard"));
        undo.push(system::close);
        PacketPool pool = new PacketPool(POOL);
        TapLinkFactory tap = TapLinkFactory.open(settings.tap(), system, pool);
        undo.push(tap::close);
        configure(tap);
        LinkCapture capture = settings.capture().isPresent() ? openCapture(system) : null;
        List<InterfaceSettings> interfaces = new ArrayList<>();
        interfaces.add(new InterfaceSettings(
                "eth0", settings.mac(), origin(), settings.mtu(), captured(tap, settings.tap(), capture)));
        for (LiveNodeSettings.More more : settings.more()) {
            TapLinkFactory another = TapLinkFactory.open(more.tap(), system, pool);
            undo.push(another::close);
            interfaces.add(new InterfaceSettings(
                    "eth" + interfaces.size(),
                    LiveNodeSettings.defaultMac(
                            Optional.of(more.address()), more.tap().name()),
                    more.address(),
                    settings.mtu(),
                    captured(another, more.tap(), capture)));
        }
        node = Node.start(
                system,
                new NodeSettings(
                                "lanyard",
                                interfaces,
                                settings.gateway(),
                                settings.hosts(),
                                new SecureRandom(),
                                pool,
                                settings.tcp().settings())
                        .withTcpLimits(settings.tcp().limits())
                        .withDns(settings.dns())
                        .withIp(settings.router() ? Ipv4Settings.ROUTER : Ipv4Settings.HOST)
                        .withRoutes(settings.routes())
                        .withIgmp(IgmpSettings.DEFAULT.withVersion(settings.igmp())));
        undo.push(() -> stop(system));
        own = settings.address().isPresent() ? settings.address().get() : lease(system);
        await(system, Services.startAll(node, services));
    }

    private InterfaceAddress origin() throws IOException {
        if (settings.address().isPresent()) {
            return new InterfaceAddress.Static(
                    settings.address().get(), settings.probe() ? Detection.BEFORE_START : Detection.NONE);
        }
        Optional<DhcpMemory> memory = settings.leaseFile().isEmpty()
                ? Optional.empty()
                : Optional.of(new DhcpLeaseFile(settings.leaseFile().get()));
        return new InterfaceAddress.Dhcp(Optional.empty(), memory);
    }

    private Ipv4Prefix lease(LoopSystem system) throws IOException {
        try {
            return system.await(node.leases().orElseThrow().await(), LEASE_LIMIT)
                    .prefix();
        } catch (ExecutionException e) {
            throw new IOException(CommandInterpreter.message(e), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no DHCP server on " + settings.tap().name() + " has given an address within "
                            + LEASE_LIMIT.toSeconds() + " s; give one with --address",
                    e);
        }
    }

    private void configure(TapLinkFactory tap) throws IOException {
        if (tap.device().created()) {
            if (settings.mtu() > 0) {
                tap.device().mtu(settings.mtu());
            }
            if (settings.kernel().isPresent()) {
                tap.device()
                        .hostAddress(
                                settings.kernel().get().address().value(),
                                settings.kernel().get().length());
            }
        } else if (!tap.device().isUp()) {
            LOG.warn(
                    "{} is down and carries nothing until: ip link set {} up",
                    settings.tap().name(),
                    settings.tap().name());
        }
    }

    /** Where frames of all links are recorded. */
    private record LinkCapture(LoopSystem system, PcapngWriter writer) {}

    private static LinkFactory captured(TapLinkFactory tap, TapDevice.Settings device, LinkCapture capture) {
        return capture == null ? tap : new Captured(tap, capture.system, capture.writer, device.name());
    }

    private LinkCapture openCapture(LoopSystem system) throws IOException {
        PcapngWriter writer = PcapngWriter.create(
                settings.capture().get(), e -> LOG.warn("the capture has ended: {}", e.getMessage()));
        // Below the system, whose actors write to it until they have stopped.
        undo.addLast(writer::close);
        return new LinkCapture(system, writer);
    }

    /** A link with a capture on it. */
    private record Captured(LinkFactory link, LoopSystem system, PcapngWriter writer, String name)
            implements LinkFactory {
        @Override
        public ActorRef<Link.Command> create(ActorContext<?> node) {
            ActorRef<LayerMessage> capture = node.spawn(
                    CaptureLink.create(link.create(node), writer, name, system.clock()),
                    "capture-" + name,
                    LoopSystem.SINGLE_CONSUMER);
            return capture.narrow();
        }

        @Override
        public List<CounterGroup<?>> counters() {
            return link.counters();
        }
    }

    private static <T> T await(LoopSystem system, CompletionStage<T> stage) throws IOException {
        try {
            return system.await(stage, START_LIMIT);
        } catch (ExecutionException e) {
            throw new IOException(CommandInterpreter.message(e), e);
        } catch (TimeoutException e) {
            throw new IOException("the node has not started within " + START_LIMIT.toSeconds() + " s", e);
        }
    }

    private void stop(LoopSystem system) {
        try {
            system.await(node.stop(GRACE), START_LIMIT);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the node did not stop in order: {}", CommandInterpreter.message(e));
        }
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }
}
