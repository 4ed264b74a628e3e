package dev.lanyard.actors.packet;

/** Why a frame was not handed to a packet socket. */
public enum PacketDrop {
    /** Received: a socket has as much as its buffer holds that nobody has received yet. */
    RECEIVE_QUEUE_FULL
}
