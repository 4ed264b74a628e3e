package dev.lanyard.actors.udp;

/** Why a datagram was dropped by UDP. */
public enum UdpDrop {
    /** Received: shorter than its header. */
    TRUNCATED,
    /** Received: the length field is less than the header's, or more than arrived. */
    BAD_LENGTH,
    BAD_CHECKSUM,
    /** Received: no socket has the port. */
    PORT_UNREACHABLE,
    /** Received: for a group that no socket with the port is in, or that none wants to hear from its source (RFC 3376 §3.1). */
    NOT_A_MEMBER,
    /** Received: the socket's queue is full. */
    RECEIVE_QUEUE_FULL,
    /** Received: the socket was closed meanwhile. */
    SOCKET_CLOSED,
    /** To be sent: more than 65,507 bytes, or than the path takes where nothing may be fragmented. */
    MESSAGE_TOO_LONG,
    /** To be sent: no route leads there. */
    NO_ROUTE,
    /** To be sent: to all, and the socket may not. */
    BROADCAST_NOT_ALLOWED,
    /** To be sent: to port 0. */
    BAD_PORT
}
