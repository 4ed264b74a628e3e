package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.dns.DnsActor;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.actors.tcp.TcpEvent;
import dev.lanyard.actors.tcp.TcpEvents;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.actors.tcp.TcpTable;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.node.service.RunningServices;
import dev.lanyard.node.socket.BlockingSockets;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A TCP/IP host or router: its interfaces, its protocol layers and its sockets.
 *
 * <p>Methods may be called from any thread in real time, and from the world's thread in virtual time. Stages complete on the
 * node's event loop; they fail with the {@link java.io.IOException}s that {@code java.net} has for the same case.
 */
public final class Node {
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final LoopSystem system;
    private final NodeSettings settings;
    private final NodeCounters counters;
    private final ActorRef<NodeActor.Command> actor;
    private final NodeActor.Layers layers;
    private final CompletableFuture<Void> stopped;
    private final Operations operations;
    private final OpenSockets open = new OpenSockets();
    private final RunningServices services = new RunningServices();

    private Node(
            LoopSystem system,
            NodeSettings settings,
            NodeCounters counters,
            ActorRef<NodeActor.Command> actor,
            NodeActor.Layers layers,
            CompletableFuture<Void> stopped) {
        this.system = system;
        this.settings = settings;
        this.counters = counters;
        this.actor = actor;
        this.layers = layers;
        this.stopped = stopped;
        this.operations = new Operations(stopped);
    }

    /**
     * Starts a node. It answers as soon as its links are up.
     *
     * @throws IllegalArgumentException if an address or the gateway cannot be what it is said to be
     */
    public static Node start(LoopSystem system, NodeSettings settings) {
        NodeCounters counters = new NodeCounters(settings);
        CompletableFuture<NodeActor.Layers> ready = new CompletableFuture<>();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        NodeActor.Parts parts = new NodeActor.Parts(settings, system, counters, ready, stopped);
        ActorRef<NodeActor.Command> actor = system.spawn(NodeActor.create(parts), settings.name());
        try {
            Node node = new Node(system, settings, counters, actor, system.await(ready, START_LIMIT), stopped);
            node.layers.dns().tell(new DnsActor.UseTcp(new DnsOverTcp(node)));
            return node;
        } catch (ExecutionException | TimeoutException e) {
            actor.tell(new NodeActor.Stop());
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("node " + settings.name() + ": " + cause.getMessage(), e);
        }
    }

    public String name() {
        return settings.name();
    }

    public NodeSettings settings() {
        return settings;
    }

    /** Where the node runs. */
    public LoopSystem system() {
        return system;
    }

    public Clock clock() {
        return system.clock();
    }

    /** The node's own random source. On the event loop only. */
    public RandomGenerator random() {
        return settings.random();
    }

    /** Opens a connection from an ephemeral port, with the node's own TCP settings. */
    public CompletionStage<TcpSocket> connect(Endpoint remote) {
        return connect(new Endpoint(Ipv4Address.ANY, 0), remote, settings.tcp());
    }

    /**
     * Opens a connection.
     *
     * @param local an address of the node or 0.0.0.0, and a port or 0 for an ephemeral one
     */
    public CompletionStage<TcpSocket> connect(Endpoint local, Endpoint remote, TcpSettings tcp) {
        return operations
                .<TcpActor.Opened>submit(result -> layers.tcp().tell(new TcpActor.Connect(local, remote, tcp, result)))
                .thenApply(open::connection);
    }

    /**
     * Listens for connections on every address of the node, with the node's own TCP settings.
     *
     * @param port 0 to 65,535; 0 takes an ephemeral one
     * @param backlog connections that may wait to be accepted, at least 1
     */
    public CompletionStage<TcpListener> listen(int port, int backlog) {
        return listen(new Endpoint(Ipv4Address.ANY, port), backlog, settings.tcp());
    }

    /**
     * Listens for connections.
     *
     * @param local an address of the node or 0.0.0.0, and a port or 0 for an ephemeral one
     */
    public CompletionStage<TcpListener> listen(Endpoint local, int backlog, TcpSettings tcp) {
        return operations
                .<TcpActor.Listening>submit(
                        result -> layers.tcp().tell(new TcpActor.Listen(local, backlog, tcp, result)))
                .thenApply(open::listener);
    }

    /**
     * Opens a UDP socket on every address of the node.
     *
     * @param port 0 to 65,535; 0 takes an ephemeral one
     */
    public CompletionStage<UdpSocket> udp(int port) {
        return udp(port, UdpOptions.DEFAULT, null);
    }

    /**
     * Serves a UDP port without a future for each datagram.
     *
     * @param handler called on the event loop
     * @return the socket, on which nothing can be received
     */
    public CompletionStage<UdpSocket> udp(int port, UdpHandler handler) {
        return udp(port, UdpOptions.DEFAULT, handler);
    }

    /** The same with options. */
    public CompletionStage<UdpSocket> udp(int port, UdpOptions options, UdpHandler handler) {
        return udp(new Endpoint(Ipv4Address.ANY, port), options, handler);
    }

    /**
     * Opens a UDP socket.
     *
     * @param local an address of the node, a broadcast address or a multicast group to hear nothing else, or 0.0.0.0; and a port or 0
     *     for an ephemeral one
     * @param handler takes the datagrams, or null if they are to be received
     */
    public CompletionStage<UdpSocket> udp(Endpoint local, UdpOptions options, UdpHandler handler) {
        return operations
                .<UdpActor.Bound>submit(
                        result -> layers.lower().udp().tell(new UdpActor.Bind(local, null, options, handler, result)))
                .thenApply(bound -> new ActorUdpSocket(bound, settings));
    }

    /**
     * Sends a UDP datagram to all on the link of an interface, whatever the routes say: what servers need that speak to hosts
     * without an address.
     *
     * @param index of the interface in the settings
     * @param port that it comes from and that it goes to
     * @param payload up to what the link carries; the node's from now on
     */
    public void broadcast(int index, int port, int destinationPort, ByteBuffer payload) {
        Ipv4Prefix own = settings.interfaces().get(index).address().fixed().orElseThrow();
        PacketBuffer packet = settings.allocator().allocate(payload.remaining());
        packet.append(payload);
        int source = own.address().value();
        UdpHeader.prepend(packet, source, port, Ipv4Address.BROADCAST.value(), destinationPort);
        layers.lower().ipv4().tell(new Ipv4Actor.Broadcast(index, packet, source, IpProtocol.UDP));
    }

    /** Opens an endpoint for ICMP echo requests. */
    public CompletionStage<EchoSocket> echo() {
        return operations
                .<EchoSocketActor.Opened>submit(result -> actor.tell(new NodeActor.OpenEcho(result)))
                .thenApply(ActorEchoSocket::new);
    }

    /** Sockets for whole datagrams and whole frames. */
    public NodeRawSockets rawSockets() {
        return new NodeRawSockets(settings, layers, operations);
    }

    /** Addresses, routes and neighbours, to look at and to change. */
    public NodeNetwork network() {
        return new NodeNetwork(settings, layers, operations);
    }

    /** The same sockets as blocking calls. */
    public BlockingSockets blocking() {
        return new BlockingSockets(this);
    }

    /**
     * Finds the address of a name: an address in dotted decimal, or one of the {@linkplain NodeSettings#hosts() static names},
     * or what name servers say, if there are any.
     *
     * @return fails with {@link UnknownHostException}
     */
    public CompletionStage<Ipv4Address> resolve(String name) {
        return names().resolve(name);
    }

    /** The node's resolver. */
    public NodeNames names() {
        return new NodeNames(settings, operations, layers.dns());
    }

    /** The node's DHCP clients; none if all addresses are fixed. */
    public Optional<NodeLeases> leases() {
        boolean none = settings.interfaces().stream()
                .allMatch(each -> each.address().fixed().isPresent());
        return none ? Optional.empty() : Optional.of(new NodeLeases(settings, operations, layers.dhcp()));
    }

    /** The services that the node runs. */
    public RunningServices services() {
        return services;
    }

    /** Completes when the node's clock has advanced by this much. */
    public CompletionStage<Void> delay(Duration time) {
        CompletableFuture<Void> elapsed = new CompletableFuture<>();
        system.loop().at(clock().nanos() + time.toNanos(), () -> elapsed.complete(null));
        return elapsed;
    }

    /** All TCP listeners and connections of the node, those in TIME_WAIT among them. */
    public CompletionStage<TcpTable> connections() {
        return operations.<TcpTable>submit(result -> layers.tcp().tell(new TcpActor.ListConnections(result)));
    }

    /**
     * Hears of what happens to the node's TCP connections, from now on: opened, another state, retransmission, timeout, recovery,
     * closed.
     *
     * @param subscriber called on the event loop, where it must not wait
     */
    public TcpEvents.Subscription onTcpEvents(Consumer<TcpEvent> subscriber) {
        return counters.tcpEvents().subscribe(subscriber);
    }

    /** All counters by name, layer first: {@code ip.received}, {@code tcp.connections}, {@code arp.dropped.malformed}. */
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    /** Stops the node at once: every pending operation fails, peers are told nothing. */
    public CompletionStage<Void> crash() {
        actor.tell(new NodeActor.Stop());
        return stopped.copy();
    }

    /**
     * Closes listeners and connections, waits until the peers have agreed or the time is over, gives back those leased addresses
     * that are not remembered for the next start,
     * then stops the node.
     *
     * @param grace on the node's clock
     */
    public CompletionStage<Void> stop(Duration grace) {
        return open.close(grace)
                .handle((done, failure) -> null)
                .thenCompose(closed -> leases().map(NodeLeases::stop).orElse(CompletableFuture.completedStage(null)))
                .handle((done, failure) -> null)
                .thenCompose(released -> crash());
    }
}
