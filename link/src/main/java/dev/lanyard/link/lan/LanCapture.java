package dev.lanyard.link.lan;

import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.link.pcapng.PcapngWriter.Direction;
import java.util.Arrays;

/** Records a LAN with an interface for each port: what the node there sends is outbound, what it gets is inbound. */
public final class LanCapture implements LanObserver {
    private final PcapngWriter writer;
    private final Clock clock;
    private int[] interfaces = new int[8];

    /**
     * @param writer stays its owner's; may serve several LANs of one event loop
     * @param clock of the event loop, whose time of day the frames get
     */
    public LanCapture(PcapngWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public void connected(int port, String name) {
        if (port >= interfaces.length) {
            interfaces = Arrays.copyOf(interfaces, Math.max(port + 1, 2 * interfaces.length));
        }
        interfaces[port] = writer.addInterface(name);
    }

    @Override
    public void transmitted(int port, PacketBuffer frame, String comment) {
        write(port, frame, Direction.OUTBOUND, comment);
    }

    @Override
    public void delivered(int port, PacketBuffer frame) {
        write(port, frame, Direction.INBOUND, null);
    }

    private void write(int port, PacketBuffer frame, Direction direction, String comment) {
        if (writer.isRecording()) {
            writer.write(interfaces[port], clock.instant(), frame, direction, comment);
        }
    }
}
