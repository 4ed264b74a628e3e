package dev.lanyard.link.lan;

/** A direction of a port's cable, seen from the node at the port. */
public enum LanDirection {
    TRANSMIT,
    RECEIVE,
    BOTH;

    boolean transmits() {
        return this != RECEIVE;
    }

    boolean receives() {
        return this != TRANSMIT;
    }
}
