package dev.lanyard.link.lan;

import java.util.random.RandomGenerator;

/**
 * One direction of a cable. {@link #offer} says what becomes of a frame; times are nanoseconds on the caller's clock and must
 * not go back.
 *
 * <p>A frame waits in a queue, is sent at the rate, and then is under way for the delay plus or minus the jitter. What is lost
 * was sent: it has taken its time on the line. Frames arrive in the order in which they were offered, except those that
 * {@link Impairments#reorder()} chose; these go without delay and jitter (as netem does it), and hold up nothing. A change of
 * impairments concerns the frames offered after it; a shorter delay lets none of them overtake those under way.
 */
final class Pipe {
    /** Of a frame at the rate: the bytes that are sent, with the frame check sequence, without preamble and gap. */
    static final int FCS_LENGTH = 4;

    private static final int ETHERNET_HEADER = 14;
    private static final long BIT_NANOS_PER_BYTE = 8 * 1_000_000_000L;

    private final long latency;
    private final RandomGenerator random;
    private Impairments impairments;
    private long delay;
    private long jitter;

    private long lineFreeAt = Long.MIN_VALUE;
    private long fraction;
    private long lastDelivery = Long.MIN_VALUE;

    // departures of frames not yet sent, a ring
    private long[] departures = new long[16];
    private int first;
    private int waiting;

    private long deliverAt;
    private boolean duplicated;
    private boolean corrupted;

    /**
     * @param latency nanoseconds under way where the impairments state no delay
     */
    Pipe(long latency, Impairments impairments, RandomGenerator random) {
        this.latency = latency;
        this.random = random;
        impairments(impairments);
    }

    /** What becomes of a frame. */
    enum Verdict {
        DELIVER,
        LOSS,
        QUEUE_FULL,
        BLACK_HOLE
    }

    Impairments impairments() {
        return impairments;
    }

    void impairments(Impairments changed) {
        impairments = changed;
        delay = changed.delay().isZero() ? latency : changed.delay().toNanos();
        jitter = changed.jitter().toNanos();
        fraction = 0;
    }

    /**
     * Takes a frame. If the verdict is {@link Verdict#DELIVER}, the accessors below tell more until the next offer.
     *
     * @param length of the frame in bytes, without the FCS
     */
    Verdict offer(int length, long now) {
        if (impairments.blackHole() > 0 && length - ETHERNET_HEADER > impairments.blackHole()) {
            return Verdict.BLACK_HOLE;
        }
        forgetDepartures(now);
        long departure = Math.max(now, lineFreeAt);
        if (impairments.rateBitsPerSecond() > 0 || departure > now) {
            if (waiting >= impairments.queueLimit()) {
                return Verdict.QUEUE_FULL;
            }
            departure = send(length, departure, lineFreeAt < now);
        }
        if (happens(impairments.loss())) {
            return Verdict.LOSS;
        }
        if (happens(impairments.reorder())) {
            deliverAt = departure;
        } else {
            deliverAt = Math.max(plus(departure, flight()), lastDelivery);
            lastDelivery = deliverAt;
        }
        duplicated = happens(impairments.duplicate());
        corrupted = happens(impairments.corrupt());
        return Verdict.DELIVER;
    }

    /** When the frame arrives. */
    long deliverAt() {
        return deliverAt;
    }

    /** Whether it arrives twice, one right after the other. */
    boolean duplicated() {
        return duplicated;
    }

    /** Whether a bit of it changes. */
    boolean corrupted() {
        return corrupted;
    }

    /** A number below the bound from the stream of this pipe. */
    int draw(int bound) {
        return random.nextInt(bound);
    }

    /** Whether a frame offered now would arrive now and unharmed, with nothing to decide or to remember. */
    boolean isTransparent(long now) {
        return impairments == Impairments.NONE && latency == 0 && lineFreeAt <= now && lastDelivery <= now;
    }

    /** Frames that are not yet sent. */
    int waiting(long now) {
        forgetDepartures(now);
        return waiting;
    }

    private long send(int length, long start, boolean idle) {
        long end = start;
        long rate = impairments.rateBitsPerSecond();
        if (rate > 0) {
            // The remainder is carried over, so that a busy line runs at exactly its rate.
            long bitNanos = (length + FCS_LENGTH) * BIT_NANOS_PER_BYTE + (idle ? 0 : fraction);
            end = plus(start, bitNanos / rate);
            fraction = bitNanos % rate;
        }
        lineFreeAt = end;
        if (waiting == departures.length) {
            long[] larger = new long[2 * waiting];
            for (int i = 0; i < waiting; i++) {
                larger[i] = departures[first + i & waiting - 1];
            }
            departures = larger;
            first = 0;
        }
        departures[first + waiting++ & departures.length - 1] = end;
        return end;
    }

    private void forgetDepartures(long now) {
        while (waiting > 0 && departures[first] <= now) {
            first = first + 1 & departures.length - 1;
            waiting--;
        }
    }

    private long flight() {
        return jitter == 0 ? delay : Math.max(0, delay + random.nextLong(-jitter, jitter + 1));
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** The sum of a time and a span of at least 0, at most {@link Long#MAX_VALUE}. */
    private static long plus(long time, long span) {
        long sum = time + span;
        return sum < time ? Long.MAX_VALUE : sum;
    }
}
