package dev.lanyard.actors.dhcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.Signal;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.dhcp.DhcpProtocol.AskStatus;
import dev.lanyard.actors.dhcp.DhcpProtocol.AwaitLease;
import dev.lanyard.actors.dhcp.DhcpProtocol.Conflict;
import dev.lanyard.actors.dhcp.DhcpProtocol.Inform;
import dev.lanyard.actors.dhcp.DhcpProtocol.Release;
import dev.lanyard.actors.dhcp.DhcpProtocol.Renew;
import dev.lanyard.actors.dhcp.DhcpProtocol.Status;
import dev.lanyard.actors.dhcp.DhcpProtocol.Stop;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DHCP clients of a node's interfaces, which share port 68: carries out what {@link DhcpClient} and {@link DhcpInform} want,
 * and configures the interfaces with what it gets.
 *
 * <p>If it fails, its clients begin anew with the leases that are in use, which they have confirmed and let end in time.
 */
public final class DhcpActor {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpActor.class);

    /** Time for ARP to find the server, before the address goes with which it is asked. */
    private static final Duration RELEASE_TIME = Duration.ofMillis(250);

    private static final Object INFORM_TIMER = "inform";

    private final Environment environment;
    private final ActorContext<LayerMessage> context;
    private final TimerScheduler<LayerMessage> timers;
    private final Map<Integer, DhcpClient> clients = new TreeMap<>();
    private final DhcpInforms informs;
    private final DhcpTransmitter transmitter;
    private final DhcpMemories memories;
    private final Kept kept;
    private final List<CompletableFuture<Void>> releases = new ArrayList<>();

    private DhcpActor(
            Environment environment,
            Kept kept,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.environment = environment;
        this.kept = kept;
        this.context = context;
        this.timers = timers;
        this.transmitter = new DhcpTransmitter(environment.allocator, environment.ipv4::tell);
        this.memories = new DhcpMemories(environment.memories, environment.settings, environment.clock);
        this.informs = new DhcpInforms(environment.random, environment.counters, new InformOutput());
        environment.settings.forEach((index, settings) -> {
            DhcpClient client = new DhcpClient(settings, environment.random, environment.counters);
            clients.put(index, client);
            if (kept.interfaces.lease(index) == null) {
                memories.recall(index, client);
            } else {
                client.resume(kept.interfaces.lease(index));
            }
        });
    }

    /**
     * What the clients need of their node.
     *
     * @param settings of the clients by the index of their interfaces
     * @param memories of those clients whose leases are remembered beyond the node
     * @param probe looks for other hosts with an address
     * @param listener told what servers said, that of the lowest interface first, whenever that changes
     */
    public record Environment(
            Clock clock,
            RandomGenerator random,
            PacketAllocator allocator,
            DhcpCounters counters,
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<UdpActor.Command> udp,
            Map<Integer, DhcpClientSettings> settings,
            Map<Integer, DhcpMemory> memories,
            AddressProbe probe,
            Consumer<List<DhcpParameters>> listener) {}

    private record Received(byte[] message) implements LayerMessage {}

    private record Probed(int index, Ipv4Address address, boolean taken) implements LayerMessage {}

    private record Tick(int index) implements LayerMessage {}

    private record InformTick() implements LayerMessage {}

    private record Released(List<DhcpAction> actions, int index, CompletableFuture<Void> done)
            implements LayerMessage {}

    /** What outlives a restart. */
    private static final class Kept {
        final ActorRef<DhcpPortActor.Command> port;
        final DhcpInterfaces interfaces;
        final List<CompletableFuture<DhcpLease>> waiting = new ArrayList<>();

        Kept(Environment environment, ActorRef<DhcpPortActor.Command> port) {
            this.port = port;
            this.interfaces = new DhcpInterfaces(environment.ipv4::tell, environment.listener);
        }
    }

    public static Behavior<LayerMessage> create(Environment environment) {
        return Behaviors.setup(outside -> {
            ActorRef<LayerMessage> self = outside.getSelf();
            ActorRef<DhcpPortActor.Command> port = outside.spawn(
                    DhcpPortActor.create(environment.udp, message -> self.tell(new Received(message))), "port");
            Kept kept = new Kept(environment, port);
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context ->
                            Behaviors.withTimers(timers -> new DhcpActor(environment, kept, context, timers).start())))
                    .onFailure(SupervisorStrategy.restart().withStopChildren(false)); // the port
        });
    }

    private Behavior<LayerMessage> start() {
        if (!clients.isEmpty()) {
            kept.port.tell(new DhcpPortActor.Open());
            environment.ipv4.tell(
                    new InterfaceCommand.WatchLinks(context.getSelf().narrow()));
        }
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> onSignal(signal));
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
        } else if (message instanceof InformTick) {
            informs.elapsed(now);
            armInforms();
        } else if (message instanceof Released released) {
            carryOut(released.index, released.actions);
            released.done.complete(null);
        } else if (message instanceof DhcpProtocol.Command command) {
            onCommand(command, now);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onCommand(DhcpProtocol.Command command, long now) {
        if (command instanceof AwaitLease await) {
            kept.waiting.add(await.result());
            completeWaiting();
        } else if (command instanceof AskStatus ask) {
            List<Status> statuses = new ArrayList<>();
            clients.forEach((index, client) -> statuses.add(new Status(index, client.state(), client.lease())));
            ask.result().complete(statuses);
        } else if (command instanceof Renew renew) {
            chosen(renew.index()).forEach((index, client) -> carryOut(index, client.renew(now)));
        } else if (command instanceof Conflict conflict) {
            chosen(Optional.of(conflict.index())).forEach((index, client) -> carryOut(index, client.conflict(now)));
        } else if (command instanceof Release release) {
            release(chosen(release.index()), release.done(), now);
        } else if (command instanceof Stop stop) {
            Map<Integer, DhcpClient> forgetful = new TreeMap<>(clients);
            forgetful.keySet().removeAll(environment.memories.keySet());
            release(forgetful, stop.done(), now);
        } else if (command instanceof Inform inform) {
            kept.port.tell(new DhcpPortActor.Open());
            informs.ask(inform, now);
            armInforms();
        }
    }

    private Behavior<LayerMessage> onSignal(Signal signal) {
        if (signal instanceof PreRestart || signal instanceof PostStop) {
            SocketException stopped = new SocketException("DHCP stopped");
            informs.fail(stopped);
            releases.forEach(release -> release.completeExceptionally(stopped));
        }
        return Behaviors.same();
    }

    private Map<Integer, DhcpClient> chosen(Optional<Integer> index) {
        Map<Integer, DhcpClient> chosen = new TreeMap<>(clients);
        index.ifPresent(one -> chosen.keySet().retainAll(List.of(one)));
        return chosen;
    }

    /** The message is for the interface whose hardware address it names. */
    private void onReceived(byte[] message, long now) {
        DhcpMessage parsed = DhcpMessage.parse(message).message();
        if (parsed != null && informs.received(parsed, now)) {
            armInforms();
            return;
        }
        if (clients.isEmpty()) {
            environment.counters.group.drop(DhcpDrop.UNEXPECTED);
            return;
        }
        int index = clients.keySet().iterator().next();
        for (Map.Entry<Integer, DhcpClientSettings> client : environment.settings.entrySet()) {
            if (parsed != null && client.getValue().mac().equals(parsed.chaddr())) {
                index = client.getKey();
            }
        }
        carryOut(index, clients.get(index).received(message, now));
    }

    private void release(Map<Integer, DhcpClient> which, CompletableFuture<Void> done, long now) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        which.forEach((index, client) -> {
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
        releases.removeIf(CompletableFuture::isDone);
        releases.addAll(all);
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).whenComplete((ok, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure.getCause());
            }
        });
    }

    private void carryOut(int index, List<DhcpAction> actions) {
        for (DhcpAction action : actions) {
            if (action instanceof DhcpAction.Probe probe) {
                probe(index, probe.address());
            } else if (action instanceof DhcpAction.Configure configure) {
                kept.interfaces.configure(index, configure.lease());
                memories.remember(index, configure.lease());
                completeWaiting();
            } else if (action instanceof DhcpAction.Deconfigure deconfigure) {
                LOG.info("{} is given up: {}", deconfigure.lease().prefix(), deconfigure.reason());
                kept.interfaces.deconfigure(index);
                memories.forget(index, deconfigure.lease());
            } else {
                transmitter.send(index, action);
            }
        }
        arm(index);
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
                    List<CompletableFuture<DhcpLease>> all = List.copyOf(kept.waiting);
                    kept.waiting.clear();
                    kept.interfaces.whenConfigured(() -> all.forEach(result -> result.complete(lease)));
                });
    }

    private void arm(int index) {
        arm(index, clients.get(index).nextDeadline(), new Tick(index));
    }

    private void armInforms() {
        arm(INFORM_TIMER, informs.nextDeadline(), new InformTick());
        if (informs.isEmpty() && clients.isEmpty()) {
            kept.port.tell(new DhcpPortActor.Close());
        }
    }

    private void arm(Object timer, long deadline, LayerMessage tick) {
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(timer);
        } else {
            long delay = Math.max(0, deadline - environment.clock.nanos());
            timers.startSingleTimer(timer, tick, Duration.ofNanos(delay));
        }
    }

    /** Carries out what the questions want done. */
    private final class InformOutput implements DhcpInforms.Output {
        @Override
        public void send(int index, DhcpAction action) {
            transmitter.send(index, action);
        }

        @Override
        public void informed(int index, DhcpParameters parameters) {
            kept.interfaces.informed(index, parameters);
        }
    }
}
