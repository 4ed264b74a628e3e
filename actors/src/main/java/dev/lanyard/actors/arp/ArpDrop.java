package dev.lanyard.actors.arp;

/** Why an ARP packet, or a packet that waited for ARP, was dropped. */
public enum ArpDrop {
    TRUNCATED,
    BAD_HARDWARE_TYPE,
    BAD_PROTOCOL_TYPE,
    BAD_ADDRESS_LENGTH,
    BAD_OPERATION,
    /** The sender's hardware address is a group's or zero. */
    BAD_SENDER_MAC,
    /** The sender's protocol address can name no single host. */
    BAD_SENDER_ADDRESS,
    /** Another station claims one of our addresses. */
    ADDRESS_CONFLICT,
    /** A reply that nobody asked for, or that contradicts what is known. */
    UNSOLICITED_REPLY,
    /** A packet: too many wait for this neighbour, and it was the oldest. */
    PENDING_QUEUE_FULL,
    /** A packet: too many bytes wait for neighbours in all. */
    PENDING_BYTES_FULL,
    /** A packet: all entries of the cache are in use. */
    CACHE_FULL
}
