package dev.lanyard.link.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketBufferTest {
    @Test
    void headersAreWrittenInFrontAndTrimmedAgain() {
        PacketBuffer packet = PacketBuffer.copyOf(new byte[] {5, 6, 7});
        packet.prepend(2);
        packet.putShort(0, 0x0304);
        packet.prepend(1);
        packet.putByte(0, 0x02);
        assertArrayEquals(new byte[] {2, 3, 4, 5, 6, 7}, packet.toByteArray());
        packet.trimFront(4);
        packet.trimTo(1);
        assertArrayEquals(new byte[] {6}, packet.toByteArray());
        assertEquals(PacketBuffer.HEADROOM + 1, packet.head());
    }

    @Test
    void accessorsAreInNetworkByteOrder() {
        PacketBuffer packet = PacketBuffer.allocate(16);
        packet.append(16);
        packet.putMac(0, 0xfedc_ba98_7654L);
        packet.putInt(6, 0x80010203);
        packet.putShort(10, 0xfffe);
        packet.putByte(12, 0x1ff);
        byte[] expected = {
            (byte) 0xfe,
            (byte) 0xdc,
            (byte) 0xba,
            (byte) 0x98,
            0x76,
            0x54,
            (byte) 0x80,
            1,
            2,
            3,
            (byte) 0xff,
            (byte) 0xfe,
            (byte) 0xff,
            0,
            0,
            0
        };
        assertArrayEquals(expected, packet.toByteArray());
        assertEquals(0xfedc_ba98_7654L, packet.getMac(0));
        assertEquals(0x80010203, packet.getInt(6));
        assertEquals(0x80010203L, packet.getUnsignedInt(6));
        assertEquals(0xfffe, packet.getUnsignedShort(10));
        assertEquals(0xff, packet.getUnsignedByte(12));
        assertEquals(-1, packet.getByte(12));
    }

    @Test
    void appendConsumesTheSourceAndTakesTailroom() {
        PacketBuffer packet = PacketBuffer.allocate(10);
        ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        source.position(1);
        packet.append(source);
        packet.append(new byte[] {9, 8, 7}, 1, 2);
        assertEquals(0, source.remaining());
        assertArrayEquals(new byte[] {2, 3, 4, 8, 7}, packet.toByteArray());
        assertEquals(5, packet.tailroom());
    }

    @Test
    void aSharedViewMovesOnItsOwnOverTheSameBytes() {
        PacketBuffer packet = PacketBuffer.copyOf(new byte[] {1, 2, 3});
        packet.checksumVerified();
        packet.segmentSize(5);
        PacketBuffer view = packet.share();
        view.trimFront(1);
        view.checksumUnknown();
        assertSame(packet.bytes(), view.bytes());
        assertEquals(3, packet.length());
        assertEquals(2, view.length());
        assertEquals(5, view.segmentSize());
        assertEquals(ChecksumState.VERIFIED, packet.checksum());
    }

    @Test
    void aCopyKeepsOffloadStateAtItsPlace() {
        PacketBuffer packet = PacketBuffer.copyOf(new byte[40]);
        packet.trimFront(7);
        packet.markNetworkHeader();
        packet.checksumPartial(10, 6);
        packet.putByte(12, 99);
        PacketBuffer copy = packet.copy();
        packet.putByte(12, 1);
        assertNotSame(packet.bytes(), copy.bytes());
        assertEquals(99, copy.getByte(12));
        assertEquals(33, copy.length());
        assertEquals(copy.head(), copy.networkHeader());
        assertEquals(copy.head() + 10, copy.checksumStart());
        assertEquals(6, copy.checksumOffset());
        assertEquals(ChecksumState.PARTIAL, copy.checksum());
    }

    @Test
    void releasingTwiceIsOurBug() {
        PacketBuffer packet = PacketBuffer.allocate(0);
        packet.release();
        assertThrows(AssertionError.class, packet::release);
    }

    @Test
    void aPoolLendsTakesBackAndSpills() {
        PacketPool pool = new PacketPool(2);
        PacketBuffer first = pool.allocate(PacketPool.CAPACITY);
        PacketBuffer second = pool.allocate(1);
        assertEquals(0, pool.available());
        assertEquals(first.headAddress() % 64, second.headAddress() % 64);
        first.append(PacketPool.CAPACITY);
        second.append(1);
        second.putByte(0, 42);
        first.putByte(PacketPool.CAPACITY - 1, 1);
        first.prepend(PacketBuffer.HEADROOM);
        assertEquals(42, second.getByte(0)); // neighbours do not overlap
        assertThrows(IllegalStateException.class, first::share);

        PacketBuffer spilled = pool.allocate(100);
        assertEquals(1, pool.spilled());
        assertEquals(0, spilled.headAddress());
        spilled.release();
        assertEquals(0, pool.available());

        first.checksumVerified();
        first.segmentSize(9);
        first.markNetworkHeader();
        first.release();
        assertEquals(1, pool.available());
        PacketBuffer again = pool.allocate(5);
        assertSame(first, again);
        assertEquals(0, again.length());
        assertEquals(PacketBuffer.HEADROOM, again.head());
        assertEquals(ChecksumState.UNKNOWN, again.checksum());
        assertEquals(0, again.segmentSize());
        assertEquals(-1, again.networkHeader());
        assertEquals(2, pool.size());
    }

    @Test
    void detachingGivesThePoolItsBufferBack() {
        PacketPool pool = new PacketPool(1);
        PacketBuffer lent = pool.allocate(3);
        lent.append(new byte[] {1, 2, 3}, 0, 3);
        PacketBuffer kept = lent.detach();
        assertEquals(1, pool.available());
        assertArrayEquals(new byte[] {1, 2, 3}, kept.toByteArray());
        assertSame(kept, kept.detach());
    }

    @Test
    void batchesGrowFilterAndRelease() {
        PacketPool pool = new PacketPool(3);
        PacketBatch batch = PacketBatch.of(pool.allocate(1));
        batch.add(pool.allocate(1));
        batch.add(pool.allocate(1));
        PacketBuffer last = batch.get(2);
        batch.get(0).release();
        batch.get(1).release();
        batch.set(0, last);
        batch.truncate(1);
        assertEquals(1, batch.size());
        assertSame(last, batch.get(0));
        batch.release();
        assertEquals(0, batch.size());
        assertEquals(3, pool.available());
        for (int i = 0; i < 100; i++) {
            batch.add(PacketBuffer.copyOf(new byte[] {(byte) i}));
        }
        assertEquals(99, batch.get(99).getByte(0));
        assertEquals(0, batch.get(0).getByte(0));
    }
}
