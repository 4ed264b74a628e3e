package dev.lanyard.link.packet;

import java.nio.ByteBuffer;

/**
 * One frame on its way through the layers: bytes with room in front, so that each layer writes its header in place, and what
 * the link has to know to finish it (checksum and segmentation offload).
 *
 * <p>The bytes between {@link #head()} and {@link #tail()} are what the layer that holds the buffer sees. On the way down a
 * layer {@linkplain #prepend prepends} its header, on the way up it {@linkplain #trimFront trims} it. Offsets of the
 * accessors count from the head; multi-byte values are in network byte order.
 *
 * <p>A buffer belongs to exactly one actor at a time; a message hands it over, and who holds it last {@linkplain #release
 * releases} it. Bytes that were received are never written to: a simulated link hands the same ones to every receiver. Not
 * thread-safe.
 */
public final class PacketBuffer implements FrameView {
    /** virtio-net 10, Ethernet 14, IPv4 60 and TCP 60 bytes. */
    public static final int HEADROOM = 144;

    private final ByteBuffer bytes;
    private final long address;
    private final PacketPool pool;
    private int head;
    private int tail;
    private boolean released;

    private int networkHeader = -1;
    private ChecksumState checksum = ChecksumState.UNKNOWN;
    private int checksumStart;
    private int checksumOffset;
    private int segmentSize;

    PacketBuffer(ByteBuffer bytes, long address, PacketPool pool) {
        this.bytes = bytes;
        this.address = address;
        this.pool = pool;
        reset();
    }

    /** What is known of the transport checksum in the bytes. */
    public enum ChecksumState {
        /** Nothing: a receiver has to verify it. */
        UNKNOWN,
        /** It holds the pseudo-header's sum only; who sends it over a real wire has to complete it. */
        PARTIAL,
        /** Someone below has verified it. */
        VERIFIED
    }

    /** An empty heap buffer with {@link #HEADROOM} in front and room for the given count of bytes behind. */
    public static PacketBuffer allocate(int capacity) {
        return new PacketBuffer(ByteBuffer.allocate(HEADROOM + capacity), 0, null);
    }

    /** A heap buffer that holds a copy of the given bytes, with {@link #HEADROOM} in front. */
    public static PacketBuffer copyOf(byte[] content) {
        PacketBuffer packet = allocate(content.length);
        packet.append(content, 0, content.length);
        return packet;
    }

    /** Says how many bytes stand behind the head, as after a read from a device. */
    public void setLength(int count) {
        assert count >= 0 && count <= bytes.capacity() - head : "no room for " + count;
        tail = head + count;
    }

    /** Makes the buffer empty, as it came from its allocator. */
    public void reset() {
        head = HEADROOM;
        tail = HEADROOM;
        released = false;
        networkHeader = -1;
        checksum = ChecksumState.UNKNOWN;
        segmentSize = 0;
    }

    /** Another buffer over the same bytes with head, tail and offload state of its own. Heap buffers only. */
    public PacketBuffer share() {
        if (pool != null) {
            throw new IllegalStateException("a pooled buffer has one holder");
        }
        PacketBuffer view = new PacketBuffer(bytes, 0, null);
        view.head = head;
        view.tail = tail;
        view.copyOffload(this);
        return view;
    }

    /** A heap copy of the content and the offload state, with {@link #HEADROOM} in front. */
    public PacketBuffer copy() {
        PacketBuffer copy = allocate(length());
        copy.bytes.put(copy.head, bytes, head, length());
        copy.tail = copy.head + length();
        copy.copyOffload(this);
        int shift = copy.head - head;
        copy.checksumStart += shift;
        copy.networkHeader = networkHeader < 0 ? -1 : networkHeader + shift;
        return copy;
    }

    /**
     * What a layer keeps that holds a packet for longer than one message: the buffer itself if it is its own, else a copy, for
     * a pool that is lent out for long would stop its link.
     */
    public PacketBuffer detach() {
        if (pool == null) {
            return this;
        }
        PacketBuffer copy = copy();
        release();
        return copy;
    }

    /**
     * What a layer writes to that received the packet: the buffer itself if its pool lent it to one holder, else a copy, for heap
     * bytes may be shared with other receivers.
     */
    public PacketBuffer exclusive() {
        if (pool != null) {
            return this;
        }
        PacketBuffer copy = copy();
        release();
        return copy;
    }

    private void copyOffload(PacketBuffer other) {
        networkHeader = other.networkHeader;
        checksum = other.checksum;
        checksumStart = other.checksumStart;
        checksumOffset = other.checksumOffset;
        segmentSize = other.segmentSize;
    }

    /** Gives the bytes back to their pool, if they have one. The buffer must not be used after. */
    public void release() {
        assert !released : "released twice";
        released = true;
        if (pool != null) {
            pool.give(this);
        }
    }

    @Override
    public int length() {
        return tail - head;
    }

    /** Index in {@link #bytes()} of the first byte that the holder sees. */
    public int head() {
        return head;
    }

    /** Index in {@link #bytes()} behind the last byte that the holder sees. */
    public int tail() {
        return tail;
    }

    /** The bytes in whole, big-endian; its position and limit mean nothing. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Native address of the head, or 0 if the bytes are on the heap. */
    public long headAddress() {
        return address == 0 ? 0 : address + head;
    }

    /** Bytes that may still be appended. */
    public int tailroom() {
        return bytes.capacity() - tail;
    }

    /** Sets head and tail, as indices in {@link #bytes()}. */
    void window(int head, int tail) {
        assert head >= 0 && head <= tail && tail <= bytes.capacity() : "a window from " + head + " to " + tail;
        this.head = head;
        this.tail = tail;
    }

    /** Moves the head forward over a header that was read. */
    public void trimFront(int count) {
        assert count >= 0 && count <= length() : "trim " + count + " of " + length();
        head += count;
    }

    /** Cuts everything behind the first {@code length} bytes. */
    public void trimTo(int length) {
        assert length >= 0 && length <= length() : "trim to " + length + " of " + length();
        tail = head + length;
    }

    /** Moves the head back over room for a header that is about to be written. */
    public void prepend(int count) {
        assert count >= 0 && count <= head : "no headroom for " + count;
        head -= count;
    }

    /** Makes room for bytes behind the tail that are about to be written. */
    public void append(int count) {
        assert count >= 0 && count <= tailroom() : "no tailroom for " + count;
        tail += count;
    }

    public void append(byte[] source, int offset, int count) {
        bytes.put(tail, source, offset, count);
        tail += count;
    }

    /** Appends what remains in the source and consumes it. */
    public void append(ByteBuffer source) {
        int count = source.remaining();
        bytes.put(tail, source, source.position(), count);
        source.position(source.limit());
        tail += count;
    }

    /** Appends a copy of another packet's content. */
    public void append(PacketBuffer source) {
        int count = source.length();
        bytes.put(tail, source.bytes, source.head, count);
        tail += count;
    }

    public byte getByte(int offset) {
        return bytes.get(head + offset);
    }

    @Override
    public int getUnsignedByte(int offset) {
        return bytes.get(head + offset) & 0xff;
    }

    @Override
    public int getUnsignedShort(int offset) {
        return bytes.getShort(head + offset) & 0xffff;
    }

    @Override
    public int getInt(int offset) {
        return bytes.getInt(head + offset);
    }

    public long getUnsignedInt(int offset) {
        return bytes.getInt(head + offset) & 0xffff_ffffL;
    }

    @Override
    public long getMac(int offset) {
        return (long) getUnsignedShort(offset) << 32 | getUnsignedInt(offset + 2);
    }

    public void putByte(int offset, int value) {
        bytes.put(head + offset, (byte) value);
    }

    public void putShort(int offset, int value) {
        bytes.putShort(head + offset, (short) value);
    }

    public void putInt(int offset, int value) {
        bytes.putInt(head + offset, value);
    }

    public void putMac(int offset, long value) {
        bytes.putShort(head + offset, (short) (value >>> 32));
        bytes.putInt(head + offset + 2, (int) value);
    }

    /** Copies {@code count} bytes from the offset. */
    public void getBytes(int offset, byte[] target, int targetOffset, int count) {
        bytes.get(head + offset, target, targetOffset, count);
    }

    /** A copy of the content. */
    public byte[] toByteArray() {
        byte[] content = new byte[length()];
        getBytes(0, content, 0, content.length);
        return content;
    }

    /** Remembers that the network layer's header starts at the head, for those above who quote it. */
    public void markNetworkHeader() {
        networkHeader = head;
    }

    /** Index in {@link #bytes()} of the network layer's header, or -1. */
    public int networkHeader() {
        return networkHeader;
    }

    public ChecksumState checksum() {
        return checksum;
    }

    /** Index in {@link #bytes()} of the first byte a partial checksum covers. */
    public int checksumStart() {
        return checksumStart;
    }

    /** Where the partial checksum stands, counted from {@link #checksumStart()}. */
    public int checksumOffset() {
        return checksumOffset;
    }

    /**
     * Says that the checksum is partial: it covers what lies between the start and the tail.
     *
     * @param start offset from the head of the first byte covered
     * @param offset where the checksum stands, counted from the start
     */
    public void checksumPartial(int start, int offset) {
        checksum = ChecksumState.PARTIAL;
        checksumStart = head + start;
        checksumOffset = offset;
    }

    public void checksumVerified() {
        checksum = ChecksumState.VERIFIED;
    }

    public void checksumUnknown() {
        checksum = ChecksumState.UNKNOWN;
    }

    /** Payload bytes of each TCP segment that the link is to cut this packet into, or 0 if it is one segment. */
    public int segmentSize() {
        return segmentSize;
    }

    public void segmentSize(int payloadBytes) {
        segmentSize = payloadBytes;
    }
}
