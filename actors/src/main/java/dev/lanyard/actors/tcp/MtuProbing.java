package dev.lanyard.actors.tcp;

/** When a connection looks for the MTU of its path by itself (RFC 4821), besides listening to routers (RFC 1191). */
public enum MtuProbing {
    /** Never: where routers do not say that packets are too large, connections hang. */
    OFF,
    /** Once full-sized segments are lost again and again, or a router has named a smaller MTU. */
    AFTER_BLACK_HOLE,
    /** From the beginning: connections start with the base MSS. */
    ALWAYS
}
