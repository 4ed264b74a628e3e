package dev.lanyard.apps.ping;

import dev.lanyard.node.command.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of each echo request. Times are nanoseconds of one monotonic clock. A request is settled when it is answered,
 * when an error about it comes, or when it is given up; an answer that comes after that still counts as received.
 */
final class PingStatistics {
    /** Sequence numbers are 16 bits on the wire; a new request takes the place of the one 65,536 before it. */
    private static final int SEQUENCES = 1 << 16;

    private final long timeout;
    private final Map<Integer, Request> requests = new HashMap<>();
    private final Map<Integer, Request> unsettled = new LinkedHashMap<>();
    private long transmitted;
    private long received;
    private long duplicates;
    private long errors;
    private long shortest = Long.MAX_VALUE;
    private long longest;
    private long sum;

    private static final class Request {
        final int sequence;
        final long sentAt;
        boolean answered;

        Request(int sequence, long sentAt) {
            this.sequence = sequence;
            this.sentAt = sentAt;
        }
    }

    /**
     * An answer to a request.
     *
     * @param time from request to answer in nanoseconds
     * @param duplicate whether it is not the first to that request
     */
    record Answer(long time, boolean duplicate) {}

    /**
     * @param timeout after which a request is given up, in nanoseconds
     */
    PingStatistics(long timeout) {
        this.timeout = timeout;
    }

    /** Counts the next request; returns its sequence number, which begins at 1. */
    int sent(long now) {
        transmitted++;
        Request request = new Request((int) (transmitted % SEQUENCES), now);
        requests.put(request.sequence, request);
        unsettled.remove(request.sequence);
        unsettled.put(request.sequence, request);
        return request.sequence;
    }

    /** Counts an answer; returns null if there was no such request. */
    Answer answered(int sequence, long now) {
        Request request = requests.get(sequence);
        if (request == null) {
            return null;
        }
        unsettled.remove(sequence);
        long time = now - request.sentAt;
        if (request.answered) {
            duplicates++;
            return new Answer(time, true);
        }
        request.answered = true;
        received++;
        sum += time;
        shortest = Math.min(shortest, time);
        longest = Math.max(longest, time);
        return new Answer(time, false);
    }

    /** Counts an error about a request. */
    void failed(int sequence) {
        errors++;
        unsettled.remove(sequence);
    }

    /** The sequence numbers of requests that have waited too long, which are thereby given up, in order of sending. */
    List<Integer> overdue(long now) {
        List<Integer> given = new ArrayList<>();
        for (Request request : unsettled.values()) {
            if (request.sentAt + timeout - now <= 0) {
                given.add(request.sequence);
            }
        }
        unsettled.keySet().removeAll(given);
        return given;
    }

    /** When the oldest unsettled request is overdue; only if one {@linkplain #settled() is not settled}. */
    long nextDue() {
        return unsettled.values().iterator().next().sentAt + timeout;
    }

    /** Whether every request is settled. */
    boolean settled() {
        return unsettled.isEmpty();
    }

    long transmitted() {
        return transmitted;
    }

    /** Per cent of the requests that were not answered. */
    double loss() {
        return transmitted == 0 ? 0 : 100.0 * (transmitted - received) / transmitted;
    }

    /** The line behind the heading. */
    String summary() {
        StringBuilder line = new StringBuilder();
        line.append(transmitted)
                .append(" packets transmitted, ")
                .append(received)
                .append(" received, ");
        if (duplicates > 0) {
            line.append('+').append(duplicates).append(" duplicates, ");
        }
        if (errors > 0) {
            line.append('+').append(errors).append(" errors, ");
        }
        line.append(percent(loss())).append("% loss");
        if (received > 0) {
            line.append(String.format(
                    Locale.ROOT,
                    ", time min/avg/max %s/%s/%s ms",
                    milliseconds(shortest),
                    milliseconds(sum / received),
                    milliseconds(longest)));
        }
        return line.toString();
    }

    CommandResult result() {
        CommandResult result = CommandResult.of(received > 0 ? CommandResult.OK : CommandResult.FAILED)
                .with("transmitted", transmitted)
                .with("received", received)
                .with("loss", loss())
                .with("duplicates", duplicates)
                .with("errors", errors);
        return received == 0
                ? result
                : result.with("min", Duration.ofNanos(shortest))
                        .with("avg", Duration.ofNanos(sum / received))
                        .with("max", Duration.ofNanos(longest));
    }

    static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }

    private static String percent(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
