package dev.lanyard.actors.ethernet;

import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBuffer;

/** Whom a frame is for, seen from an interface. */
public enum FrameType {
    /** For this station alone. */
    TO_US,
    /** For all stations. */
    BROADCAST,
    /** For a group of stations, whether or not we are of it. */
    MULTICAST,
    /** For another station: the link brought it all the same. */
    TO_OTHER,
    /** We sent it. */
    OUTGOING;

    /** That of a frame which arrived, head at its header. */
    static FrameType received(PacketBuffer frame, long own) {
        long destination = EthernetHeader.destination(frame);
        if (destination == own) {
            return TO_US;
        }
        if (destination == MacAddress.BROADCAST.value()) {
            return BROADCAST;
        }
        return MacAddress.isGroup(destination) ? MULTICAST : TO_OTHER;
    }
}
