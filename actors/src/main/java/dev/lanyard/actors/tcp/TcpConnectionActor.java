package dev.lanyard.actors.tcp;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Abort;
import dev.lanyard.actors.tcp.TcpConnectionCommand.AtMark;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Close;
import dev.lanyard.actors.tcp.TcpConnectionCommand.GetInfo;
import dev.lanyard.actors.tcp.TcpConnectionCommand.GetOptions;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Receive;
import dev.lanyard.actors.tcp.TcpConnectionCommand.ReceiveUrgent;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Send;
import dev.lanyard.actors.tcp.TcpConnectionCommand.SendUrgent;
import dev.lanyard.actors.tcp.TcpConnectionCommand.SetOption;
import dev.lanyard.actors.tcp.TcpConnectionCommand.ShutdownOutput;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Established;
import dev.lanyard.actors.tcp.TcpProtocol.Retired;
import dev.lanyard.actors.tcp.TcpProtocol.Returned;
import dev.lanyard.actors.tcp.TcpProtocol.Segments;
import dev.lanyard.actors.tcp.TcpProtocol.Unbind;
import dev.lanyard.actors.tcp.TcpProtocol.Unbound;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: a shell around {@link TcpConnection} that carries segments, time and the application's wishes to it, and
 * its effects away. It lives until the application has let go of it and both sides are done.
 */
public final class TcpConnectionActor {
    /** The ECN field of the type of service octet, all set if a router has marked the packet (RFC 3168 §5). */
    private static final int ECN_FIELD = 3;

    private static final Logger LOG = LoggerFactory.getLogger(TcpConnectionActor.class);
    private static final long NEVER = Long.MAX_VALUE;
    /** What to assume of a path whose router does not say (RFC 1191 §5). */
    private static final int MTU_OF_OLD_ROUTERS = 576;

    private final ActorContext<LayerMessage> context;
    private final ActorRef<LayerMessage> tcp;
    private final TcpToIpv4 ipv4;
    private final TcpActor.Environment environment;
    private final Opening opening;
    private final TcpSegment incoming;
    private final Effects effects = new Effects();
    private final SocketOperations operations;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final TcpConnection connection;

    /** What the timer is armed for, which may be earlier than what is due next: then it is armed again. */
    private long armedFor = NEVER;

    private Cancellable timer = Cancellable.alreadyCancelled();
    private Cancellable lingering = Cancellable.alreadyCancelled();

    private boolean continuing;
    /** Nothing more comes from {@link TcpActor}: segments that are on their way here hold buffers. */
    private boolean unbound;
    /** It has reached TIME_WAIT: segments that still come here are for {@link TcpActor}. */
    private boolean retired;
    /** This program is at fault, and the connection not to be touched again. */
    private boolean broken;

    private long now;
    private long retransmits;
    /** Only while somebody hears of events. */
    private ConnectionReporter reporter;

    private TcpConnectionActor(
            Opening opening,
            ActorRef<LayerMessage> tcp,
            TcpToIpv4 ipv4,
            TcpActor.Environment environment,
            ActorContext<LayerMessage> context) {
        this.opening = opening;
        this.tcp = tcp;
        this.ipv4 = ipv4;
        this.environment = environment;
        this.context = context;
        incoming = opening.parameters.node().incoming;
        now = environment.clock().nanos();
        connection = opening.syn == null
                ? TcpConnection.active(opening.parameters)
                : TcpConnection.passive(opening.parameters, opening.syn, now);
        operations = new SocketOperations(
                connection, effects, opening.parameters.settings().linger());
    }

    /**
     * How a connection begins.
     *
     * @param syn the peer's, or null if this node opens it
     * @param result of opening it, or null if the peer does
     */
    record Opening(
            Binding binding, TcpParameters parameters, TcpSegment syn, CompletableFuture<TcpActor.Opened> result) {
        Endpoint local() {
            return binding.local();
        }

        Endpoint remote() {
            return binding.remote();
        }
    }

    /** ICMP said something about a segment of this connection, or someone forged that. */
    record Failed(IcmpError error) implements LayerMessage {}

    private enum Internal implements LayerMessage {
        TICK,
        LINGERED,
        CONTINUE
    }

    static Behavior<LayerMessage> create(
            Opening opening, ActorRef<LayerMessage> tcp, TcpToIpv4 ipv4, TcpActor.Environment environment) {
        return Behaviors.setup(context -> {
            try {
                return new TcpConnectionActor(opening, tcp, ipv4, environment, context).start();
            } catch (RuntimeException | AssertionError e) {
                LOG.error("connection {} to {} cannot begin", opening.local(), opening.remote(), e);
                environment.counters().faults.increment();
                tcp.tell(new Unbind(opening.binding));
                return Behaviors.stopped();
            }
        });
    }

    private Behavior<LayerMessage> start() {
        if (opening.result != null) {
            ActorRef<LayerMessage> self = context.getSelf();
            opening.result.whenComplete((opened, failure) -> {
                if (opening.result.isCancelled()) {
                    self.tell(new Abort(new CompletableFuture<>()));
                }
            });
        }
        if (opening.binding.resumed) {
            connection.resume(now);
        } else {
            connection.open(now, effects);
        }
        arm();
        return Behaviors.receive((c, message) -> guarded(message), (c, signal) -> {
            if (signal instanceof PostStop) {
                stopped();
            }
            return Behaviors.same();
        });
    }

    /** A fault in here costs this connection and nothing else. */
    private Behavior<LayerMessage> guarded(LayerMessage message) {
        if (!broken) {
            try {
                return onMessage(message);
            } catch (RuntimeException | AssertionError e) {
                LOG.error("connection {} to {} is reset", opening.local(), opening.remote(), e);
                environment.counters().faults.increment();
                broken = true;
                abandon();
                return Behaviors.same();
            }
        }
        if (message instanceof Segments segments) {
            segments.packets().release();
        } else if (message instanceof GetInfo get) {
            get.result().completeExceptionally(TcpErrors.closed());
        }
        return message instanceof Unbound ? Behaviors.stopped() : Behaviors.same();
    }

    /** Resets the connection as well as it still can. */
    private void abandon() {
        try {
            connection.abort(now, effects);
        } catch (RuntimeException | AssertionError e) {
            LOG.error("connection {} to {} cannot even be reset", opening.local(), opening.remote(), e);
        }
        operations.stop();
        tcp.tell(new Unbind(opening.binding));
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        now = environment.clock().nanos();
        if (message instanceof Segments segments) {
            onSegments(segments.packets());
        } else if (message instanceof Send send) {
            operations.send(send, now);
        } else if (message instanceof Receive receive) {
            operations.receive(receive);
        } else if (message == Internal.TICK) {
            // one that was armed for later than it came is stale
            if (now >= armedFor) {
                armedFor = NEVER;
                connection.onTimer(now, effects);
            }
        } else if (message == Internal.CONTINUE) {
            continuing = false;
            connection.flush(now, effects);
        } else if (message == Internal.LINGERED) {
            operations.lingered();
        } else if (message instanceof Failed failed) {
            onFailed(failed.error);
        } else if (message instanceof Unbound) {
            unbound = true;
        } else if (message instanceof TcpConnectionCommand command) {
            onCommand(command);
        } else {
            return Behaviors.unhandled();
        }
        return settle();
    }

    private void onCommand(TcpConnectionCommand command) {
        if (command instanceof ShutdownOutput shutdown) {
            operations.shutdownOutput(shutdown, now);
        } else if (command instanceof Close close) {
            if (operations.close(close, now)) {
                lingering = after(operations.linger(), Internal.LINGERED);
            }
        } else if (command instanceof Abort abort) {
            operations.abort(abort, now);
        } else if (command instanceof SetOption set) {
            operations.set(set, now);
        } else if (command instanceof GetOptions get) {
            get.result().complete(connection.options(operations.linger()));
        } else if (command instanceof GetInfo get) {
            get.result().complete(connection.info());
        } else if (command instanceof SendUrgent urgent) {
            operations.sendUrgent(urgent);
        } else if (command instanceof ReceiveUrgent urgent) {
            operations.receiveUrgent(urgent);
        } else if (command instanceof AtMark mark) {
            mark.result().complete(connection.atMark());
        }
    }

    private void onSegments(PacketBatch packets) {
        int i = 0;
        connection.deliverTo(operations.input().target());
        try {
            for (; i < packets.size(); i++) {
                onSegment(packets.get(i));
            }
        } finally {
            for (; i < packets.size(); i++) {
                packets.get(i).release();
            }
        }
        incoming.packet = null;
        operations.input().onData(connection.endDelivery(now), now);
        connection.flush(now, effects);
    }

    private static boolean isMarked(PacketBuffer packet) {
        return packet.networkHeader() >= 0 && (Ipv4Header.tos(packet) & ECN_FIELD) == ECN_FIELD;
    }

    private void onSegment(PacketBuffer packet) {
        if (connection.state() == TcpState.TIME_WAIT) {
            retire();
        }
        if (retired) {
            tcp.tell(new Returned(PacketBatch.of(packet)));
            return;
        }
        TcpHeader.read(packet, incoming);
        incoming.congestionExperienced = isMarked(packet);
        TcpDrop drop = connection.onSegment(incoming, now, effects);
        if (drop != null) {
            environment.counters().group.drop(drop);
        } else if (incoming.has(TcpSegment.RST)) {
            environment.counters().resetsReceived.increment();
        }
        packet.release();
    }

    /** RFC 5927 §4, §5: only about what is in flight, and hard only while the connection is opening. */
    private void onFailed(IcmpError error) {
        int seq = error.sequenceNumber();
        if (error.type() == IcmpType.DESTINATION_UNREACHABLE && error.code() == IcmpType.FRAGMENTATION_NEEDED) {
            int mtu = error.nextHopMtu() == 0 ? MTU_OF_OLD_ROUTERS : error.nextHopMtu();
            if (connection.onPathMtu(mtu, seq, now, effects) && error.isAboutPathMtu()) {
                ipv4.pathMtu(error.destination().value(), mtu);
            }
            return;
        }
        boolean nobody = error.type() == IcmpType.DESTINATION_UNREACHABLE
                && (error.code() == IcmpType.PORT_UNREACHABLE || error.code() == IcmpType.PROTOCOL_UNREACHABLE);
        // what a layer of our own says about the next hop cannot be forged
        boolean own = error.reporter().equals(error.source());
        connection.onIcmpError(nobody ? TcpFailure.REFUSED : TcpFailure.UNREACHABLE, nobody || own, seq, effects);
    }

    private void report() {
        if (environment.events().isWatched()) {
            if (reporter == null) {
                reporter = new ConnectionReporter(
                        environment.events(), opening.local(), opening.remote(), TcpState.SYN_SENT);
            }
            reporter.look(connection, now);
        } else {
            reporter = null;
        }
    }

    /** In TIME_WAIT nothing is left to do here: {@link TcpActor} answers for the connection from now on. */
    private void retire() {
        connection.flush(now, effects);
        retired = true;
        tcp.tell(new Retired(opening.binding, connection.timeWait(opening.binding.addresses, opening.binding.ports)));
        connection.retire(effects);
    }

    /** What follows every message: results, the timer, and the end. */
    private Behavior<LayerMessage> settle() {
        report();
        if (connection.state() == TcpState.TIME_WAIT) {
            retire();
        }
        operations.settle(now);
        long total = connection.retransmits();
        environment.counters().retransmitted.add(total - retransmits);
        retransmits = total;
        if (unbound && operations.isReleased()) {
            return Behaviors.stopped();
        }
        if (connection.wantsFlush() && !continuing) {
            continuing = true;
            context.getSelf().tell(Internal.CONTINUE);
        }
        arm();
        return Behaviors.same();
    }

    /** Arms the one timer, unless it is armed for then or earlier. */
    private void arm() {
        long deadline = connection.deadline();
        if (deadline < armedFor) {
            armedFor = deadline;
            timer.cancel();
            timer = after(Duration.ofNanos(Math.max(0, deadline - now)), Internal.TICK);
        }
    }

    /** Akka's timers would cost several times as much: they log, and a connection needs one only. */
    private Cancellable after(Duration delay, Internal message) {
        return context.scheduleOnce(delay, context.getSelf(), message);
    }

    private void stopped() {
        timer.cancel();
        lingering.cancel();
        connection.release();
        // without a word to the peer: the layers below may be gone, and the next segment that it sends is answered by
        // RST
        operations.stop();
        if (opening.result != null && !opening.result.isDone()) {
            opening.result.completeExceptionally(TcpErrors.closed());
        }
        closed.complete(null);
    }

    private final class Effects implements TcpEffects {
        @Override
        public void transmit(TcpSegment segment) {
            Binding binding = opening.binding;
            segment.sourcePort = binding.ports >>> 16;
            segment.destinationPort = binding.ports & 0xffff;
            ipv4.transmit(segment, binding.addresses, connection.marks());
        }

        @Override
        public void connected() {
            TcpActor.Opened opened =
                    new TcpActor.Opened(context.getSelf().narrow(), opening.local(), opening.remote(), closed);
            operations.connected();
            if (opening.result == null) {
                tcp.tell(new Established(opening.binding, opened));
            } else if (!opening.result.complete(opened)) {
                context.getSelf().tell(new Abort(new CompletableFuture<>()));
            }
        }

        @Override
        public void readable() {}

        @Override
        public void writable() {
            operations.writable();
        }

        @Override
        public void remoteClosed() {}

        @Override
        public void pathMtuShrank(int mtu) {
            ipv4.pathMtu((int) opening.binding.addresses, mtu);
        }

        @Override
        public void pathMtuGrew(int mtu) {
            ipv4.pathMtuProved((int) opening.binding.addresses, mtu);
        }

        @Override
        public void closed(TcpFailure failure) {
            if (!retired) {
                report();
                if (reporter != null) {
                    reporter.closed(failure, now);
                }
                tcp.tell(new Unbind(opening.binding));
            }
            if (operations.ended(failure) && opening.result != null) {
                environment.counters().failedOpens.increment();
                opening.result.completeExceptionally(
                        failure == null ? TcpErrors.closed() : TcpErrors.connecting(failure));
            }
        }
    }
}
