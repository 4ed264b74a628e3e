package dev.lanyard.apps.traceroute;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.Alarm;
import dev.lanyard.apps.Repeat;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One run of {@code traceroute}: one probe after the other, one line for each TTL. */
final class TracerouteRun {
    private final TracerouteCommand options;
    private final CommandContext context;
    private final Ipv4Address destination;
    private final Prober prober;
    private final Alarm overdue;
    private StringBuilder line;
    private Ipv4Address lastFrom;
    private int ttl;
    private int number;
    private boolean reached;
    private boolean interrupted;
    private CompletableFuture<Prober.Answer> current = new CompletableFuture<>();

    TracerouteRun(TracerouteCommand options, CommandContext context, Ipv4Address destination, Prober prober) {
        this.options = options;
        this.context = context;
        this.destination = destination;
        this.prober = prober;
        this.overdue = new Alarm(context.node().system().loop());
        this.ttl = options.first;
    }

    CompletionStage<CommandResult> start() {
        String target =
                options.host.equals(destination.toString()) ? options.host : options.host + " (" + destination + ")";
        context.print("traceroute to " + target + ", " + options.last + " hops max");
        context.interrupted().thenRun(() -> {
            interrupted = true;
            current.complete(null);
        });
        return Repeat.whileTrue(this::next).handle((done, failure) -> {
            overdue.cancel();
            prober.close();
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            int status = reached ? CommandResult.OK : CommandResult.FAILED;
            return new CommandResult(status, Map.of("hops", (long) ttl, "reached", reached));
        });
    }

    /** Sends a probe; says whether another is to follow. */
    private CompletionStage<Boolean> next() {
        if (interrupted) {
            return CompletableFuture.completedStage(false);
        }
        if (number % options.probes == 0) {
            line = new StringBuilder(String.format(Locale.ROOT, "%2d ", ttl));
            lastFrom = null;
        }
        long sent = context.node().clock().nanos();
        current = prober.probe(ttl, number++);
        CompletableFuture<Prober.Answer> probe = current;
        overdue.set(sent + options.timeout.toNanos(), () -> probe.complete(null));
        return probe.thenApply(answer -> settle(answer, sent));
    }

    private boolean settle(Prober.Answer answer, long sent) {
        overdue.cancel();
        if (answer == null) {
            line.append(" *");
        } else {
            if (!answer.from().equals(lastFrom)) {
                line.append(' ').append(answer.from());
                lastFrom = answer.from();
            }
            double milliseconds = (context.node().clock().nanos() - sent) / 1e6;
            line.append(String.format(Locale.ROOT, "  %.2f ms", milliseconds));
            line.append(answer.mark().isEmpty() ? "" : " " + answer.mark());
            reached |= answer.reached();
        }
        if (number % options.probes != 0 && !interrupted) {
            return true;
        }
        context.print(line.toString());
        boolean ended = reached || answer != null && !answer.mark().isEmpty() || ttl == options.last;
        if (!ended) {
            ttl++;
        }
        return !ended;
    }
}
