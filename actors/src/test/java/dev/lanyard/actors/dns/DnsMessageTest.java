package dev.lanyard.actors.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("DNS messages (RFC 1035 §4)")
class DnsMessageTest {
    static final DnsName WWW = DnsName.parse("www.example.org");
    private static final DnsName ZONE = DnsName.parse("example.org");

    /** One record of each type that is understood. */
    static DnsMessage everything() {
        DnsData.Soa soa = new DnsData.Soa(
                DnsName.parse("ns.example.org"), DnsName.parse("root.example.org"), 2026, 7200, 3600, 86_400, 300);
        return new DnsMessage(
                0x1234,
                new DnsFlags(true, 0, true, false, true, true),
                DnsRcode.NXDOMAIN,
                List.of(new DnsQuestion(WWW, DnsType.ANY)),
                List.of(
                        DnsRecord.target(WWW, DnsType.CNAME, 60, DnsName.parse("a.example.org")),
                        DnsRecord.address(DnsName.parse("a.example.org"), 60, Ipv4Address.parse("192.0.2.1")),
                        new DnsRecord(WWW, DnsType.AAAA, 60, Ipv6Text.parse("2001:db8::1")),
                        new DnsRecord(ZONE, DnsType.MX, 60, new DnsData.Mx(10, DnsName.parse("mail.example.org"))),
                        new DnsRecord(ZONE, DnsType.TXT, 60, DnsData.text("v=spf1 \"-all\"")),
                        new DnsRecord(ZONE, DnsType.TXT, 60, DnsData.text("x".repeat(300))),
                        new DnsRecord(
                                DnsName.parse("_sip._tcp.example.org"),
                                DnsType.SRV,
                                60,
                                new DnsData.Srv(1, 2, 5060, WWW)),
                        DnsRecord.target(DnsName.reverse(Ipv4Address.parse("192.0.2.1")), DnsType.PTR, 60, WWW),
                        new DnsRecord(WWW, new DnsType(99), 60, new DnsData.Other(new byte[] {1, 2, 3}))),
                List.of(new DnsRecord(ZONE, DnsType.SOA, 900, soa)),
                List.of(DnsRecord.target(ZONE, DnsType.NS, 60, DnsName.parse("ns.example.org"))),
                Optional.of(DnsEdns.ofSize(1232)));
    }

    private static DnsDrop drop(String hex) {
        return DnsMessage.parse(HexFormat.of().parseHex(hex.replace(" ", ""))).drop();
    }

    @Test
    @DisplayName("a query, octet by octet")
    void goldenQuery() {
        byte[] query = DnsMessage.query(0xbeef, new DnsQuestion(WWW, DnsType.A), Optional.of(DnsEdns.ofSize(1232)))
                .emit();
        assertEquals(
                "beef" + "0100" + "0001000000000001" + "0377777707" + "6578616d706c65" + "036f726700" + "00010001"
                        + "00" + "0029" + "04d0" + "00000000" + "0000",
                HexFormat.of().formatHex(query));
    }

    @Test
    @DisplayName("an answer with compressed names, as in RFC 1035 §4.1.4")
    void goldenAnswer() {
        String hex = "beef 8580 0001 0001 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001"
                + " c00c 0001 0001 0000003c 0004 c0000201";
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        DnsMessage answer = DnsMessage.parse(octets).message();
        assertEquals(
                "www.example.org. 60 IN A 192.0.2.1", answer.answers().get(0).toString());
        assertTrue(answer.flags().authoritative());
        assertArrayEquals(octets, answer.emit());
    }

    @Test
    void roundTrip() {
        DnsMessage message = everything();
        DnsMessage.Parsed parsed = DnsMessage.parse(message.emit());
        assertNull(parsed.drop());
        assertEquals(message, parsed.message());
    }

    @Test
    @DisplayName("the upper bits of the response code come from OPT (RFC 6891 §6.1.3)")
    void extendedCode() {
        DnsMessage plain = DnsMessage.query(1, new DnsQuestion(WWW, DnsType.A), Optional.of(DnsEdns.ofSize(512)));
        DnsMessage bad = plain.reply(DnsRcode.BADVERS, false, List.of(), List.of());
        assertEquals(DnsRcode.BADVERS, DnsMessage.parse(bad.emit()).message().rcode());
    }

    @Test
    @DisplayName("what does not fit is left out and TC says so (RFC 2181 §9)")
    void truncation() {
        DnsMessage query = DnsMessage.query(1, new DnsQuestion(WWW, DnsType.A), Optional.of(DnsEdns.ofSize(512)));
        List<DnsRecord> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(DnsRecord.address(WWW, 60, new Ipv4Address(0xc0000200 + i)));
        }
        DnsMessage full = query.reply(DnsRcode.NOERROR, true, many, List.of());
        byte[] cut = full.emit(512);
        DnsMessage read = DnsMessage.parse(cut).message();
        assertTrue(cut.length <= 512 && cut.length > 490, () -> "" + cut.length);
        assertTrue(read.flags().truncated());
        assertEquals(many.subList(0, read.answers().size()), read.answers());
        assertTrue(read.edns().isPresent());
        assertEquals(many, DnsMessage.parse(full.emit()).message().answers());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "TRUNCATED, 1234 0100 0001",
        "TRUNCATED, 1234 0100 0001 0000 0000 0000 03 7777",
        "TRUNCATED, 1234 8100 0000 0001 0000 0000 00 0001 0001 00000000 0008 01020304",
        "POINTER_LOOP, 1234 0100 0001 0000 0000 0000 c00c 0001 0001",
        "POINTER_LOOP, 1234 0100 0001 0000 0000 0000 c00e c00c 0001 0001",
        "POINTER_LOOP, 1234 0100 0001 0000 0000 0000 0161 c00c 0001 0001",
        "BAD_LABEL, 1234 0100 0001 0000 0000 0000 4161 00 0001 0001",
        "BAD_LABEL, 1234 0100 0001 0000 0000 0000 8161 00 0001 0001",
        "BAD_DATA, 1234 8100 0000 0001 0000 0000 00 0001 0001 00000000 0003 010203",
        "BAD_DATA, 1234 8100 0000 0001 0000 0000 00 001c 0001 00000000 0004 01020304",
        "BAD_DATA, 1234 8100 0000 0001 0000 0000 00 0010 0001 00000000 0002 0541",
        "BAD_DATA, 1234 8100 0000 0001 0000 0000 00 0010 0001 00000000 0000",
        "BAD_DATA, 1234 8100 0000 0001 0000 0000 00 0005 0001 00000000 0003 000000",
        "BAD_OPT, 1234 8100 0000 0001 0000 0000 00 0029 0400 00000000 0000",
        "BAD_OPT, 1234 8100 0000 0000 0000 0002 00 0029 0400 00000000 0000 00 0029 0400 00000000 0000",
        "TOO_MANY_RECORDS, 1234 8100 0000 ffff ffff ffff"
    })
    @DisplayName("malformed messages are dropped by name, checklist 60: pointer loops among them")
    void malformed(DnsDrop reason, String hex) {
        assertEquals(reason, drop(hex));
    }

    @Test
    @DisplayName("a name that grows beyond 255 octets through pointers is refused, checklist 60")
    void nameTooLong() {
        StringBuilder hex = new StringBuilder("1234 0100 0001 0000 0000 0000 ");
        String label = "3f" + "61".repeat(63);
        hex.append(label.repeat(4)).append("00 0001 0001");
        assertEquals(DnsDrop.NAME_TOO_LONG, drop(hex.toString()));
    }

    @Test
    @DisplayName("random octets and mutated messages end in a message or a named drop, checklist 62")
    void fuzz() {
        SplittableRandom random = new SplittableRandom(60);
        byte[] valid = everything().emit();
        for (int i = 0; i < 200_000; i++) {
            byte[] octets;
            if (i % 4 == 0) {
                octets = new byte[random.nextInt(200)];
                random.nextBytes(octets);
            } else {
                octets = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(valid.length) : valid.length);
                for (int j = random.nextInt(1, 5); j > 0 && octets.length > 0; j--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                }
            }
            DnsMessage.Parsed parsed = DnsMessage.parse(octets);
            if (parsed.drop() == null) {
                assertNotNull(parsed.message());
                parsed.message().emit(512);
            }
        }
    }
}
