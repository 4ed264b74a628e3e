package dev.lanyard.simulator;

import dev.lanyard.link.lan.LanObserver;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** An observer of a LAN that a capture can be plugged into at any time. On the event loop only. */
final class SwitchableCapture implements LanObserver {
    private final SortedMap<Integer, String> ports = new TreeMap<>();
    private LanObserver capture = LanObserver.NONE;

    /** Tells the capture what ports there are, then all that happens. */
    void plug(LanObserver newCapture) {
        capture = newCapture;
        ports.forEach(capture::connected);
    }

    void unplug() {
        capture = LanObserver.NONE;
    }

    @Override
    public void connected(int port, String name) {
        ports.put(port, name);
        capture.connected(port, name);
    }

    @Override
    public void transmitted(int port, PacketBuffer frame, String comment) {
        capture.transmitted(port, frame, comment);
    }

    @Override
    public void delivered(int port, PacketBuffer frame) {
        capture.delivered(port, frame);
    }
}
