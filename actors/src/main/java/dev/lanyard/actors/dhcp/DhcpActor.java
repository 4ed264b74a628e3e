package dev.lanyard.actors.dhcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DHCP clients of a node's interfaces, which share port 68: carries out what {@link DhcpClient} wants, and configures the
 * interfaces with what it gets.
 *
 * <p>If it fails, its clients begin anew. What they had configured stays until they have an answer.
 */
public final class DhcpActor {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpActor.class);
    /** Time for ARP to find the server, before the address goes with which it is asked. */
    private static final Duration RELEASE_TIME = Duration.ofMillis(250);

    private final Environment environment;
    private final ActorContext<LayerMessage> context;
    private final TimerScheduler<LayerMessage> timers;
    private final Map<Integer, DhcpClient> clients = new TreeMap<>();
    private final DhcpInterfaces interfaces;
    private final List<CompletableFuture<DhcpLease>> waiting = new ArrayList<>();

    private DhcpActor(
            Environment environment,
            DhcpInterfaces interfaces,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.environment = environment;
        this.interfaces = interfaces;
        this.context = context;
        this.timers = timers;
        environment.settings.forEach((index, client) ->
                clients.put(index, new DhcpClient(client, environment.random, environment.counters)));
    }

    /**
     * What the clients need of their node.
     *
     * @param settings of the clients by the index of their interfaces
     * @param probe looks for other hosts with an address
     * @param listener told of each lease that is in use from now on, and null when there is none any more, of any interface
     */
    public record Environment(
            Clock clock,
            RandomGenerator random,
            PacketAllocator allocator,
            DhcpCounters counters,
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<UdpActor.Command> udp,
            Map<Integer, DhcpClientSettings> settings,
            AddressProbe probe,
            Consumer<DhcpLease> listener) {}

    /** What the clients are told. */
    public sealed interface Command extends LayerMessage permits AwaitLease, AskStatus, Renew, Release, Conflict {}

    /** Waits until some interface has a lease. */
    public record AwaitLease(CompletableFuture<DhcpLease> result) implements Command {}

    /** Asks how the clients stand. */
    public record AskStatus(CompletableFuture<List<Status>> result) implements Command {}

    /** Asks for more time now, or begins again after a release. */
    public record Renew() implements Command {}

    /**
     * Gives all addresses back.
     *
     * @param done when that is on its way and the addresses are given up
     */
    public record Release(CompletableFuture<Void> done) implements Command {}

    /** Another host uses the address of an interface. */
    public record Conflict(int index) implements Command {}

    /**
     * How a client stands.
     *
     * @param lease in use, or null
     */
    public record Status(int index, DhcpState state, DhcpLease lease) {}

    private record Received(byte[] message) implements LayerMessage {}

    private record Probed(int index, Ipv4Address address, boolean taken) implements LayerMessage {}

    private record Tick(int index) implements LayerMessage {}

    private record Released(List<DhcpAction> actions, int index, CompletableFuture<Void> done)
            implements LayerMessage {}

    public static Behavior<LayerMessage> create(Environment environment) {
        return Behaviors.setup(outside -> {
            DhcpInterfaces interfaces = new DhcpInterfaces(environment.ipv4::tell, environment.listener);
            ActorRef<LayerMessage> self = outside.getSelf();
            DhcpPort port = new DhcpPort(message -> self.tell(new Received(message)));
            CompletableFuture<UdpActor.Bound> bound = new CompletableFuture<>();
            bound.whenComplete((socket, failure) -> {
                if (failure != null) {
                    LOG.error("DHCP cannot have its port, and gets no answers: {}", failure.getMessage());
                }
            });
            Endpoint local = new Endpoint(Ipv4Address.ANY, DhcpMessage.CLIENT_PORT);
            environment.udp.tell(new UdpActor.Bind(local, null, UdpOptions.DEFAULT, port, bound));
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(
                            timers -> new DhcpActor(environment, interfaces, context, timers).start())))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> start() {
        environment.ipv4.tell(new InterfaceCommand.WatchLinks(context.getSelf().narrow()));
        return Behaviors.receiveMessage(this::onMessage);
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        long now = environment.clock.nanos();
        if (message instanceof Received received) {
            onReceived(received.message, now);
        } else if (message instanceof Tick tick) {
            carryOut(tick.index, clients.get(tick.index).elapsed(now));
        } else if (message instanceof Probed probed) {
            carryOut(probed.index, clients.get(probed.index).probed(probed.address, probed.taken, now));
        } else if (message instanceof InterfaceCommand.LinkState link) {
            DhcpClient client = clients.get(link.index());
            if (client != null) {
                carryOut(link.index(), link.up() ? client.start(now) : client.linkDown(now));
            }
        } else if (message instanceof AwaitLease await) {
            waiting.add(await.result);
            completeWaiting();
        } else if (message instanceof AskStatus ask) {
            List<Status> statuses = new ArrayList<>();
            clients.forEach((index, client) -> statuses.add(new Status(index, client.state(), client.lease())));
            ask.result.complete(statuses);
        } else if (message instanceof Renew) {
            clients.forEach((index, client) -> carryOut(index, client.renew(now)));
        } else if (message instanceof Conflict conflict) {
            if (clients.containsKey(conflict.index)) {
                carryOut(conflict.index, clients.get(conflict.index).conflict(now));
            }
        } else if (message instanceof Release release) {
            onRelease(release.done, now);
        } else if (message instanceof Released released) {
            carryOut(released.index, released.actions);
            released.done.complete(null);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    /** The message is for the interface whose hardware address it names. */
    private void onReceived(byte[] message, long now) {
        DhcpMessage parsed = DhcpMessage.parse(message).message();
        int index = clients.keySet().iterator().next();
        for (Map.Entry<Integer, DhcpClientSettings> client : environment.settings.entrySet()) {
            if (parsed != null && client.getValue().mac().equals(parsed.chaddr())) {
                index = client.getKey();
            }
        }
        carryOut(index, clients.get(index).received(message, now));
    }

    private void onRelease(CompletableFuture<Void> done, long now) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        clients.forEach((index, client) -> {
            List<DhcpAction> later = new ArrayList<>();
            for (DhcpAction action : client.release(now)) {
                if (action instanceof DhcpAction.Deconfigure) {
                    later.add(action);
                } else {
                    carryOut(index, List.of(action));
                }
            }
            if (!later.isEmpty()) {
                CompletableFuture<Void> released = new CompletableFuture<>();
                all.add(released);
                timers.startSingleTimer("release-" + index, new Released(later, index, released), RELEASE_TIME);
            }
            arm(index);
        });
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).thenRun(() -> done.complete(null));
    }

    private void carryOut(int index, List<DhcpAction> actions) {
        for (DhcpAction action : actions) {
            if (action instanceof DhcpAction.Broadcast send) {
                send(index, send.message(), send.source(), Ipv4Address.BROADCAST);
            } else if (action instanceof DhcpAction.Unicast send) {
                send(index, send.message(), send.source(), send.server());
            } else if (action instanceof DhcpAction.Probe probe) {
                probe(index, probe.address());
            } else if (action instanceof DhcpAction.Configure configure) {
                interfaces.configure(index, configure.lease());
                completeWaiting();
            } else if (action instanceof DhcpAction.Deconfigure deconfigure) {
                LOG.info("{} is given up: {}", deconfigure.lease().prefix(), deconfigure.reason());
                interfaces.deconfigure(index);
            }
        }
        arm(index);
    }

    /** Past the UDP socket, which sends by the routes of an interface that may have none yet. */
    private void send(int index, DhcpMessage message, Ipv4Address source, Ipv4Address destination) {
        byte[] octets = message.emit();
        PacketBuffer packet = environment.allocator.allocate(octets.length);
        packet.append(octets, 0, octets.length);
        UdpHeader.prepend(
                packet, source.value(), DhcpMessage.CLIENT_PORT, destination.value(), DhcpMessage.SERVER_PORT);
        if (destination.equals(Ipv4Address.BROADCAST)) {
            environment.ipv4.tell(new Ipv4Actor.Broadcast(index, packet, source.value(), IpProtocol.UDP));
        } else {
            environment.ipv4.tell(new Ipv4Actor.Transmit(
                    packet,
                    source.value(),
                    destination.value(),
                    IpProtocol.UDP,
                    0,
                    Ipv4Actor.Transmit.DEFAULT_TTL,
                    false));
        }
    }

    private void probe(int index, Ipv4Address address) {
        ActorRef<LayerMessage> self = context.getSelf();
        environment
                .probe
                .isTaken(index, address)
                .whenComplete((taken, failure) -> self.tell(new Probed(index, address, failure == null && taken)));
    }

    private void completeWaiting() {
        clients.values().stream()
                .map(DhcpClient::lease)
                .filter(lease -> lease != null)
                .findFirst()
                .ifPresent(lease -> {
                    // After the interface has the address: IPv4 answers in order.
                    List<CompletableFuture<DhcpLease>> all = List.copyOf(waiting);
                    waiting.clear();
                    interfaces.whenConfigured(() -> all.forEach(result -> result.complete(lease)));
                });
    }

    private void arm(int index) {
        long deadline = clients.get(index).nextDeadline();
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(index);
        } else {
            long delay = Math.max(0, deadline - environment.clock.nanos());
            timers.startSingleTimer(index, new Tick(index), Duration.ofNanos(delay));
        }
    }
}
