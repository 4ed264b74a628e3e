package dev.lanyard.link.lan;

import java.util.BitSet;

/** A place where a node is, or was, connected: its cable and what is known of the node. */
final class LanPort {
    final int index;
    final String name;
    /** From the node into the LAN. */
    final Pipe transmit;
    /** From the LAN to the node. */
    final Pipe receive;
    /** Ports whose frames do not get here. */
    final BitSet cutOff = new BitSet();

    boolean connected = true;
    boolean up = true;
    /** Whether somebody hears what arrives. */
    boolean attached;

    LanPort(int index, String name, Pipe transmit, Pipe receive) {
        this.index = index;
        this.name = name;
        this.transmit = transmit;
        this.receive = receive;
    }

    /** Whether frames may be sent towards it. */
    boolean forwards() {
        return connected && up;
    }
}
