package dev.lanyard.actors.ipv4;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Fragmentation and reassembly (RFC 791 §3.2, RFC 815, checklist 51)")
class ReassemblerTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<Ipv4Drop> drops = new ArrayList<>();
    private final List<PacketBuffer> timedOut = new ArrayList<>();
    private final Reassembler reassembler = new Reassembler(new Reassembler.Output() {
        @Override
        public void dropped(Ipv4Drop reason) {
            drops.add(reason);
        }

        @Override
        public void timedOut(PacketBuffer first) {
            timedOut.add(first);
        }
    });

    private static List<PacketBuffer> split(PacketBuffer packet, int mtu) {
        List<PacketBuffer> fragments = new ArrayList<>();
        Fragmenter.split(packet, mtu, PacketAllocator.HEAP, fragments::add);
        return fragments;
    }

    /** A fragment of the datagram whose every byte is the low eight bits of its index. */
    private static PacketBuffer fragment(int start, int end, boolean more) {
        return fragment(B, 17, 1, start, end, more);
    }

    private static PacketBuffer fragment(Ipv4Address source, int protocol, int id, int start, int end, boolean more) {
        byte[] content = Arrays.copyOfRange(payload(end).toByteArray(), start, end);
        PacketBuffer packet = PacketBuffer.copyOf(content);
        int flags = start / 8 | (more ? Ipv4Header.MORE_FRAGMENTS : 0);
        Ipv4Header.prepend(packet, 0, id, flags, 64, protocol, source.value(), A.value());
        return packet;
    }

    private PacketBuffer add(PacketBuffer fragment) {
        return reassembler.add(fragment, 0);
    }

    private static void assertWhole(int length, PacketBuffer datagram) {
        assertNotNull(datagram);
        assertEquals(0xffff, InternetChecksum.sum(datagram.bytes(), datagram.head(), Ipv4Header.length(datagram)));
        assertEquals(datagram.length(), datagram.getUnsignedShort(Ipv4Header.TOTAL_LENGTH_OFFSET));
        assertEquals(0, datagram.getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET));
        datagram.trimFront(Ipv4Header.length(datagram));
        assertArrayEquals(payload(length).toByteArray(), datagram.toByteArray());
    }

    @Test
    @DisplayName("51: what is cut at any MTU comes together in any order, with duplicates")
    void everyOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            int length = i == 0 ? 65_515 : 1 + random.nextInt(i % 10 == 0 ? 65_515 : 4000);
            int mtu = i % 3 == 0 ? 68 : 68 + random.nextInt(1500);
            List<PacketBuffer> fragments = split(ipv4(B, A, 17, payload(length)), mtu);
            List<PacketBuffer> order = new ArrayList<>();
            for (PacketBuffer fragment : fragments) {
                assertTrue(fragment.length() <= mtu);
                assertEquals(0xffff, InternetChecksum.sum(fragment.bytes(), fragment.head(), 20));
                order.add(random.nextInt(order.size() + 1), fragment);
                if (random.nextInt(4) == 0) {
                    order.add(0, fragment.copy()); // never the one that completes it
                }
            }
            PacketBuffer datagram = null;
            for (int at = 0; datagram == null; at++) {
                datagram = fragments.size() == 1 ? fragments.get(0) : add(order.get(at));
            }
            assertWhole(length, datagram);
            reassembler.expire(SECOND * 31); // duplicates that came after
        }
        assertEquals(0, reassembler.memory());
    }

    @Test
    @DisplayName("51: a byte that two fragments disagree on drops the whole datagram")
    void overlap() {
        int[][] overlaps = {{8, 24}, {0, 8}, {16, 32}, {24, 48}, {0, 48}};
        for (int[] range : overlaps) {
            drops.clear();
            assertNull(add(fragment(0, 16, true)));
            assertNull(add(fragment(16, 40, true)));
            PacketBuffer evil = fragment(range[0], range[1], true);
            evil.putByte(20, 0xee);
            assertNull(add(evil));
            assertEquals(List.of(Ipv4Drop.FRAGMENTS_OVERLAP), drops, Arrays.toString(range));
            assertEquals(0, reassembler.size());
        }
    }

    @Test
    @DisplayName("51: a fragment that reaches into a hole and beyond drops the datagram, whatever it says")
    void partialOverlap() {
        add(fragment(0, 16, true));
        add(fragment(8, 24, true));
        assertEquals(List.of(Ipv4Drop.FRAGMENTS_OVERLAP), drops);
    }

    @Test
    @DisplayName("51: two last fragments, or one behind the last, contradict each other")
    void twoLast() {
        add(fragment(16, 24, false));
        add(fragment(8, 16, false));
        add(fragment(16, 24, false));
        add(fragment(24, 32, true));
        add(fragment(32, 40, true));
        add(fragment(16, 24, false));
        assertEquals(
                List.of(Ipv4Drop.FRAGMENTS_CONTRADICT, Ipv4Drop.FRAGMENTS_CONTRADICT, Ipv4Drop.FRAGMENTS_CONTRADICT),
                drops);
        assertEquals(0, reassembler.size());
        add(fragment(8, 16, false));
        add(fragment(8, 16, false));
        assertWhole(16, add(fragment(0, 8, true)));
    }

    @ParameterizedTest(name = "{0} to {1}, more: {2}")
    @DisplayName("51: more than 65,535 bytes, nothing, and odd lengths in the middle are refused")
    @CsvSource({
        "65512, 65520, true, FRAGMENTS_TOO_LARGE",
        "65528, 65535, false, FRAGMENTS_TOO_LARGE",
        "8, 8, true, BAD_FRAGMENT_LENGTH",
        "8, 8, false, BAD_FRAGMENT_LENGTH",
        "8, 15, true, BAD_FRAGMENT_LENGTH",
    })
    void refused(int start, int end, boolean more, Ipv4Drop reason) {
        assertNull(add(fragment(start, end, more)));
        assertEquals(List.of(reason), drops);
        assertEquals(0, reassembler.size());
    }

    @Test
    @DisplayName("51: options of fragment zero count towards the 65,535")
    void optionsCount() {
        add(fragment(65_504, 65_515, false));
        PacketBuffer first = payload(8);
        first.prepend(4);
        first.putInt(0, 0x01010101);
        Ipv4Header.prepend(first, 0, 1, Ipv4Header.MORE_FRAGMENTS, 64, 17, B.value(), A.value());
        first.putByte(0, 0x46);
        add(first);
        assertEquals(List.of(Ipv4Drop.FRAGMENTS_TOO_LARGE), drops);
    }

    @Test
    @DisplayName("51: the key is source, destination, protocol and identification")
    void key() {
        add(fragment(B, 17, 1, 0, 8, true));
        assertNull(add(fragment(FAR, 17, 1, 8, 16, false)));
        assertNull(add(fragment(B, 6, 1, 8, 16, false)));
        assertNull(add(fragment(B, 17, 2, 8, 16, false)));
        assertEquals(4, reassembler.size());
        assertWhole(16, add(fragment(B, 17, 1, 8, 16, false)));
    }

    @Test
    @DisplayName("51: after 30 s the sender hears of it only if fragment zero was there")
    void timeout() {
        add(fragment(B, 17, 1, 0, 600, true));
        add(fragment(B, 17, 2, 8, 16, true));
        assertEquals(Reassembler.TIMEOUT.toNanos(), reassembler.nextDeadline());
        reassembler.expire(Reassembler.TIMEOUT.toNanos() - 1);
        assertEquals(2, reassembler.size());
        reassembler.add(fragment(B, 17, 1, 608, 616, true), Reassembler.TIMEOUT.toNanos() - 1);
        reassembler.expire(Reassembler.TIMEOUT.toNanos());
        assertEquals(List.of(Ipv4Drop.REASSEMBLY_TIMEOUT, Ipv4Drop.REASSEMBLY_TIMEOUT), drops);
        assertEquals(1, timedOut.size());
        assertArrayEquals(fragment(0, 600, true).toByteArray(), timedOut.get(0).toByteArray());
        assertEquals(timedOut.get(0).head(), timedOut.get(0).networkHeader());
        assertEquals(Long.MAX_VALUE, reassembler.nextDeadline());
        assertEquals(0, reassembler.memory());
    }

    @Test
    @DisplayName("51: memory and datagrams are bounded; the oldest goes; buffers of a pool go back at once")
    void bounded() {
        PacketPool pool = new PacketPool(2);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            int start = random.nextInt(8000) * 8;
            PacketBuffer heap = fragment(B, 17, i & 0xffff, start, start + 8, true);
            PacketBuffer lent = pool.allocate(heap.length());
            lent.append(heap.toByteArray(), 0, heap.length());
            add(lent);
            assertTrue(reassembler.memory() <= Reassembler.MEMORY);
            assertTrue(reassembler.size() <= Reassembler.DATAGRAMS);
        }
        assertEquals(2, pool.available());
        assertTrue(drops.contains(Ipv4Drop.REASSEMBLY_FULL));
        reassembler.expire(Long.MAX_VALUE / 2);
        assertEquals(0, reassembler.memory());
    }

    @Test
    @DisplayName("RFC 3168 §5.3: congestion that one fragment met, the datagram met; a mixture with not-ECT is dropped")
    void ecn() {
        int[][] fields = {{2, 3, 3}, {2, 2, 2}, {0, 0, 0}, {0, 3, -1}};
        for (int[] field : fields) {
            PacketBuffer first = fragment(0, 8, true);
            first.putByte(Ipv4Header.TOS_OFFSET, field[0]);
            PacketBuffer last = fragment(8, 16, false);
            last.putByte(Ipv4Header.TOS_OFFSET, field[1]);
            add(first);
            PacketBuffer datagram = add(last);
            assertEquals(field[2], datagram == null ? -1 : datagram.getUnsignedByte(Ipv4Header.TOS_OFFSET));
        }
        assertEquals(List.of(Ipv4Drop.FRAGMENTS_CONTRADICT), drops);
    }

    @Test
    @DisplayName("RFC 791 §3.1: later fragments have only the options to be copied")
    void options() {
        PacketBuffer packet = payload(100);
        packet.prepend(12);
        packet.putInt(0, 0x07040400); // record route, not copied
        packet.putInt(4, 0x01940400); // no operation, router alert: copied
        packet.putInt(8, 0x00000000); // its last octet, end
        Ipv4Header.prepend(packet, 0, 1, 0, 64, 17, B.value(), A.value());
        packet.putByte(0, 0x48);
        List<PacketBuffer> fragments = split(packet, 68);
        assertEquals(0x48, fragments.get(0).getUnsignedByte(0));
        assertEquals(0x46, fragments.get(1).getUnsignedByte(0));
        assertEquals(0x94040000, fragments.get(1).getInt(20));
        PacketBuffer datagram = null;
        for (PacketBuffer fragment : fragments) {
            datagram = add(fragment);
        }
        assertEquals(32, Ipv4Header.length(datagram));
        assertWhole(100, datagram);
    }

    @Test
    @DisplayName("a fragment is cut again, as a router does, and a partial checksum is completed before")
    void again() {
        PacketBuffer datagram = payload(3000);
        datagram.putShort(6, 0x1234);
        datagram.checksumPartial(0, 6);
        int expected = InternetChecksum.complement(InternetChecksum.sum(datagram.bytes(), datagram.head(), 3000));
        PacketBuffer whole = null;
        for (PacketBuffer large : split(ipv4(B, A, 17, datagram), 1500)) {
            for (PacketBuffer small : large.length() > 576 ? split(large, 576) : List.of(large)) {
                assertEquals(PacketBuffer.ChecksumState.UNKNOWN, small.checksum());
                whole = add(small);
            }
        }
        assertNotNull(whole);
        assertEquals(expected, whole.getUnsignedShort(26));
    }
}
