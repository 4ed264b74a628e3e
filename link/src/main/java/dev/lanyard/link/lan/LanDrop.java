package dev.lanyard.link.lan;

import dev.lanyard.link.counters.CounterGroup;

/** Why a LAN did not deliver a frame. */
public enum LanDrop {
    /** Drawn by {@link Impairments#loss()}. */
    LOSS,
    /** The queue in front of a cable with a limited rate was full. */
    QUEUE_FULL,
    /** Larger than {@link Impairments#blackHole()}. */
    BLACK_HOLE,
    /** A partition keeps sender and receiver apart. */
    PARTITION,
    /** The sender's or the receiver's port is down. */
    PORT_DOWN,
    /** No layer is attached to the receiver's port. */
    NOT_ATTACHED,
    /** There is no other port that it could go to. */
    NO_RECEIVER,
    /** Larger than the MTU. */
    TOO_BIG,
    /** Shorter than an Ethernet header. */
    RUNT,
    /** Its checksum cannot be completed, or it is a super-segment that cannot be cut. */
    NOT_OFFLOADABLE,
    /** {@link DeliveryQueue#LIMIT} frames were under way. */
    OVERLOAD;

    private final String comment = "dropped: " + CounterGroup.label(this);

    /** As it reads in a capture: {@code dropped: queue-full}. */
    String comment() {
        return comment;
    }
}
