package dev.lanyard.actors.tcp;

/** Whether a connection uses explicit congestion notification (RFC 3168). */
public enum EcnMode {
    OFF,
    /** Agrees if the peer asks for it. */
    PASSIVE,
    /** Asks for it, too. */
    ON
}
