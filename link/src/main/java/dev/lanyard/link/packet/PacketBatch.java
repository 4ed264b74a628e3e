package dev.lanyard.link.packet;

import java.util.Arrays;

/** Packets that travel in one message, in order of arrival. Belongs, like its packets, to one actor at a time. */
public final class PacketBatch {
    /** Most packets that a link puts into one batch. */
    public static final int LIMIT = 64;

    private PacketBuffer[] packets = new PacketBuffer[1];
    private int size;

    public static PacketBatch of(PacketBuffer packet) {
        PacketBatch batch = new PacketBatch();
        batch.add(packet);
        return batch;
    }

    public void add(PacketBuffer packet) {
        if (size == packets.length) {
            packets = Arrays.copyOf(packets, size * 4);
        }
        packets[size++] = packet;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public PacketBuffer get(int index) {
        assert index < size;
        return packets[index];
    }

    /** Keeps the first {@code count} packets; the holder has passed the others on or released them. */
    public void truncate(int count) {
        Arrays.fill(packets, count, size, null);
        size = count;
    }

    /** Puts a packet that stays at an earlier place: the way a layer filters a batch in one pass. */
    public void set(int index, PacketBuffer packet) {
        packets[index] = packet;
    }

    /** Releases every packet. */
    public void release() {
        for (int i = 0; i < size; i++) {
            packets[i].release();
        }
        truncate(0);
    }
}
