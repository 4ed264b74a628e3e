package dev.lanyard.actors.icmp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpLimits;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TimeOfDay;
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
    private ErrorLimiter errors;
    private RoutingTable routes = RoutingTable.EMPTY;

    private IcmpActor(ActorRef<Ipv4Actor.Command> ipv4, Environment environment, ActorContext<LayerMessage> context) {
        this.ipv4 = ipv4;
        this.environment = environment;
        this.counters = environment.counters;
        this.context = context;
        this.errors = new ErrorLimiter(IcmpLimits.DEFAULT, environment.clock.nanos());
    }

    /** What ICMP needs of its node. */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, IcmpCounters counters) {}

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
                endpoints.listeners().forEach(listener -> listener.tell(new EchoEvent.Lost()));
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TransportEvent.Delivered delivered) {
            onDelivered(delivered.packets());
        } else if (message instanceof IcmpReport report) {
            onReport(report);
        } else if (message instanceof EchoCommand.Send send) {
            onSendEcho(send);
        } else if (message instanceof TransportEvent.ErrorReceived received) {
            onError(received.error());
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            routes = changed.routes();
        } else if (message instanceof TransportEvent.SettingsChanged changed) {
            errors = new ErrorLimiter(changed.settings().icmpLimits(), environment.clock.nanos());
        } else if (message instanceof EchoCommand.Open open) {
            onOpenEcho(open);
        } else if (message instanceof EchoCommand.Close close) {
            ActorRef<EchoEvent> listener = endpoints.close(close.identifier());
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
        PacketBuffer reply = IcmpEcho.answer(echo, environment.allocator);
        counters.echoesAnswered.increment();
        transmitAnswer(echo, reply);
    }

    /** Sends an answer from where the request was sent to, with those options that go back (RFC 1122 §3.2.2.6). */
    private void transmitAnswer(PacketBuffer request, PacketBuffer answer) {
        IpOptions.Reply back = IpOptions.reply(recordedOptions(request), Ipv4Header.source(request));
        int source = Ipv4Header.destination(request);
        ipv4.tell(message(answer, source, back.firstHop(), Ipv4Header.tos(request))
                .withOptions(back.options()));
    }

    /** The options of a packet that was delivered, with what we have to record in them (RFC 1122 §3.2.1.8). */
    private byte[] recordedOptions(PacketBuffer packet) {
        byte[] options = Ipv4Header.deliveredOptions(packet);
        if (options.length > 0) {
            int time = TimeOfDay.milliseconds(environment.clock.instant());
            IpOptions.record(options, Ipv4Header.destination(packet), routes::isOwn, time);
        }
        return options;
    }

    private IcmpDrop onReply(PacketBuffer packet) {
        ActorRef<EchoEvent> listener = endpoints.get(IcmpHeader.identifier(packet));
        if (listener == null) {
            return IcmpDrop.UNKNOWN_IDENTIFIER;
        }
        counters.repliesReceived.increment();
        listener.tell(IcmpEcho.replied(packet, recordedOptions(packet), environment.clock.nanos()));
        return null;
    }

    private IcmpDrop onErrorMessage(PacketBuffer packet) {
        IcmpDrop drop = IcmpErrors.checkReceived(packet);
        if (drop == null) {
            counters.errorsReceived.increment();
            IcmpError error = IcmpErrors.parse(packet);
            ipv4.tell(new Ipv4Actor.Deliver(error)); // to whom it concerns; perhaps back to us
        }
        return drop;
    }

    /** Sends the answer to a query, if there is one. */
    private IcmpDrop answer(PacketBuffer query, PacketBuffer reply) {
        if (reply == null) {
            return IcmpDrop.QUERY_REFUSED;
        }
        counters.queriesAnswered.increment();
        transmitAnswer(query, reply);
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

    /** An error about an ICMP message of ours; nobody is to hear of it if that was an answer or an error itself. */
    private void onError(IcmpError error) {
        if (!IcmpEcho.isAboutRequest(error)) {
            return;
        }
        ActorRef<EchoEvent> listener = endpoints.get(IcmpEcho.identifier(error));
        if (listener == null) {
            counters.group.drop(IcmpDrop.UNKNOWN_IDENTIFIER);
        } else {
            if (error.isAboutPathMtu()) {
                ipv4.tell(new RoutingCommand.PathMtu(error.destination().value(), error.nextHopMtu()));
            }
            listener.tell(new EchoEvent.Failed(error, IcmpEcho.sequence(error)));
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

    private void onOpenEcho(EchoCommand.Open open) {
        context.watch(open.listener());
        int identifier = endpoints.open(open.listener(), environment.random);
        if (identifier < 0) {
            if (!endpoints.has(open.listener())) {
                context.unwatch(open.listener());
            }
            open.identifier()
                    .completeExceptionally(new IOException("too many echo endpoints are open: " + EchoTable.LIMIT));
            return;
        }
        open.identifier().complete(identifier);
    }

    private void onSendEcho(EchoCommand.Send send) {
        if (endpoints.get(send.identifier()) == null) {
            counters.group.drop(IcmpDrop.UNKNOWN_IDENTIFIER);
            return;
        }
        counters.echoesSent.increment();
        ipv4.tell(new Ipv4Actor.Transmit(
                        IcmpEcho.request(send, environment.allocator),
                        0,
                        send.destination().value(),
                        IpProtocol.ICMP,
                        0,
                        send.ttl(),
                        send.dontFragment())
                .withOptions(send.options()));
    }

    private void transmit(PacketBuffer packet, int source, int destination, int tos) {
        ipv4.tell(message(packet, source, destination, tos));
    }

    private static Ipv4Actor.Transmit message(PacketBuffer packet, int source, int destination, int tos) {
        int ttl = Ipv4Actor.Transmit.DEFAULT_TTL;
        return new Ipv4Actor.Transmit(packet, source, destination, IpProtocol.ICMP, tos, ttl, false);
    }
}
