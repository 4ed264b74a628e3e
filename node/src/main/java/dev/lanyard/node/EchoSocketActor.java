package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.icmp.EchoCommand;
import dev.lanyard.actors.icmp.EchoEvent;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpText;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.node.socket.EchoSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Listens for what comes of the echo requests of one socket and keeps it until it is received. */
final class EchoSocketActor {
    /** Events that wait to be received; the oldest is dropped for one more. */
    private static final int QUEUE = 1024;

    /** ICMP answers at once, unless it fails with the order in its hands. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Overdue OVERDUE = new Overdue();

    private final ActorContext<LayerMessage> context;
    private final ActorRef<EchoCommand> icmp;
    private final int identifier;
    private final ArrayDeque<EchoSocket.Event> events = new ArrayDeque<>();
    private CompletableFuture<EchoSocket.Event> receiver;

    private EchoSocketActor(ActorContext<LayerMessage> context, ActorRef<EchoCommand> icmp, int identifier) {
        this.context = context;
        this.icmp = icmp;
        this.identifier = identifier;
    }

    sealed interface Command extends LayerMessage permits Send, Receive, Close {}

    record Send(Ipv4Address destination, int sequence, int size, int ttl, byte[] options, CompletableFuture<Void> done)
            implements Command {}

    record Receive(CompletableFuture<EchoSocket.Event> result) implements Command {}

    record Close() implements Command {}

    /** An open socket. */
    record Opened(ActorRef<Command> socket, CompletableFuture<Void> closed) {}

    private record Identified(int identifier) implements LayerMessage {}

    private record Refused(Throwable reason) implements LayerMessage {}

    private record Overdue() implements LayerMessage {}

    static Behavior<LayerMessage> create(ActorRef<EchoCommand> icmp, CompletableFuture<Opened> opened) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<LayerMessage> self = context.getSelf();
            CompletableFuture<Integer> identifier = new CompletableFuture<>();
            // Completed on the event loop, as all results are.
            identifier.whenComplete(
                    (id, failure) -> self.tell(failure == null ? new Identified(id) : new Refused(failure)));
            icmp.tell(new EchoCommand.Open(self.narrow(), identifier));
            timers.startSingleTimer(OVERDUE, OVERDUE, PATIENCE);
            return opening(context, timers, icmp, opened);
        }));
    }

    private static Behavior<LayerMessage> opening(
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers,
            ActorRef<EchoCommand> icmp,
            CompletableFuture<Opened> opened) {
        return Behaviors.receive(LayerMessage.class)
                .onMessage(Identified.class, identified -> {
                    timers.cancel(OVERDUE);
                    CompletableFuture<Void> closed = new CompletableFuture<>();
                    opened.complete(new Opened(context.getSelf().narrow(), closed));
                    return new EchoSocketActor(context, icmp, identified.identifier).open(closed);
                })
                .onMessage(Overdue.class, overdue -> {
                    opened.completeExceptionally(new IOException("ICMP has failed: try again"));
                    return Behaviors.stopped();
                })
                .onMessage(Refused.class, refused -> {
                    opened.completeExceptionally(refused.reason);
                    return Behaviors.stopped();
                })
                .build();
    }

    private Behavior<LayerMessage> open(CompletableFuture<Void> closed) {
        return Behaviors.receive(LayerMessage.class)
                .onMessage(Send.class, this::onSend)
                .onMessage(Receive.class, this::onReceive)
                .onMessage(EchoEvent.Replied.class, this::onReplied)
                .onMessage(EchoEvent.Failed.class, this::onFailed)
                .onMessage(Close.class, close -> Behaviors.stopped())
                .onMessage(EchoEvent.Lost.class, lost -> Behaviors.stopped())
                .onSignal(PostStop.class, stop -> {
                    icmp.tell(new EchoCommand.Close(identifier));
                    closed.complete(null);
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<LayerMessage> onSend(Send send) {
        icmp.tell(new EchoCommand.Send(
                identifier,
                send.destination,
                send.sequence,
                send.ttl,
                false,
                payload(send.sequence, send.size),
                send.options));
        send.done.complete(null);
        return Behaviors.same();
    }

    /** A pattern that differs from one request to the next, so that a reply shows whose data it has. */
    private static byte[] payload(int sequence, int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (sequence + i);
        }
        return payload;
    }

    private Behavior<LayerMessage> onReceive(Receive receive) {
        if (receiver != null && !receiver.isDone()) {
            receive.result.completeExceptionally(new IllegalStateException("a receive is outstanding"));
        } else if (events.isEmpty()) {
            receiver = receive.result;
        } else {
            receive.result.complete(events.poll());
        }
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onReplied(EchoEvent.Replied reply) {
        byte[] data = reply.payload();
        boolean matches = Arrays.equals(data, payload(reply.sequence(), data.length));
        offer(new EchoSocket.Reply(
                reply.sequence(), reply.source(), data.length, reply.ttl(), matches, reply.options()));
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onFailed(EchoEvent.Failed failed) {
        IcmpError error = failed.error();
        offer(new EchoSocket.Failure(
                failed.sequence(),
                error.reporter(),
                error.type(),
                error.code(),
                IcmpText.describe(error.type(), error.code())));
        return Behaviors.same();
    }

    private void offer(EchoSocket.Event event) {
        if (receiver != null && receiver.complete(event)) {
            receiver = null;
            return;
        }
        if (events.size() == QUEUE) {
            events.poll();
        }
        events.add(event);
    }
}
