package dev.lanyard.link.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import dev.lanyard.link.packet.SoftwareOffload.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftwareOffloadTest {
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int ECE = 0x40;
    private static final int CWR = 0x80;

    private final List<PacketBuffer> out = new ArrayList<>();

    /** Ethernet, IPv4 and TCP headers of any size with random content, checksum partial as TCP leaves it. */
    private static PacketBuffer tcp(int ipOptions, int tcpOptions, int payload, int flags) {
        int headers = 14 + 20 + ipOptions + 20 + tcpOptions;
        byte[] frame = new byte[headers + payload];
        new Random(payload).nextBytes(frame);
        PacketBuffer packet = PacketBuffer.copyOf(frame);
        packet.putShort(12, 0x0800);
        packet.putByte(14, 0x40 | (20 + ipOptions) / 4);
        packet.putShort(16, frame.length - 14);
        packet.putShort(18, 0xfffe); // wraps while cutting
        packet.putShort(20, 0x4000);
        packet.putByte(23, 6);
        int tcp = 34 + ipOptions;
        packet.putInt(tcp + 4, 0xffff_fff0); // wraps too
        packet.putByte(tcp + 12, (20 + tcpOptions) / 4 << 4);
        packet.putByte(tcp + 13, flags);
        int sum = InternetChecksum.pseudoHeader(packet.getInt(26), packet.getInt(30), 6, frame.length - tcp);
        packet.putShort(tcp + 16, sum);
        packet.checksumPartial(tcp, 16);
        return packet;
    }

    private static PacketBuffer udp(byte[] payload) {
        PacketBuffer packet = PacketBuffer.copyOf(new byte[42 + payload.length]);
        packet.putShort(12, 0x0800);
        packet.putByte(14, 0x45);
        packet.putShort(16, 28 + payload.length);
        packet.putByte(23, 17);
        packet.putInt(26, 0x0a000001);
        packet.putInt(30, 0x0a000002);
        packet.putShort(38, 8 + payload.length);
        packet.bytes().put(packet.head() + 42, payload);
        packet.putShort(40, InternetChecksum.pseudoHeader(0x0a000001, 0x0a000002, 17, 8 + payload.length));
        packet.checksumPartial(34, 6);
        return packet;
    }

    private Outcome finish(PacketBuffer frame) {
        return SoftwareOffload.finish(frame, PacketAllocator.HEAP, out::add);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 15, 16, 17, 1459, 1460, 65_000})
    void completesAPartialChecksumInPlace(int payload) {
        PacketBuffer frame = tcp(4, 12, payload, ACK);
        assertEquals(Outcome.FINISHED, finish(frame));
        assertSame(frame, out.get(0));
        assertEquals(ChecksumState.VERIFIED, frame.checksum());
        assertEquals(0xffff, Naive.transportSum(frame.toByteArray(), 6));
    }

    @Test
    @DisplayName("RFC 768: a computed checksum of zero is sent as all ones")
    void udpNeverSendsZero() {
        PacketBuffer plain = udp(new byte[2]);
        int checksum = SoftwareOffload.completedChecksum(plain);
        // this payload adds what is missing to all ones
        PacketBuffer frame = udp(new byte[] {(byte) (checksum >>> 8), (byte) checksum});
        assertEquals(0xffff, SoftwareOffload.completedChecksum(frame));
        finish(frame);
        assertEquals(0xffff, frame.getUnsignedShort(40));
        assertEquals(0xffff, Naive.transportSum(frame.toByteArray(), 17));
    }

    @Test
    void passesOnWhatIsComplete() {
        for (boolean verified : new boolean[] {false, true}) {
            PacketBuffer frame = PacketBuffer.copyOf(new byte[] {1, 2, 3});
            if (verified) {
                frame.checksumVerified();
            }
            ChecksumState before = frame.checksum();
            assertEquals(Outcome.FINISHED, finish(frame));
            assertEquals(before, frame.checksum());
            assertArrayEquals(new byte[] {1, 2, 3}, frame.toByteArray());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 1",
        "0, 12, 100, 100",
        "0, 12, 101, 100",
        "0, 12, 199, 100",
        "0, 12, 200, 100",
        "8, 40, 201, 100",
        "40, 0, 5, 1",
        "0, 12, 65463, 1448",
        "0, 0, 65495, 1460",
        "0, 0, 0, 1460",
        "0, 0, 3000, 1499"
    })
    void cutsASuperSegment(int ipOptions, int tcpOptions, int payload, int size) {
        PacketBuffer frame = tcp(ipOptions, tcpOptions, payload, ACK | PSH | FIN | CWR | ECE);
        frame.segmentSize(size);
        byte[] original = frame.toByteArray();
        int tcp = 34 + ipOptions;
        int headers = tcp + 20 + tcpOptions;

        assertEquals(Outcome.FINISHED, finish(frame));

        int count = Math.max(1, (payload + size - 1) / size);
        assertEquals(count, out.size());
        byte[] joined = Arrays.copyOf(original, original.length);
        for (int i = 0; i < count; i++) {
            byte[] segment = out.get(i).toByteArray();
            int expected = Math.min(size, payload - i * size);
            assertEquals(headers + expected, segment.length);
            assertEquals(0, out.get(i).segmentSize());
            assertEquals(ChecksumState.VERIFIED, out.get(i).checksum());
            assertEquals(segment.length - 14, word(segment, 16));
            assertEquals(0xfffe + i & 0xffff, word(segment, 18));
            assertEquals(0xffff, Naive.sum(segment, 14, tcp), "header of " + i);
            assertEquals(0xffff, Naive.transportSum(segment, 6), "segment " + i);
            assertEquals(0xffff_fff0 + i * size, word(segment, tcp + 4) << 16 | word(segment, tcp + 6));
            int flags = ACK | ECE | (i == 0 ? CWR : 0) | (i == count - 1 ? PSH | FIN : 0);
            assertEquals(flags, segment[tcp + 13] & 0xff, "flags of " + i);
            System.arraycopy(segment, headers, joined, headers + i * size, expected);
            // all else in the headers is as it was
            for (int at :
                    new int[] {16, 17, 18, 19, 24, 25, tcp + 4, tcp + 5, tcp + 6, tcp + 7, tcp + 13, tcp + 16, tcp + 17
                    }) {
                segment[at] = original[at];
            }
            assertArrayEquals(Arrays.copyOf(original, headers), Arrays.copyOf(segment, headers));
        }
        assertArrayEquals(original, joined);
    }

    /** The frame in the memory of a pool, with bytes behind it that are not part of the packet. */
    private static PacketBuffer pooled(PacketPool pool, PacketBuffer heap, int segmentSize) {
        PacketBuffer frame = pool.allocate(heap.length() + 6);
        frame.append(heap.toByteArray(), 0, heap.length());
        frame.append(6);
        frame.segmentSize(segmentSize);
        return frame;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 12, 76, 76",
        "0, 12, 77, 76",
        "8, 40, 1000, 112",
        "0, 12, 65000, 1448",
        "0, 0, 65000, 1460",
        "0, 0, 0, 1460",
        "0, 0, 3000, 1499"
    })
    void cutsInPlaceIntoTheSameSegments(int ipOptions, int tcpOptions, int payload, int size) {
        PacketPool pool = new PacketPool(1);
        PacketBuffer heap = tcp(ipOptions, tcpOptions, payload, ACK | PSH | FIN | CWR | ECE);
        PacketBuffer frame = pooled(pool, heap, size);
        assertTrue(SoftwareOffload.cutsInPlace(frame, 10));
        List<byte[]> sent = new ArrayList<>();
        SoftwareOffload.cutInPlace(frame, segment -> {
            assertEquals(0, segment.segmentSize());
            assertEquals(ChecksumState.VERIFIED, segment.checksum());
            sent.add(segment.toByteArray());
            segment.prepend(10);
            segment.putInt(0, 0x5a5a5a5a);
            segment.putInt(6, 0x5a5a5a5a);
        });
        frame.release();
        assertEquals(1, pool.available());

        heap.segmentSize(size);
        assertEquals(Outcome.FINISHED, finish(heap));
        assertEquals(out.size(), sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(out.get(i).toByteArray(), sent.get(i), "segment " + i);
        }
    }

    @Test
    void cutsInPlaceOnlyWhereItSpoilsNothingThatIsStillNeeded() {
        PacketPool pool = new PacketPool(2);
        PacketBuffer heap = tcp(0, 12, 300, ACK);
        assertFalse(SoftwareOffload.cutsInPlace(pooled(pool, heap, 75), 10), "no room for headers and prefix");
        assertFalse(SoftwareOffload.cutsInPlace(pooled(pool, heap, 0), 10), "nothing to cut");
        heap.segmentSize(100);
        assertFalse(SoftwareOffload.cutsInPlace(heap, 10), "may be shared");
    }

    @Test
    void givesThePoolItsSuperSegmentBackAndIgnoresPadding() {
        PacketPool pool = new PacketPool(4);
        PacketBuffer frame = pooled(pool, tcp(0, 0, 250, ACK), 100);
        assertEquals(Outcome.FINISHED, SoftwareOffload.finish(frame, pool, out::add));
        assertEquals(3, out.size());
        assertEquals(1, pool.available());
        assertEquals(54 + 50, out.get(2).length());
        assertEquals(0xffff, Naive.transportSum(out.get(2).toByteArray(), 6));
    }

    @Test
    void refusesWhatItCannotCutAndLeavesItAlone() {
        refused(Outcome.NOT_TCP_OVER_IPV4, frame -> frame.putShort(12, 0x86dd));
        refused(Outcome.NOT_TCP_OVER_IPV4, frame -> frame.putByte(14, 0x65));
        refused(Outcome.NOT_TCP_OVER_IPV4, frame -> frame.putByte(23, 17));
        refused(Outcome.NOT_TCP_OVER_IPV4, frame -> frame.putShort(20, 0x2000));
        refused(Outcome.NOT_TCP_OVER_IPV4, frame -> frame.putShort(20, 1));
        refused(Outcome.NOT_TCP_OVER_IPV4, frame -> frame.putByte(47, SYN));
        refused(Outcome.MALFORMED, frame -> frame.putByte(14, 0x44));
        refused(Outcome.MALFORMED, frame -> frame.putByte(46, 0x40));
        refused(Outcome.MALFORMED, frame -> frame.putShort(16, frame.length() - 13));
        refused(Outcome.MALFORMED, frame -> frame.putShort(16, 39));
        refused(Outcome.MALFORMED, frame -> frame.putShort(16, 0));
        refused(Outcome.MALFORMED, frame -> frame.trimTo(53));
        refused(Outcome.MALFORMED, frame -> frame.trimTo(0));
        refused(Outcome.MALFORMED, frame -> frame.segmentSize(-1));
        refused(Outcome.MALFORMED, frame -> {
            frame.segmentSize(0);
            frame.trimTo(34 + 17);
        });
        refused(Outcome.MALFORMED, frame -> {
            frame.segmentSize(0);
            frame.checksumPartial(-1, 16);
        });
        refused(Outcome.MALFORMED, frame -> {
            frame.segmentSize(0);
            frame.checksumPartial(34, Integer.MAX_VALUE);
        });
    }

    private void refused(Outcome expected, Consumer<PacketBuffer> spoil) {
        PacketBuffer frame = tcp(0, 0, 300, ACK);
        frame.segmentSize(100);
        spoil.accept(frame);
        byte[] before = frame.toByteArray();
        assertEquals(expected, finish(frame));
        assertTrue(out.isEmpty());
        assertArrayEquals(before, frame.toByteArray());
        frame.release(); // still the caller's
    }

    @Test
    void neverThrowsOnOddInput() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            PacketBuffer frame = random.nextBoolean()
                    ? tcp(0, 0, random.nextInt(40), ACK)
                    : PacketBuffer.copyOf(new byte[random.nextInt(80)]);
            for (int change = random.nextInt(4); change > 0 && frame.length() > 0; change--) {
                frame.putByte(random.nextInt(Math.min(54, frame.length())), random.nextInt());
            }
            frame.trimTo(random.nextInt(frame.length() + 1));
            frame.segmentSize(random.nextInt(12) - 1);
            finish(frame);
            out.clear();
        }
    }

    @Test
    void aCompletedCopyLeavesTheFrameAsItIs() {
        PacketBuffer frame = tcp(0, 12, 777, ACK);
        byte[] before = frame.toByteArray();
        PacketBuffer copy = SoftwareOffload.completedCopy(frame);
        assertEquals(0xffff, Naive.transportSum(copy.toByteArray(), 6));
        assertNotEquals(0xffff, Naive.transportSum(before, 6));
        assertArrayEquals(before, frame.toByteArray());
        assertEquals(ChecksumState.PARTIAL, frame.checksum());
        assertEquals(ChecksumState.VERIFIED, copy.checksum());

        PacketBuffer odd = PacketBuffer.copyOf(new byte[20]);
        odd.checksumPartial(10, 16);
        assertEquals(-1, SoftwareOffload.completedChecksum(odd));
        assertArrayEquals(new byte[20], SoftwareOffload.completedCopy(odd).toByteArray());
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
