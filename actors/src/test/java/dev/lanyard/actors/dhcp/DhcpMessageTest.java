package dev.lanyard.actors.dhcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dhcp.DhcpOptions.ClasslessRoute;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("DHCP messages (RFC 2131 §2, RFC 2132)")
class DhcpMessageTest {
    static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:07");

    private static Ipv4Address ip(String text) {
        return Ipv4Address.parse(text);
    }

    /** An ACK with every option that a client understands. */
    static DhcpMessage everything() {
        DhcpOptions options = DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {5})
                .put(DhcpOption.SERVER_IDENTIFIER, ip("192.0.2.1"))
                .put(DhcpOption.SUBNET_MASK, ip("255.255.255.0"))
                .put(DhcpOption.ROUTER, List.of(ip("192.0.2.1"), ip("192.0.2.2")))
                .put(DhcpOption.DOMAIN_NAME_SERVER, List.of(ip("192.0.2.53")))
                .put(DhcpOption.NTP_SERVERS, List.of(ip("192.0.2.123")))
                .put(DhcpOption.HOST_NAME, "client")
                .put(DhcpOption.DOMAIN_NAME, "example.org\0")
                .put(DhcpOption.BROADCAST_ADDRESS, ip("192.0.2.255"))
                .putShort(DhcpOption.INTERFACE_MTU, 1400)
                .putInt(DhcpOption.LEASE_TIME, 3600)
                .putInt(DhcpOption.RENEWAL_TIME, 1800)
                .putInt(DhcpOption.REBINDING_TIME, 3150)
                .searchList(List.of(DnsName.parse("eng.example.org"), DnsName.parse("example.org")))
                .classlessRoutes(List.of(
                        new ClasslessRoute(Ipv4Prefix.parse("10.0.0.0/8"), ip("192.0.2.9")),
                        new ClasslessRoute(Ipv4Prefix.parse("0.0.0.0/0"), ip("192.0.2.1"))))
                .build();
        return new DhcpMessage(
                true,
                0xcafe,
                3,
                true,
                Ipv4Address.ANY,
                ip("192.0.2.7"),
                Ipv4Address.ANY,
                Ipv4Address.ANY,
                MAC,
                options);
    }

    /** A message whose options are these octets. */
    private static byte[] withOptions(String hex) {
        byte[] octets = Arrays.copyOf(
                DhcpMessage.request(1, 0, false, MAC, DhcpOptions.NONE).emit(), 300);
        Arrays.fill(octets, 240, 300, (byte) 0);
        byte[] options = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(options, 0, octets, 240, options.length);
        return Arrays.copyOf(octets, 240 + options.length);
    }

    @Test
    @DisplayName("a DISCOVER, octet by octet; filled up to BOOTP's 300")
    void goldenDiscover() {
        DhcpOptions options = DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {1})
                .put(DhcpOption.CLIENT_IDENTIFIER, DhcpWriter.clientIdentifier(MAC))
                .build();
        byte[] octets = DhcpMessage.request(0x12345678, 5, true, MAC, options).emit();
        String expected = "01010600" + "12345678" + "00058000" + "00".repeat(16) + "020000000007" + "00".repeat(202)
                + "63825363" + "350101" + "3d0701020000000007" + "ff" + "00".repeat(47);
        assertEquals(expected, HexFormat.of().formatHex(octets));
        assertEquals(300, octets.length);
    }

    @Test
    void roundTrip() {
        DhcpMessage message = everything();
        DhcpMessage.Parsed parsed = DhcpMessage.parse(message.emit());
        assertNull(parsed.drop());
        assertEquals(message, parsed.message());
        assertEquals(DhcpMessageType.ACK, parsed.message().type());
    }

    @Test
    @DisplayName("what a client reads out of the options (RFC 2132, 3397, 3442)")
    void optionValues() {
        DhcpLease lease =
                DhcpLease.of(ip("192.0.2.7"), ip("192.0.2.1"), everything().options(), 0);
        assertEquals("192.0.2.7/24", lease.prefix().toString());
        assertEquals(List.of(ip("192.0.2.1"), ip("192.0.2.2")), lease.routers());
        assertEquals(Optional.of("example.org"), lease.domain());
        assertEquals(
                "[eng.example.org., example.org.]",
                lease.parameters().searchList().toString());
        assertEquals(Optional.of(1400), lease.parameters().mtu());
        assertEquals(Optional.of("client"), lease.parameters().hostName());
        assertEquals(List.of(ip("192.0.2.123")), lease.parameters().timeServers());
        assertEquals(Optional.of(ip("192.0.2.255")), lease.parameters().broadcast());
        assertEquals(
                "[LeasedRoute[network=10.0.0.0/8, gateway=192.0.2.9], LeasedRoute[network=0.0.0.0/0, gateway=192.0.2.1]]",
                lease.routes().toString());
    }

    @Test
    @DisplayName("routers count only where there are no classless routes (RFC 3442)")
    void routersWithoutClasslessRoutes() {
        DhcpOptions options = everything()
                .options()
                .with()
                .remove(DhcpOption.CLASSLESS_ROUTES)
                .build();
        DhcpLease lease = DhcpLease.of(ip("192.0.2.7"), ip("192.0.2.1"), options, 0);
        assertEquals(2, lease.routes().size());
        assertEquals(0, lease.routes().get(0).network().length());
    }

    @Test
    @DisplayName("RFC 3397 §2's example with a pointer into the option")
    void searchListGolden() {
        String hex = "03656e67056170706c6503636f6d00" + "096d61726b6574696e67c004";
        assertEquals(
                "[eng.apple.com., marketing.apple.com.]",
                DhcpSearchList.parse(HexFormat.of().parseHex(hex)).orElseThrow().toString());
        assertEquals(Optional.empty(), DhcpSearchList.parse(HexFormat.of().parseHex("c000")));
        assertEquals(Optional.empty(), DhcpSearchList.parse(HexFormat.of().parseHex("0161")));
        assertEquals(Optional.empty(), DhcpSearchList.parse(HexFormat.of().parseHex("4161")));
    }

    @Test
    @DisplayName("options that do not fit go to file and sname, and come back together, checklist 59: overload")
    void overload() {
        DhcpOptions.Builder options = everything().options().with();
        options.put(224, new byte[100]).put(225, new byte[100]).put(226, new byte[50]);
        DhcpMessage message = everything().withOptions(options.build());
        byte[] octets = message.emit();
        assertTrue(octets.length <= 548, () -> "" + octets.length);
        assertTrue(octets[108] != 0, "file holds options");
        assertEquals(message, DhcpMessage.parse(octets).message());
        // Too much for all fields: a longer message.
        DhcpMessage large = everything()
                .withOptions(
                        options.put(227, new byte[200]).put(228, new byte[255]).build());
        assertEquals(large, DhcpMessage.parse(large.emit()).message());
        assertTrue(large.emit().length > 548);
    }

    @Test
    @DisplayName("an option in parts is one option (RFC 3396), also over overloaded fields")
    void longOption() {
        byte[] value = new byte[600];
        new SplittableRandom(1).nextBytes(value);
        DhcpMessage message = everything()
                .withOptions(everything().options().with().put(230, value).build());
        assertArrayEquals(
                value, DhcpMessage.parse(message.emit()).message().options().value(230));
    }

    @Test
    @DisplayName("overload by hand: file holds the router, sname the DNS server, an overload in there is ignored")
    void overloadedByHand() {
        byte[] octets = Arrays.copyOf(withOptions("350105 340103 ff"), 300);
        ByteBuffer.wrap(octets).position(108).put(HexFormat.of().parseHex("0304c0000201340103ff"));
        ByteBuffer.wrap(octets).position(44).put(HexFormat.of().parseHex("0604c0000235ff"));
        DhcpMessage message = DhcpMessage.parse(octets).message();
        assertEquals(Optional.of(ip("192.0.2.1")), message.options().address(DhcpOption.ROUTER));
        assertEquals(Optional.of(ip("192.0.2.53")), message.options().address(DhcpOption.DOMAIN_NAME_SERVER));
        assertEquals(List.of(3, 6, 53), message.options().codes());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "NO_MESSAGE_TYPE, ff",
        "NO_MESSAGE_TYPE, 0104ffffff00ff",
        "BAD_MESSAGE_TYPE, 350109ff",
        "BAD_MESSAGE_TYPE, 35020101ff",
        "BAD_OPTION_LENGTH, 35010101",
        "BAD_OPTION_LENGTH, 3501010106ffffff00ff",
        "BAD_OPTION_VALUE, 3501010103ffffffff",
        "BAD_OPTION_VALUE, 3501050303010203ff",
        "BAD_OPTION_VALUE, 3501050300ff",
        "BAD_OPTION_VALUE, 350105330200ffff",
        "BAD_OPTION_VALUE, 3501053d0101ff",
        "BAD_OPTION_VALUE, 350105340104ff",
        "BAD_OPTION_VALUE, 35010534020101ff"
    })
    void malformedOptions(DhcpDrop reason, String hex) {
        assertEquals(reason, DhcpMessage.parse(withOptions(hex)).drop());
    }

    @Test
    void malformedFields() {
        byte[] good = everything().emit();
        assertEquals(
                DhcpDrop.TRUNCATED, DhcpMessage.parse(Arrays.copyOf(good, 239)).drop());
        assertEquals(DhcpDrop.BAD_OPERATION, with(good, 0, 3));
        assertEquals(DhcpDrop.BAD_HARDWARE_TYPE, with(good, 1, 6));
        assertEquals(DhcpDrop.BAD_HARDWARE_TYPE, with(good, 2, 16));
        assertEquals(DhcpDrop.BAD_COOKIE, with(good, 236, 0));
    }

    private static DhcpDrop with(byte[] octets, int offset, int value) {
        byte[] changed = octets.clone();
        changed[offset] = (byte) value;
        return DhcpMessage.parse(changed).drop();
    }

    @Test
    @DisplayName("random octets and mutated messages end in a message or a named drop, checklist 62")
    void fuzz() {
        SplittableRandom random = new SplittableRandom(59);
        DhcpOptions.Builder many =
                everything().options().with().put(224, new byte[250]).put(225, new byte[100]);
        byte[][] valid = {
            everything().emit(), everything().withOptions(many.build()).emit()
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] octets = valid[i % 2].clone();
            for (int j = random.nextInt(1, 6); j > 0; j--) {
                octets[random.nextInt(3) == 0 ? random.nextInt(octets.length) : random.nextInt(236, octets.length)] =
                        (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                octets = Arrays.copyOf(octets, random.nextInt(octets.length));
            }
            DhcpMessage.Parsed parsed = DhcpMessage.parse(octets);
            if (parsed.drop() == null) {
                assertNotNull(parsed.message().type());
                DhcpLease lease = DhcpLease.of(
                        parsed.message().yiaddr(),
                        Ipv4Address.ANY,
                        parsed.message().options(),
                        0);
                if (lease != null) {
                    assertNotNull(lease.routes().toString()
                            + lease.parameters().searchList()
                            + lease.parameters().mtu()
                            + lease.parameters().hostName());
                    assertTrue(lease.renewal() < lease.rebinding()
                            || lease.seconds() < 8
                            || lease.seconds() == DhcpLease.INFINITE);
                }
                assertEquals(
                        parsed.message(),
                        DhcpMessage.parse(parsed.message().emit()).message());
            }
        }
    }
}
