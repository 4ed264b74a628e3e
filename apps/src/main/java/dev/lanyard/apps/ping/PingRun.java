package dev.lanyard.apps.ping;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.Alarm;
import dev.lanyard.apps.Repeat;
import dev.lanyard.link.loop.EventLoop;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.socket.EchoSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One run of {@code ping}: sends at its interval, hears answers meanwhile, and ends when every request is settled. */
final class PingRun {
    private static final int ICMP_HEADER = 8;

    private final PingCommand options;
    private final CommandContext context;
    private final Ipv4Address destination;
    private final EchoSocket socket;
    private final Alarm nextRequest;
    private final Alarm oldestDue;
    private final PingStatistics statistics;
    private final RecordedText recorded = new RecordedText();
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();

    PingRun(PingCommand options, CommandContext context, Ipv4Address destination, EchoSocket socket) {
        this.options = options;
        this.context = context;
        this.destination = destination;
        this.socket = socket;
        EventLoop loop = context.node().system().loop();
        this.nextRequest = new Alarm(loop);
        this.oldestDue = new Alarm(loop);
        this.statistics = new PingStatistics(options.timeout.toNanos());
    }

    CompletionStage<CommandResult> start() {
        String target =
                options.host.equals(destination.toString()) ? options.host : options.host + " (" + destination + ")";
        context.print("PING " + target + " " + options.size + " bytes of data.");
        Repeat.forever(() -> socket.receive().thenAccept(this::onEvent)).exceptionally(failure -> {
            end(); // the node stops, or this has closed the socket
            return null;
        });
        context.interrupted().thenRun(this::end);
        sendNext(now());
        return result;
    }

    private long now() {
        return context.node().clock().nanos();
    }

    private boolean allSent() {
        return options.count > 0 && statistics.transmitted() == options.count;
    }

    /**
     * @param planned when this request was to be sent: the next one follows that, not the delay with which it was
     */
    private void sendNext(long planned) {
        if (result.isDone()) {
            return;
        }
        int sequence = statistics.sent(now());
        if (!allSent()) {
            long next = planned + options.interval.toNanos();
            nextRequest.set(next, () -> sendNext(next));
        }
        socket.send(destination, sequence, options.size, options.ttl, options.ipOptions())
                .exceptionally(failure -> {
                    onFailure(sequence, "seq=" + sequence + " not sent: " + CommandInterpreter.message(failure));
                    return null;
                });
        watch();
    }

    private void onEvent(EchoSocket.Event event) {
        if (event instanceof EchoSocket.Reply reply) {
            onReply(reply);
        } else if (event instanceof EchoSocket.Failure failure) {
            onFailure(
                    failure.sequence(),
                    "From " + failure.reporter() + " seq=" + failure.sequence() + " " + failure.text());
        }
    }

    private void onReply(EchoSocket.Reply reply) {
        PingStatistics.Answer answer = statistics.answered(reply.sequence(), now());
        if (answer == null || result.isDone()) {
            return;
        }
        context.print((reply.bytes() + ICMP_HEADER) + " bytes from " + reply.source() + ": seq=" + reply.sequence()
                + " ttl=" + reply.ttl() + " time=" + PingStatistics.milliseconds(answer.time()) + " ms"
                + (answer.duplicate() ? " (duplicate)" : "")
                + (reply.matches() ? "" : " (not the data that was sent)"));
        recorded.lines(reply.options()).forEach(context::print);
        watch();
    }

    private void onFailure(int sequence, String line) {
        if (!result.isDone()) {
            statistics.failed(sequence);
            context.print(line);
            watch();
        }
    }

    private void onTimeout() {
        statistics.overdue(now()).forEach(sequence -> context.print("no answer: seq=" + sequence));
        watch();
    }

    /** Waits for the oldest request that is not settled, or ends if none is and none will be. */
    private void watch() {
        if (result.isDone()) {
            return;
        }
        if (!statistics.settled()) {
            oldestDue.set(statistics.nextDue(), this::onTimeout);
        } else if (allSent()) {
            end();
        }
    }

    private void end() {
        if (result.isDone()) {
            return;
        }
        nextRequest.cancel();
        oldestDue.cancel();
        context.print("--- " + options.host + " ping statistics ---");
        context.print(statistics.summary());
        result.complete(statistics.result());
        socket.close();
    }
}
