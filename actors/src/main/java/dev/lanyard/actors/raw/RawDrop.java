package dev.lanyard.actors.raw;

/** Why a packet was not handed to a raw socket, or by one to the network. */
public enum RawDrop {
    /** Received: a socket has as much as its buffer holds that nobody has received yet. */
    RECEIVE_QUEUE_FULL,
    /** Received: nobody takes the protocol, and no raw socket wants this packet of it. */
    NO_SOCKET,
    /** To be sent: the header that the user wrote is no IPv4 header, or the protocol needs one and there is none. */
    BAD_HEADER,
    /** To be sent: larger than 65,535 bytes, or than the MTU while it is not to be fragmented. */
    MESSAGE_TOO_LONG,
    /** To be sent: no route leads there. */
    NO_ROUTE,
    /** To be sent: to all, which the socket may not. */
    BROADCAST_NOT_ALLOWED
}
