package dev.lanyard.actors.ethernet;

/** Why a frame was dropped by the Ethernet layer. */
public enum EthernetDrop {
    /** Received: shorter than its header. */
    TRUNCATED,
    /** Received: the source names a group of stations. */
    GROUP_SOURCE,
    /** Received: for another station. */
    NOT_FOR_US,
    /** Received: for a group that this node has not joined. */
    NOT_OUR_GROUP,
    /** Received: nobody here takes its EtherType, or it is an IEEE 802.3 length. */
    UNKNOWN_ETHERTYPE,
    /** Of a packet socket: its filter threw an exception over a frame. */
    FILTER_FAILED,
    /** Of a packet socket, to be sent: shorter than a header, or larger than the MTU and that. */
    BAD_FRAME_LENGTH,
    /** To be sent: the link carries no frames at present. */
    LINK_DOWN
}
