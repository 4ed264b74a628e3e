package dev.lanyard.link.lan;

import dev.lanyard.link.packet.PacketBuffer;

/**
 * Sees every frame of a LAN. Called on the event loop at the moment when it happens; must neither change nor keep the frames.
 * What it throws counts as a failure of the LAN.
 */
public interface LanObserver {
    LanObserver NONE = new LanObserver() {};

    /** A port exists from now on. A name that is connected again gets the number that it had. */
    default void connected(int port, String name) {}

    /**
     * A port sent a frame, such as it goes on the wire.
     *
     * @param comment what is already known to become of it, such as {@code dropped: loss}, or null
     */
    default void transmitted(int port, PacketBuffer frame, String comment) {}

    /** A frame arrived at a port. */
    default void delivered(int port, PacketBuffer frame) {}
}
