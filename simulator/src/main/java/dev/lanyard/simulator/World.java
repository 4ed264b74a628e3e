package dev.lanyard.simulator;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A network in memory: nets, nodes and the time in which they live.
 *
 * <p>In virtual time nothing happens but inside {@link #runFor}, {@link #runUntil}, {@link #runUntilQuiet} and {@link #await}, on
 * the thread that calls them, and two worlds with the same settings do the same. The world belongs to the thread that started it.
 * In real time it lives on a thread of its own and these methods wait.
 *
 * <p>All nodes know all nodes by name whose first address is fixed.
 */
public final class World implements AutoCloseable {
    /** How long nothing may be due for a world to be called quiet. */
    public static final Duration QUIET = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WorldSettings settings;
    private final LoopSystem system;
    private final Passage passage;
    private final SortedMap<String, WorldNet> nets = new TreeMap<>();
    private final SortedMap<String, WorldHost> hosts = new TreeMap<>();
    private final WorldCapture capture;

    private World(WorldSettings settings) {
        this.settings = settings;
        boolean virtual = settings.mode() == WorldSettings.Mode.VIRTUAL;
        this.system = virtual ? LoopSystem.virtual("world", settings.seed()) : LoopSystem.live("world");
        this.passage = Passage.of(system);
        this.capture = new WorldCapture(system.clock(), nets.values());
    }

    public static WorldBuilder builder() {
        return new WorldBuilder();
    }

    /**
     * Starts a world and its services; its time is 0.
     *
     * @throws IllegalArgumentException if there is no such service, or it does not understand its arguments
     * @throws IllegalStateException if a service does not start; the message says which and why
     */
    public static World start(WorldSettings settings) {
        try {
            return start(settings, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only captures do input and output
        }
    }

    /**
     * Starts a world as {@link #start(WorldSettings)} does, and records everything from the first frame on.
     *
     * @throws IOException if a capture file cannot be created
     */
    public static World start(WorldSettings settings, Optional<Capture> capture) throws IOException {
        World world = new World(settings);
        try {
            world.populate(capture);
            return world;
        } catch (IOException | RuntimeException e) {
            world.close();
            throw e;
        }
    }

    private void populate(Optional<Capture> target) throws IOException {
        RandomStreams randoms = RandomStreams.seeded(settings.seed());
        settings.nets().forEach((name, net) -> nets.put(name, new WorldNet(system, randoms, net)));
        if (target.isPresent()) {
            capture(target.get());
        }
        Map<String, Ipv4Address> names = new TreeMap<>();
        settings.hosts()
                .forEach((name, host) -> host.attachments()
                        .get(0)
                        .address()
                        .fixed()
                        .ifPresent(prefix -> names.put(name, prefix.address())));
        Services services = Services.load();
        settings.hosts()
                .forEach((name, host) -> hosts.put(name, new WorldHost(system, randoms, services, host, names, nets)));
        hosts.values().forEach(WorldHost::start);
        hosts.values().forEach(WorldHost::startServices);
    }

    public WorldSettings settings() {
        return settings;
    }

    public long seed() {
        return settings.seed();
    }

    /** Where the world runs. */
    public LoopSystem system() {
        return system;
    }

    public Clock clock() {
        return system.clock();
    }

    /** Time since the world was started. */
    public Duration now() {
        return Duration.ofNanos(passage.now());
    }

    /**
     * A running node.
     *
     * @throws IllegalArgumentException if there is none of that name
     * @throws IllegalStateException while it is crashed
     */
    public Node node(String name) {
        Node node = host(name).node();
        if (node == null) {
            throw new IllegalStateException(name + " is crashed; restart it first");
        }
        return node;
    }

    /** Whether a node runs; not while it is crashed. */
    public boolean isRunning(String node) {
        return host(node).node() != null;
    }

    /** Lets time pass. */
    public void runFor(Duration time) {
        passage.runUntil(() -> false, time);
    }

    /**
     * Lets time pass until something has come about.
     *
     * @param condition looked at on the event loop: in virtual time after each instant, in real time every millisecond
     * @return whether it came about within the limit
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        return passage.runUntil(condition, limit);
    }

    /**
     * Lets virtual time pass until nothing is due for the next {@link #QUIET} seconds: no frame is under way, nobody sends again,
     * and what remains are far-off timers such as those of ARP entries and of connections in TIME_WAIT.
     *
     * @return whether that came about within the limit
     * @throws IllegalStateException in real time, where nobody knows what is due
     */
    public boolean runUntilQuiet(Duration limit) {
        return passage.runUntilQuiet(QUIET, limit);
    }

    /**
     * Lets time pass until a result is there.
     *
     * @throws ExecutionException with the cause that the stage failed with
     * @throws TimeoutException if it is not there within the limit
     */
    public <T> T await(CompletionStage<T> stage, Duration limit) throws ExecutionException, TimeoutException {
        return system.await(stage, limit);
    }

    /** Runs something on the event loop, where nodes' stages complete, and waits for it. */
    public void call(Runnable task) {
        passage.call(task);
    }

    /** Makes the calling thread the one that a virtual world belongs to. The one before must have stopped using it. */
    public void adopt() {
        if (system.loop() instanceof VirtualLoop virtual) {
            virtual.adopt();
        }
    }

    /**
     * Keeps two nodes from hearing each other on the nets that they share.
     *
     * @throws IllegalArgumentException if there is no such node or they share no net
     */
    public void partition(String one, String other) {
        Set<String> shared = host(one).sharedNets(host(other));
        if (shared.isEmpty() || one.equals(other)) {
            throw new IllegalArgumentException(one + " and " + other + " share no net on which to keep them apart");
        }
        for (String net : shared) {
            nets.get(net).partition(host(one).ports(net), host(other).ports(net), false);
        }
    }

    /** Undoes every fault of the nets: partitions, changed impairments, links that are down. Crashed nodes stay crashed. */
    public void heal() {
        nets.values().forEach(WorldNet::heal);
    }

    /** Changes what a net does to frames, from what it does now. */
    public void changeLink(String net, UnaryOperator<Impairments> change) {
        net(net).change(change);
    }

    /** Pulls all cables of a net: its nodes notice. */
    public void linkDown(String net) {
        net(net).down();
    }

    /** Puts all cables of a net back. */
    public void linkUp(String net) {
        net(net).up();
    }

    /**
     * Stops a node at once; its peers are told nothing.
     *
     * @throws IllegalStateException if it is crashed already
     */
    public void crash(String name) {
        Node node = node(name);
        try {
            await(node.crash(), PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(name + " does not crash: " + e.getMessage(), e);
        }
        host(name).stopped();
    }

    /** Starts a node, after a crash if it runs, with its settings and services and with nothing remembered. */
    public void restart(String name) {
        WorldHost host = host(name);
        if (host.node() != null) {
            crash(name);
        }
        host.start();
        host.startServices();
    }

    /**
     * Records all frames from now on. A capture before it ends.
     *
     * @throws IOException if a file cannot be created
     */
    public void capture(Capture target) throws IOException {
        passage.callIo(() -> capture.start(target));
    }

    /** Ends a capture and closes its files. */
    public void stopCapture() {
        call(capture::stop);
    }

    /** Why a capture is not complete, if it is not. */
    public Optional<IOException> captureFailure() {
        return capture.failure();
    }

    /** The counters of all nets and of all nodes that run: {@code wan.dropped.loss}, {@code client.tcp.connections}. */
    public SortedMap<String, Long> counters() {
        SortedMap<String, Long> all = new TreeMap<>();
        settings.nets().keySet().forEach(name -> all.putAll(prefixed(name)));
        settings.hosts().keySet().stream().filter(this::isRunning).forEach(name -> all.putAll(prefixed(name)));
        return all;
    }

    private Map<String, Long> prefixed(String owner) {
        Map<String, Long> result = new TreeMap<>();
        counters(owner).forEach((name, value) -> result.put(owner + "." + name, value));
        return result;
    }

    /**
     * The counters of one net or node.
     *
     * @throws IllegalStateException while the node is crashed
     */
    public Map<String, Long> counters(String netOrNode) {
        WorldNet net = nets.get(netOrNode);
        return net != null ? net.counters().snapshot() : node(netOrNode).counters();
    }

    /** Ends captures and stops everything at once. */
    @Override
    public void close() {
        try {
            stopCapture();
        } finally {
            system.close();
        }
    }

    private WorldHost host(String name) {
        return find("node", hosts, name);
    }

    private WorldNet net(String name) {
        return find("net", nets, name);
    }

    private static <T> T find(String what, SortedMap<String, T> things, String name) {
        T thing = things.get(name);
        if (thing == null) {
            throw new IllegalArgumentException(
                    "no such " + what + ": '" + name + "'; there are: " + String.join(", ", things.keySet()));
        }
        return thing;
    }
}
