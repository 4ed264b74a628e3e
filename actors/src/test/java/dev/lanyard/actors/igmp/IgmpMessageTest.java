package dev.lanyard.actors.igmp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.routes;
import static dev.lanyard.actors.igmp.IgmpScript.GROUP;
import static dev.lanyard.actors.igmp.IgmpScript.source;
import static dev.lanyard.actors.igmp.IgmpScript.sources;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.igmp.GroupRecord.Type;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("IGMP's messages (RFC 2236 §2, RFC 3376 §4)")
class IgmpMessageTest {
    private static final long SEED = Long.getLong("lanyard.test.seed", 20_261_123L);

    private static PacketBuffer sealed(String digits) {
        PacketBuffer packet = packet(digits);
        IgmpHeader.seal(packet);
        return packet;
    }

    private static PacketBuffer delivered(PacketBuffer message, Ipv4Address from, Ipv4Address to, boolean alert) {
        if (alert) {
            Ipv4Header.prepend(
                    message, 0xc0, 1, 0, 1, IpProtocol.IGMP, from.value(), to.value(), IpOptions.routerAlert());
        } else {
            Ipv4Header.prepend(message, 0xc0, 1, 0, 1, IpProtocol.IGMP, from.value(), to.value());
        }
        message.trimFront(Ipv4Header.length(message));
        return message;
    }

    private static IgmpDrop check(PacketBuffer delivered) {
        return IgmpReceiver.check(delivered, 0, routes(ETHERNET));
    }

    @Test
    @DisplayName("RFC 3376 §7.1: a query's version is told by its length and its second byte")
    void versions() {
        assertEquals(
                new IgmpQuery(IgmpVersion.V1, Ipv4Address.ANY, Duration.ofSeconds(10), 0, Duration.ZERO, List.of()),
                IgmpQuery.parse(packet("1100eeff00000000")));
        assertEquals(
                new IgmpQuery(IgmpVersion.V2, GROUP, Duration.ofMillis(1_500), 0, Duration.ZERO, List.of()),
                IgmpQuery.parse(sealed("110f0000ef010101")));
        assertEquals(
                new IgmpQuery(
                        IgmpVersion.V3,
                        GROUP,
                        Duration.ofSeconds(10),
                        3,
                        Duration.ofSeconds(125),
                        List.of(source(1), source(2))),
                IgmpQuery.parse(sealed("11640000ef0101010b7d0002c0000201c0000202" + "ffff")));
    }

    @Test
    @DisplayName("RFC 3376 §4.1.1, §4.1.7: codes from 128 on are floating-point: 31.744 times the second at most")
    void codes() {
        assertEquals(127, IgmpQuery.decode(127));
        assertEquals(128, IgmpQuery.decode(128));
        assertEquals(136, IgmpQuery.decode(129));
        assertEquals(248, IgmpQuery.decode(0x8f));
        assertEquals(256, IgmpQuery.decode(0x90));
        assertEquals(31_744, IgmpQuery.decode(255));
        for (int code = 1; code < 256; code++) {
            assertTrue(IgmpQuery.decode(code) > IgmpQuery.decode(code - 1));
        }
    }

    @Test
    @DisplayName("RFC 3376 §4.1: what is emitted is parsed as the same, with a good checksum")
    void roundTrip() {
        for (IgmpVersion version : IgmpVersion.values()) {
            boolean v3 = version == IgmpVersion.V3;
            IgmpQuery query = new IgmpQuery(
                    version,
                    GROUP,
                    Duration.ofSeconds(10),
                    v3 ? 7 : 0,
                    v3 ? Duration.ofSeconds(1024) : Duration.ZERO,
                    v3 ? sources(1, 2, 3) : List.of());
            PacketBuffer packet = PacketBuffer.allocate(64);
            query.emit(packet);
            assertNull(IgmpHeader.check(packet));
            assertEquals(query, IgmpQuery.parse(packet));
        }
    }

    @Test
    @DisplayName("RFC 2236 §2: a report and a leave, to the byte")
    void oldMessages() {
        PacketBuffer report = PacketBuffer.allocate(8);
        IgmpHeader.emit(report, IgmpHeader.V2_MEMBERSHIP_REPORT, GROUP);
        assertEquals("1600f9fcef010101", hex(report));
        PacketBuffer leave = PacketBuffer.allocate(8);
        IgmpHeader.emit(leave, IgmpHeader.V2_LEAVE_GROUP, GROUP);
        assertEquals("1700f8fcef010101", hex(leave));
    }

    @Test
    @DisplayName("RFC 3376 §4.2: a report of two groups, to the byte")
    void report() {
        IgmpReport report = new IgmpReport(List.of(
                new GroupRecord(Type.CHANGE_TO_EXCLUDE_MODE, GROUP, List.of()),
                new GroupRecord(Type.BLOCK_OLD_SOURCES, GROUP, sources(1, 2))));
        PacketBuffer packet = PacketBuffer.allocate(report.length());
        report.emit(packet);
        assertEquals(
                "22000000" + "00000002" + "04000000ef010101" + "06000002ef010101c0000201c0000202",
                hex(packet).replaceFirst("^2200....", "22000000"));
        assertEquals(0xffff, InternetChecksum.sum(packet.bytes(), packet.head(), packet.length()));
    }

    @Test
    @DisplayName(
            "RFC 3376 §4.2.16: reports are no longer than the link takes; too many sources come in parts, or are cut")
    void split() {
        List<Ipv4Address> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(new Ipv4Address(0x0a000000 + i));
        }
        int limit = 1500 - 24;
        GroupRecord small = new GroupRecord(Type.MODE_IS_INCLUDE, GROUP, sources(1));
        GroupRecord large = new GroupRecord(Type.ALLOW_NEW_SOURCES, GROUP, many);
        List<IgmpReport> reports = IgmpReport.of(List.of(small, large, small), limit);
        List<Ipv4Address> told = new ArrayList<>();
        for (IgmpReport report : reports) {
            assertTrue(report.length() <= limit, () -> "length " + report.length());
            report.records().stream()
                    .filter(each -> each.type() == Type.ALLOW_NEW_SOURCES)
                    .forEach(each -> told.addAll(each.sources()));
        }
        assertEquals(many, told);
        assertEquals(4, reports.size());
        List<IgmpReport> cut = IgmpReport.of(List.of(new GroupRecord(Type.MODE_IS_EXCLUDE, GROUP, many)), limit);
        assertEquals(1, cut.size());
        assertEquals(many.subList(0, 365), cut.get(0).records().get(0).sources());
        assertEquals(List.of(), IgmpReport.of(List.of(), limit));
    }

    @ParameterizedTest(name = "{1}")
    @DisplayName("RFC 3376 §4, §7.1: malformed messages are dropped by name")
    @CsvSource({
        "1164000000000000 00, BAD_QUERY_LENGTH",
        "1164000000000000 000000, BAD_QUERY_LENGTH",
        "11640000c0000201, BAD_GROUP",
        "1164000000000000 027d0001c0000201, BAD_GROUP",
        "11640000ef010101 027d0002c0000201, BAD_SOURCE_COUNT",
        "11640000ef010101 027dffff, BAD_SOURCE_COUNT",
        "16000000c0000201, BAD_REPORT",
        "12000000 00000000, BAD_REPORT",
        "17000000ef010101, FOR_ROUTERS",
        "2200000000000000, FOR_ROUTERS",
        "1300000000000000, UNKNOWN_TYPE",
        "ff00000000000000, UNKNOWN_TYPE",
    })
    void malformed(String digits, IgmpDrop reason) {
        Ipv4Address to = digits.startsWith("11") ? Ipv4Address.ALL_HOSTS : GROUP;
        assertEquals(reason, check(delivered(sealed(digits), B, to, true)));
    }

    @Test
    @DisplayName("RFC 2236 §2: what is too short or has a wrong checksum is dropped by name")
    void damaged() {
        assertEquals(IgmpDrop.TRUNCATED, check(delivered(packet("1164000000"), B, Ipv4Address.ALL_HOSTS, true)));
        assertEquals(
                IgmpDrop.BAD_CHECKSUM, check(delivered(packet("1164123400000000"), B, Ipv4Address.ALL_HOSTS, true)));
    }

    @Test
    @DisplayName("RFC 3376 §9.1: queries without Router Alert, or to all groups but not to all hosts, are not heeded")
    void forged() {
        assertEquals(
                IgmpDrop.NO_ROUTER_ALERT,
                check(delivered(sealed("1164000000000000"), B, Ipv4Address.ALL_HOSTS, false)));
        assertNull(check(delivered(sealed("1100000000000000"), B, Ipv4Address.ALL_HOSTS, false)), "v1 has none");
        assertEquals(IgmpDrop.BAD_DESTINATION, check(delivered(sealed("1164000000000000"), B, GROUP, true)));
        assertNull(check(delivered(sealed("11640000ef010101"), B, GROUP, true)));
        assertNull(check(delivered(sealed("1164000000000000"), B, A, true)), "§4.1.12: to us alone");
    }

    @Test
    @DisplayName("RFC 2236 §10: reports count only from neighbours, and to the group that they are about")
    void reports() {
        assertNull(check(delivered(sealed("16000000ef010101"), B, GROUP, true)));
        assertEquals(IgmpDrop.FOREIGN_REPORT, check(delivered(sealed("16000000ef010101"), FAR, GROUP, true)));
        assertEquals(IgmpDrop.BAD_REPORT, check(delivered(sealed("16000000ef010101"), B, IgmpScript.OTHER, true)));
    }

    @Test
    @DisplayName("62, RFC 3376 §4: a million mutated messages are parsed within their bounds or dropped by name")
    void mutated() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> valid = List.of(
                sealed("1164000000000000").toByteArray(),
                sealed("11640000ef010101").toByteArray(),
                sealed("11640000ef010101027d0002c0000201c0000202").toByteArray(),
                sealed("16000000ef010101").toByteArray(),
                sealed("2200000000000001" + "04000001ef010101c0000201").toByteArray());
        EnumSet<IgmpDrop> seen = EnumSet.noneOf(IgmpDrop.class);
        int heeded = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            PacketBuffer message = PacketBuffer.copyOf(java.util.Arrays.copyOf(bytes, length));
            if (length >= IgmpHeader.LENGTH && random.nextInt(8) != 0) {
                IgmpHeader.seal(message);
            }
            PacketBuffer packet = delivered(message, B, random.nextBoolean() ? GROUP : Ipv4Address.ALL_HOSTS, true);
            IgmpDrop drop = check(packet);
            if (drop != null) {
                seen.add(drop);
            } else if (IgmpHeader.type(packet) == IgmpHeader.MEMBERSHIP_QUERY) {
                heeded++;
                assertTrue(IgmpQuery.parse(packet).sources().size() * 4 <= length - 8, "seed " + SEED);
            }
        }
        assertTrue(heeded > 10_000, "heeded " + heeded);
        EnumSet<IgmpDrop> others = EnumSet.complementOf(seen);
        assertEquals(EnumSet.of(IgmpDrop.NO_ROUTER_ALERT, IgmpDrop.FOREIGN_REPORT), others);
    }
}
