package dev.lanyard.link.lan;

import dev.lanyard.link.LinkCapabilities;
import java.time.Duration;

/**
 * What one direction of a cable does to frames. Each property has a {@code with…} method that changes only that one.
 *
 * @param delay time a frame is under way after it was sent, 0 to {@link #LONGEST_DELAY}; 0 means the latency that the cable has of
 *     itself
 * @param jitter most by which the delay is longer or shorter, drawn evenly, 0 to {@link #LONGEST_DELAY}; never reorders frames
 * @param rateBitsPerSecond how fast frames are sent, 0 if in no time
 * @param queueLimit frames, 1 or more, that may wait for or be in the course of being sent; the next one is dropped. Nothing waits
 *     where the rate is unlimited
 * @param loss probability, 0 to 1, that a frame vanishes after it was sent
 * @param duplicate probability, 0 to 1, that a frame arrives twice
 * @param reorder probability, 0 to 1, that a frame goes without the delay and so overtakes those before it
 * @param corrupt probability, 0 to 1, that one bit of a frame changes unnoticed by Ethernet
 * @param blackHole packets of more bytes vanish, and nobody says so, as behind a router whose errors do not arrive: 0 for none,
 *     or 68 and more
 */
public record Impairments(
        Duration delay,
        Duration jitter,
        long rateBitsPerSecond,
        int queueLimit,
        double loss,
        double duplicate,
        double reorder,
        double corrupt,
        int blackHole) {
    public static final Duration LONGEST_DELAY = Duration.ofDays(1);
    public static final int DEFAULT_QUEUE_LIMIT = 1000;

    /** A perfect cable. */
    public static final Impairments NONE =
            new Impairments(Duration.ZERO, Duration.ZERO, 0, DEFAULT_QUEUE_LIMIT, 0, 0, 0, 0);

    /** Without a black hole. */
    public Impairments(
            Duration delay,
            Duration jitter,
            long rateBitsPerSecond,
            int queueLimit,
            double loss,
            double duplicate,
            double reorder,
            double corrupt) {
        this(delay, jitter, rateBitsPerSecond, queueLimit, loss, duplicate, reorder, corrupt, 0);
    }

    /**
     * @throws IllegalArgumentException if a value is out of its range; the message names it
     */
    public Impairments {
        requireDelay("delay", delay);
        requireDelay("jitter", jitter);
        if (rateBitsPerSecond < 0) {
            throw new IllegalArgumentException("rate " + rateBitsPerSecond + " bit/s is negative");
        }
        if (queueLimit < 1) {
            throw new IllegalArgumentException("queue limit " + queueLimit + " is less than one packet");
        }
        requireProbability("loss", loss);
        requireProbability("duplicate", duplicate);
        requireProbability("reorder", reorder);
        requireProbability("corrupt", corrupt);
        if (blackHole != 0 && blackHole < LinkCapabilities.MINIMUM_MTU) {
            throw new IllegalArgumentException("a black hole for packets of more than " + blackHole
                    + " bytes would swallow too much; choose 0 for none, or " + LinkCapabilities.MINIMUM_MTU
                    + " and more");
        }
    }

    private static void requireDelay(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException(name + " " + value + " is not between 0 and " + LONGEST_DELAY);
        }
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) { // NaN is neither
            throw new IllegalArgumentException(name + " " + value + " is not a probability between 0 and 1");
        }
    }

    public Impairments withDelay(Duration value) {
        return new Impairments(
                value, jitter, rateBitsPerSecond, queueLimit, loss, duplicate, reorder, corrupt, blackHole);
    }

    public Impairments withJitter(Duration value) {
        return new Impairments(
                delay, value, rateBitsPerSecond, queueLimit, loss, duplicate, reorder, corrupt, blackHole);
    }

    public Impairments withRate(long bitsPerSecond) {
        return new Impairments(delay, jitter, bitsPerSecond, queueLimit, loss, duplicate, reorder, corrupt, blackHole);
    }

    public Impairments withQueueLimit(int packets) {
        return new Impairments(delay, jitter, rateBitsPerSecond, packets, loss, duplicate, reorder, corrupt, blackHole);
    }

    public Impairments withLoss(double probability) {
        return new Impairments(
                delay, jitter, rateBitsPerSecond, queueLimit, probability, duplicate, reorder, corrupt, blackHole);
    }

    public Impairments withDuplicate(double probability) {
        return new Impairments(
                delay, jitter, rateBitsPerSecond, queueLimit, loss, probability, reorder, corrupt, blackHole);
    }

    public Impairments withReorder(double probability) {
        return new Impairments(
                delay, jitter, rateBitsPerSecond, queueLimit, loss, duplicate, probability, corrupt, blackHole);
    }

    public Impairments withCorrupt(double probability) {
        return new Impairments(
                delay, jitter, rateBitsPerSecond, queueLimit, loss, duplicate, reorder, probability, blackHole);
    }

    public Impairments withBlackHole(int bytes) {
        return new Impairments(delay, jitter, rateBitsPerSecond, queueLimit, loss, duplicate, reorder, corrupt, bytes);
    }
}
