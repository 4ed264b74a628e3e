package dev.lanyard.actors.tcp;

/** Why a segment was not processed. Each reason is a counter. */
public enum TcpDrop {
    /** Shorter than a TCP header. */
    TRUNCATED,
    /** The data offset is below 5 words or points behind the segment. */
    BAD_DATA_OFFSET,
    BAD_CHECKSUM,
    /** SYN together with FIN or RST. */
    BAD_FLAGS,
    /** A source that names no single other host: 0.0.0.0, broadcast, multicast, or this node itself. */
    BAD_SOURCE,
    /** To a broadcast or multicast address (RFC 9293 §3.9.2.3). */
    BAD_DESTINATION,
    /** No connection and no listener: answered by RST, unless it was one. */
    NO_LISTENER,
    /** The listener's backlog or queue of half-open connections is full. */
    BACKLOG_FULL,
    /** The table of connections is full. */
    TABLE_FULL,
    /** Outside of the receive window. */
    OUT_OF_WINDOW,
    /** Older than the newest timestamp seen (RFC 7323 §5). */
    PAWS,
    /** Timestamps were negotiated and this segment has none (RFC 7323 §3.2). */
    MISSING_TIMESTAMP,
    /** RST whose sequence number is not exactly the next one expected (RFC 5961 §3). */
    INEXACT_RESET,
    /** SYN in a synchronized state (RFC 5961 §4). */
    UNEXPECTED_SYN,
    /** No ACK where every segment has one. */
    MISSING_ACK,
    /** Acknowledges what was never sent, or what was acknowledged long ago (RFC 5961 §5). */
    BAD_ACK,
    /** Neither SYN nor RST during an active open. */
    UNEXPECTED_IN_SYN_SENT,
    /** Data for an application that has closed: answered by RST. */
    DATA_AFTER_CLOSE,
    /** RST in TIME_WAIT (RFC 1337). */
    RESET_IN_TIME_WAIT,
    /** A new hole, with as many of them as are kept. */
    TOO_MANY_HOLES,
    /** The buffers of all connections together hold as much as the node allows. */
    NO_MEMORY,
    /** The connection is gone. */
    CLOSED
}
