package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Two connections on a wire without delay, that allocates nothing itself once it has run a while. */
final class BulkPipe {
    private static final int SLOTS = 4096;

    private final End sender = new End(1);
    private final End receiver = new End(2);
    private final ByteBuffer source = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer target = ByteBuffer.allocate(64 * 1024);
    private final TcpSegment incoming = new TcpSegment();
    private long now = 1_000_000_000;
    private long segments;

    /** One end, with what is on its way to the other. */
    private static final class End implements TcpEffects {
        final int address;
        final ArrayDeque<PacketBuffer> outgoing = new ArrayDeque<>(SLOTS);
        final ArrayDeque<PacketBuffer> free = new ArrayDeque<>(SLOTS);
        TcpConnection connection;

        End(int address) {
            this.address = address;
            for (int i = 0; i < SLOTS; i++) {
                free.add(PacketBuffer.allocate(1460));
            }
        }

        @Override
        public void transmit(TcpSegment segment) {
            PacketBuffer packet = free.remove();
            if (segment.payloadLength > 0) {
                segment.copyPayload(packet);
            }
            TcpHeader.write(segment, packet, address, 3 - address);
            outgoing.add(packet);
        }

        @Override
        public void connected() {}

        @Override
        public void readable() {}

        @Override
        public void writable() {}

        @Override
        public void remoteClosed() {}

        @Override
        public void closed(TcpFailure failure) {
            throw new AssertionError(failure);
        }
    }

    BulkPipe() {
        TcpSettings settings = TcpSettings.DEFAULT;
        sender.connection = TcpConnection.active(new TcpParameters(settings, 1, 0, 1500, 0));
        sender.connection.open(now, sender);
        TcpHeader.read(sender.outgoing.remove(), incoming);
        receiver.connection = TcpConnection.passive(new TcpParameters(settings, 2, 0, 1500, 0), incoming, now);
        receiver.connection.open(now, receiver);
        pass(receiver, sender);
        pass(sender, receiver);
    }

    long segments() {
        return segments;
    }

    /** Sends so many bytes, and reads them. */
    void transfer(int count) {
        int left = count;
        int received = 0;
        while (received < count) {
            source.clear().limit(Math.min(source.capacity(), left));
            left -= sender.connection.send(source, now, sender);
            pass(sender, receiver);
            int read;
            do {
                read = receiver.connection.receive(target.clear(), now, receiver);
                received += read;
            } while (read > 0);
            pass(receiver, sender);
            now += 100_000;
            tick(sender);
            tick(receiver);
        }
    }

    private void tick(End end) {
        if (end.connection.deadline() <= now) {
            end.connection.onTimer(now, end);
        }
    }

    private void pass(End from, End to) {
        PacketBuffer packet;
        while ((packet = from.outgoing.poll()) != null) {
            segments++;
            TcpHeader.read(packet, incoming);
            to.connection.onSegment(incoming, now, to);
            packet.reset();
            from.free.add(packet);
        }
        to.connection.flush(now, to);
    }
}
