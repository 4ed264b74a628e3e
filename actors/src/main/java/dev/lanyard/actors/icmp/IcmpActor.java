package dev.lanyard.actors.icmp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * ICMP of a node (RFC 792, RFC 1122 §3.2.2): answers echoes, sends echoes for those who ask, tells others of errors and takes
 * theirs to the transports.
 *
 * <p>If it fails, it restarts under the same reference without echo endpoints, and tells their listeners.
 */
public final class IcmpActor {
    /** Internetwork control, the precedence of errors (RFC 1812 §4.3.2.5). */
    private static final int ERROR_TOS = 0xc0;

    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final Environment environment;
    private final IcmpCounters counters;
    private final ActorContext<LayerMessage> context;
    private final EchoTable<ActorRef<EchoEvent>> endpoints = new EchoTable<>();
    private final ErrorLimiter errors;
    private RoutingTable routes = RoutingTable.EMPTY;

    private IcmpActor(ActorRef<Ipv4Actor.Command> ipv4, Environment environment, ActorContext<LayerMessage> context) {
        this.ipv4 = ipv4;
        this.environment = environment;
        this.counters = environment.counters;
        this.context = context;
        this.errors = new ErrorLimiter(environment.clock.nanos());
    }

    /** What ICMP needs of its node. */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, IcmpCounters counters) {}

    /** What ICMP is told by who sends echoes. */
    public sealed interface Command extends LayerMessage permits OpenEcho, SendEcho, CloseEcho {}

    /**
     * Opens an echo endpoint. It closes by {@link CloseEcho}, or when its listener stops.
     *
     * @param listener hears of replies and errors
     * @param identifier of the endpoint, chosen at random; fails with IOException if too many are open
     */
    public record OpenEcho(ActorRef<EchoEvent> listener, CompletableFuture<Integer> identifier) implements Command {}

    /**
     * Sends an echo. If it cannot be sent, the listener hears {@link EchoFailed}, as if the error had come from outside.
     *
     * @param identifier of an open endpoint; otherwise nothing is sent
     * @param destination a host or, to ask all, a broadcast address
     * @param sequence 0 to 65,535
     * @param ttl 1 to 255
     * @param payload up to 65,507 bytes; handed over
     */
    public record SendEcho(
            int identifier, Ipv4Address destination, int sequence, int ttl, boolean dontFragment, byte[] payload)
            implements Command {}

    public record CloseEcho(int identifier) implements Command {}

    /** What the listener of an echo endpoint hears. */
    public sealed interface EchoEvent extends LayerMessage permits EchoReplied, EchoFailed, EchoLost {}

    /**
     * Somebody answered an echo.
     *
     * @param ttl that the reply arrived with
     * @param payload as it came back; with 8 more bytes it was the ICMP message
     * @param receivedAt on the node's clock, in nanoseconds
     */
    public record EchoReplied(Ipv4Address source, int sequence, int ttl, byte[] payload, long receivedAt)
            implements EchoEvent {}

    /** An echo could not be delivered. */
    public record EchoFailed(IcmpError error, int sequence) implements EchoEvent {}

    /** ICMP has failed and forgotten the listener's endpoints: nothing more comes for them. */
    public record EchoLost() implements EchoEvent {}

    public static Behavior<LayerMessage> create(ActorRef<Ipv4Actor.Command> ipv4, Environment environment) {
        return Behaviors.supervise(
                        Behaviors.<LayerMessage>setup(context -> new IcmpActor(ipv4, environment, context).start()))
                .onFailure(SupervisorStrategy.restart());
    }

    private Behavior<LayerMessage> start() {
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.ICMP, context.getSelf().narrow()));
        ipv4.tell(new Ipv4Actor.BindReports(context.getSelf().narrow()));
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> {
            if (signal instanceof Terminated terminated) {
                endpoints.closeAll(terminated.getRef().unsafeUpcast());
            } else if (signal instanceof PreRestart) {
                endpoints.listeners().forEach(listener -> listener.tell(new EchoLost()));
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TransportEvent.Delivered delivered) {
            onDelivered(delivered.packets());
        } else if (message instanceof IcmpReport report) {
            onReport(report);
        } else if (message instanceof SendEcho send) {
            onSendEcho(send);
        } else if (message instanceof TransportEvent.ErrorReceived received) {
            onError(received.error());
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            routes = changed.routes();
        } else if (message instanceof OpenEcho open) {
            onOpenEcho(open);
        } else if (message instanceof CloseEcho close) {
            ActorRef<EchoEvent> listener = endpoints.close(close.identifier);
            if (listener != null && !endpoints.has(listener)) {
                context.unwatch(listener);
            }
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onDelivered(PacketBatch packets) {
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            IcmpDrop drop = IcmpHeader.check(packet);
            if (drop == null) {
                drop = onPacket(packet);
            }
            if (drop != null) {
                counters.group.drop(drop);
            }
        }
        packets.release();
    }

    /** Reads a packet, which stays the caller's. */
    private IcmpDrop onPacket(PacketBuffer packet) {
        if (!routes.isLocal(Ipv4Header.destination(packet))) {
            return IcmpDrop.BROADCAST;
        }
        switch (IcmpHeader.type(packet)) {
            case IcmpType.ECHO:
                answer(packet);
                return null;
            case IcmpType.ECHO_REPLY:
                return onReply(packet);
            case IcmpType.DESTINATION_UNREACHABLE:
            case IcmpType.TIME_EXCEEDED:
            case IcmpType.PARAMETER_PROBLEM:
                return onErrorMessage(packet);
            case IcmpType.TIMESTAMP:
                return answer(
                        packet, IcmpQueries.timestamp(packet, environment.clock.instant(), environment.allocator));
            case IcmpType.ADDRESS_MASK_REQUEST:
                return answer(packet, IcmpQueries.mask(packet, routes, environment.allocator));
            case IcmpType.REDIRECT:
                return onRedirect(packet);
            case IcmpType.SOURCE_QUENCH:
                return IcmpDrop.SOURCE_QUENCH;
            default:
                return IcmpDrop.UNKNOWN_TYPE;
        }
    }

    private void answer(PacketBuffer echo) {
        counters.echoesReceived.increment();
        int length = echo.length() - IcmpHeader.LENGTH;
        PacketBuffer reply = environment.allocator.allocate(length);
        reply.append(length);
        reply.bytes().put(reply.head(), echo.bytes(), echo.head() + IcmpHeader.LENGTH, length);
        IcmpHeader.prepend(reply, IcmpType.ECHO_REPLY, 0, echo.getInt(IcmpHeader.IDENTIFIER_OFFSET));
        counters.echoesAnswered.increment();
        transmit(reply, Ipv4Header.destination(echo), Ipv4Header.source(echo), Ipv4Header.tos(echo));
    }

    private IcmpDrop onReply(PacketBuffer packet) {
        ActorRef<EchoEvent> listener = endpoints.get(IcmpHeader.identifier(packet));
        if (listener == null) {
            return IcmpDrop.UNKNOWN_IDENTIFIER;
        }
        counters.repliesReceived.increment();
        byte[] payload = new byte[packet.length() - IcmpHeader.LENGTH];
        packet.getBytes(IcmpHeader.LENGTH, payload, 0, payload.length);
        listener.tell(new EchoReplied(
                new Ipv4Address(Ipv4Header.source(packet)),
                IcmpHeader.sequence(packet),
                Ipv4Header.ttl(packet),
                payload,
                environment.clock.nanos()));
        return null;
    }

    private IcmpDrop onErrorMessage(PacketBuffer packet) {
        IcmpDrop drop = IcmpErrors.checkReceived(packet);
        if (drop == null) {
            counters.errorsReceived.increment();
            IcmpError error = IcmpErrors.parse(packet);
            if (error.protocol() == IpProtocol.ICMP) {
                onError(error);
            } else {
                ipv4.tell(new Ipv4Actor.Deliver(error));
            }
        }
        return drop;
    }

    /** Sends the answer to a query, if there is one. */
    private IcmpDrop answer(PacketBuffer query, PacketBuffer reply) {
        if (reply == null) {
            return IcmpDrop.QUERY_REFUSED;
        }
        counters.queriesAnswered.increment();
        transmit(reply, Ipv4Header.destination(query), Ipv4Header.source(query), Ipv4Header.tos(query));
        return null;
    }

    /** Whether it is to be followed, the IPv4 layer knows. */
    private IcmpDrop onRedirect(PacketBuffer packet) {
        IcmpDrop drop = IcmpErrors.checkReceived(packet);
        if (drop == null && IcmpHeader.code(packet) > IcmpType.REDIRECT_HOST) {
            drop = IcmpDrop.REDIRECT; // for a type of service
        }
        if (drop == null) {
            IcmpError error = IcmpErrors.parse(packet);
            Ipv4Address gateway = new Ipv4Address(packet.getInt(IcmpHeader.GATEWAY_OFFSET));
            ipv4.tell(new RoutingCommand.Redirect(error.reporter(), error.destination(), gateway));
        }
        return drop;
    }

    /** An error about an ICMP message of ours: its type, identifier and sequence number are in the quoted eight bytes. */
    private void onError(IcmpError error) {
        long quoted = error.quotedTransport();
        ActorRef<EchoEvent> listener = endpoints.get((int) (quoted >>> 16) & 0xffff);
        if (quoted >>> 56 != IcmpType.ECHO) {
            return; // about an answer or an error of ours: nobody is to hear of it
        }
        if (listener == null) {
            counters.group.drop(IcmpDrop.UNKNOWN_IDENTIFIER);
        } else {
            if (error.isAboutPathMtu()) {
                ipv4.tell(new RoutingCommand.PathMtu(error.destination().value(), error.nextHopMtu()));
            }
            listener.tell(new EchoFailed(error, (int) quoted & 0xffff));
        }
    }

    private void onReport(IcmpReport report) {
        IcmpDrop drop = IcmpErrors.checkReport(report.packet(), routes);
        if (drop == null && !errors.take(Ipv4Header.source(report.packet()), environment.clock.nanos())) {
            drop = IcmpDrop.RATE_LIMITED;
        }
        if (drop == null) {
            counters.errorsSent.increment();
            PacketBuffer message = IcmpErrors.build(report, environment.allocator);
            // A router speaks from the address of the interface that the message leaves by (RFC 1812 §4.3.2.4).
            int destination = Ipv4Header.destination(report.packet());
            transmit(
                    message,
                    routes.isLocal(destination) ? destination : 0,
                    Ipv4Header.source(report.packet()),
                    ERROR_TOS);
        } else {
            counters.group.drop(drop);
        }
        report.packet().release();
    }

    private void onOpenEcho(OpenEcho open) {
        context.watch(open.listener);
        int identifier = endpoints.open(open.listener, environment.random);
        if (identifier < 0) {
            if (!endpoints.has(open.listener)) {
                context.unwatch(open.listener);
            }
            open.identifier.completeExceptionally(
                    new IOException("too many echo endpoints are open: " + EchoTable.LIMIT));
            return;
        }
        open.identifier.complete(identifier);
    }

    private void onSendEcho(SendEcho send) {
        if (endpoints.get(send.identifier) == null) {
            counters.group.drop(IcmpDrop.UNKNOWN_IDENTIFIER);
            return;
        }
        counters.echoesSent.increment();
        PacketBuffer packet = environment.allocator.allocate(send.payload.length);
        packet.append(send.payload, 0, send.payload.length);
        IcmpHeader.prepend(packet, IcmpType.ECHO, 0, send.identifier << 16 | send.sequence & 0xffff);
        ipv4.tell(new Ipv4Actor.Transmit(
                packet, 0, send.destination.value(), IpProtocol.ICMP, 0, send.ttl, send.dontFragment));
    }

    private void transmit(PacketBuffer packet, int source, int destination, int tos) {
        ipv4.tell(new Ipv4Actor.Transmit(
                packet, source, destination, IpProtocol.ICMP, tos, Ipv4Actor.Transmit.DEFAULT_TTL, false));
    }
}
