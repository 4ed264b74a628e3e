package dev.lanyard.link.pcapng;

import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes captured Ethernet frames as pcapng (draft-ietf-opsawg-pcapng): one section, an interface for each link, timestamps in
 * nanoseconds, direction and comment of each frame. Always little-endian, and nothing of the machine gets into it, so that equal
 * captures are equal files.
 *
 * <p>What cannot be written is reported once; from then on the writer does nothing, for a full disk must not stop the traffic.
 * Not thread-safe: it belongs to one event loop.
 */
public final class PcapngWriter implements Flushable, AutoCloseable {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int LINKTYPE_ETHERNET = 1;

    private static final int OPT_COMMENT = 1;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int EPB_FLAGS = 2;
    private static final byte NANOSECONDS = 9;
    private static final int LONGEST_OPTION = 65_535;

    /** Type and both lengths, the fields of the largest kind of block, flags and the end of options. */
    private static final int BLOCK_OVERHEAD = 64;

    private static final int BUFFER = 1 << 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final OutputStream out;
    private final Consumer<? super IOException> onFailure;
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private int blockStart;
    private int interfaces;
    private boolean stopped;

    /** Which way a frame went, seen from the node. */
    public enum Direction {
        INBOUND(1),
        OUTBOUND(2);

        private final int flags;

        Direction(int flags) {
            this.flags = flags;
        }
    }

    /**
     * Begins a file.
     *
     * @param out needs no buffering of its own; closed with the writer
     * @param onFailure hears, at most once, why nothing can be written any more
     */
    public PcapngWriter(OutputStream out, Consumer<? super IOException> onFailure) {
        this.out = out;
        this.onFailure = onFailure;
        beginBlock(SECTION_HEADER, 64);
        buffer.putInt(BYTE_ORDER_MAGIC);
        buffer.putShort((short) 1);
        buffer.putShort((short) 0);
        buffer.putLong(-1); // section length: not known
        putOption(SHB_USERAPPL, utf8("Lanyard"));
        endBlock();
    }

    /**
     * Creates a file, in place of one that was there.
     *
     * @throws IOException if it cannot be created; the message names it
     */
    public static PcapngWriter create(Path file, Consumer<? super IOException> onFailure) throws IOException {
        try {
            return new PcapngWriter(Files.newOutputStream(file), onFailure);
        } catch (IOException e) {
            throw new IOException("cannot create the capture file " + file + ": " + e, e);
        }
    }

    /**
     * Describes another interface.
     *
     * @return its number, for {@link #write}: 0, 1, 2, …
     */
    public int addInterface(String name) {
        if (!stopped) {
            byte[] text = utf8(name);
            beginBlock(INTERFACE_DESCRIPTION, text.length);
            buffer.putShort((short) LINKTYPE_ETHERNET);
            buffer.putShort((short) 0);
            buffer.putInt(0); // snaplen: no limit
            putOption(IF_NAME, text);
            putOption(IF_TSRESOL, new byte[] {NANOSECONDS});
            endBlock();
        }
        return interfaces++;
    }

    /**
     * Records a frame, which stays as it is; a partial checksum is completed in the file only.
     *
     * @param networkInterface as {@link #addInterface} returned it
     * @param time 1970 to 2262; what lies outside is recorded as the nearest of these
     * @param comment up to 65,535 bytes of UTF-8, the rest is left out; or null
     */
    public void write(int networkInterface, Instant time, PacketBuffer frame, Direction direction, String comment) {
        assert networkInterface >= 0 && networkInterface < interfaces : "no interface " + networkInterface;
        if (stopped) {
            return;
        }
        byte[] text = comment == null ? null : utf8(comment);
        int length = frame.length();
        beginBlock(ENHANCED_PACKET, length + (text == null ? 0 : text.length));
        if (stopped) {
            return;
        }
        long nanos = nanosSinceEpoch(time);
        buffer.putInt(networkInterface);
        buffer.putInt((int) (nanos >>> 32));
        buffer.putInt((int) nanos);
        buffer.putInt(length);
        buffer.putInt(length);
        int at = buffer.position();
        buffer.put(at, frame.bytes(), frame.head(), length);
        patchChecksum(frame, at);
        buffer.position(at + length);
        pad();
        if (text != null) {
            putOption(OPT_COMMENT, text);
        }
        buffer.putShort((short) EPB_FLAGS).putShort((short) 4).putInt(direction.flags);
        endBlock();
    }

    private void patchChecksum(PacketBuffer frame, int at) {
        int checksum = SoftwareOffload.completedChecksum(frame);
        if (checksum >= 0) {
            int field = at + frame.checksumStart() + frame.checksumOffset() - frame.head();
            buffer.put(field, (byte) (checksum >>> 8));
            buffer.put(field + 1, (byte) checksum);
        }
    }

    /** Nanoseconds from 1970 to a time, 0 for earlier ones, {@link Long#MAX_VALUE} for those after April 2262. */
    static long nanosSinceEpoch(Instant time) {
        long seconds = time.getEpochSecond();
        if (seconds < 0) {
            return 0;
        }
        if (seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
            return Long.MAX_VALUE;
        }
        return seconds * NANOS_PER_SECOND + time.getNano();
    }

    /** Whether frames are still being recorded. */
    public boolean isRecording() {
        return !stopped;
    }

    /** Hands what was recorded to the operating system. A failure goes where the others go. */
    @Override
    public void flush() {
        drain();
        if (!stopped) {
            try {
                out.flush();
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    /** Flushes and closes. Idempotent. */
    @Override
    public void close() {
        flush();
        boolean failed = stopped;
        stopped = true;
        try {
            out.close();
        } catch (IOException e) {
            if (!failed) {
                onFailure.accept(e);
            }
        }
    }

    private void beginBlock(int type, int variable) {
        int needed = variable + BLOCK_OVERHEAD;
        if (buffer.remaining() < needed) {
            drain();
            if (buffer.capacity() < needed) {
                buffer = ByteBuffer.allocate(needed).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        blockStart = buffer.position();
        buffer.putInt(type);
        buffer.putInt(0);
    }

    private void endBlock() {
        buffer.putInt(0); // opt_endofopt
        int length = buffer.position() + 4 - blockStart;
        buffer.putInt(length);
        buffer.putInt(blockStart + 4, length);
    }

    private void putOption(int code, byte[] value) {
        buffer.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void pad() {
        while ((buffer.position() - blockStart & 3) != 0) {
            buffer.put((byte) 0);
        }
    }

    private void drain() {
        if (!stopped && buffer.position() > 0) {
            try {
                out.write(buffer.array(), 0, buffer.position());
            } catch (IOException e) {
                fail(e);
            }
        }
        buffer.clear();
    }

    private void fail(IOException failure) {
        stopped = true;
        onFailure.accept(failure);
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_OPTION) {
            return bytes;
        }
        int end = LONGEST_OPTION;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
