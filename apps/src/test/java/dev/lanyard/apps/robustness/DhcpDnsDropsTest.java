package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.TRANSPORT;
import static dev.lanyard.apps.robustness.Frames.UDP;
import static dev.lanyard.apps.robustness.Frames.cut;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.udp;
import static dev.lanyard.apps.robustness.Frames.with16;
import static dev.lanyard.apps.robustness.Frames.with32;
import static dev.lanyard.apps.robustness.Frames.with8;

import dev.lanyard.actors.dhcp.DhcpDrop;
import dev.lanyard.actors.dhcp.DhcpMessage;
import dev.lanyard.actors.dhcp.DhcpMessageType;
import dev.lanyard.actors.dhcp.DhcpOption;
import dev.lanyard.actors.dhcp.DhcpOptions;
import dev.lanyard.actors.dns.DnsDrop;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.ip.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Every malformed kind of DHCP and DNS message is one drop with a name")
class DhcpDnsDropsTest {
    private static final int OPTIONS = 240;
    private static final Ipv4Address GIVEN = Ipv4Address.parse("192.0.2.50");
    private static final Ipv4Address OTHER = Ipv4Address.parse("192.0.2.12");

    // --- DHCP

    /** The last message of the node's client, once there is one. */
    private static DhcpMessage asked(Victim victim) {
        victim.link.record();
        for (int i = 0; i < 100 && victim.link.sent.stream().noneMatch(frame -> frame.length > OPTIONS); i++) {
            victim.pass(Duration.ofSeconds(1));
        }
        byte[] frame = victim.lastSent(UDP);
        return DhcpMessage.parse(Arrays.copyOfRange(frame, TRANSPORT + 8, frame.length))
                .message();
    }

    private static DhcpOptions.Builder options(DhcpMessageType type) {
        return DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.SERVER_IDENTIFIER, PEER)
                .put(DhcpOption.SUBNET_MASK, Ipv4Address.parse("255.255.255.0"))
                .putInt(DhcpOption.LEASE_TIME, 100);
    }

    private static void receive(Victim victim, byte[] message) {
        byte[] frame = ipv4(PEER, Ipv4Address.BROADCAST, UDP, new byte[0], udp(67, 68, message));
        victim.arrive(frame);
    }

    /** An offer, changed before it is written. */
    private static DropTable.Provocation offer(UnaryOperator<DhcpMessage> change) {
        return victim -> {
            DhcpMessage asked = asked(victim);
            DhcpMessage offer =
                    asked.answer(GIVEN, options(DhcpMessageType.OFFER).build());
            receive(victim, change.apply(offer).emit());
        };
    }

    /** An offer, changed as bytes. */
    private static DropTable.Provocation bytes(UnaryOperator<byte[]> change) {
        return victim -> {
            DhcpMessage offer =
                    asked(victim).answer(GIVEN, options(DhcpMessageType.OFFER).build());
            receive(victim, change.apply(offer.emit()));
        };
    }

    private static DhcpMessage with(DhcpMessage message, UnaryOperator<DhcpOptions.Builder> change) {
        return message.withOptions(change.apply(message.options().with()).build());
    }

    /** The answer to a REQUEST that follows a good offer. */
    private static DropTable.Provocation afterOffer(UnaryOperator<DhcpOptions.Builder> change, DhcpMessageType type) {
        return victim -> {
            DhcpMessage asked = asked(victim);
            receive(
                    victim,
                    asked.answer(GIVEN, options(DhcpMessageType.OFFER).build()).emit());
            victim.mark();
            receive(
                    victim,
                    asked.answer(GIVEN, change.apply(options(type)).build()).emit());
        };
    }

    @TestFactory
    @DisplayName("DHCP (RFC 2131, RFC 2132, 59)")
    Stream<DynamicTest> dhcp() {
        DropTable<DhcpDrop> table = new DropTable<>("dhcp", DhcpDrop.class);
        row(table, DhcpDrop.TRUNCATED, "239 bytes", bytes(octets -> cut(octets, 239)));
        row(table, DhcpDrop.TRUNCATED, "no byte", bytes(octets -> new byte[0]));
        row(table, DhcpDrop.BAD_COOKIE, "another cookie", bytes(octets -> with32(octets, 236, 0)));
        row(table, DhcpDrop.BAD_OPERATION, "operation 3", bytes(octets -> with8(octets, 0, 3)));
        row(table, DhcpDrop.BAD_OPERATION, "a request", bytes(octets -> with8(octets, 0, 1)));
        row(table, DhcpDrop.BAD_HARDWARE_TYPE, "not Ethernet", bytes(octets -> with8(octets, 1, 6)));
        row(table, DhcpDrop.BAD_HARDWARE_TYPE, "a MAC of 16 bytes", bytes(octets -> with8(octets, 2, 16)));
        byte[] beyond = {53, 1, 2, 54, 100, 1};
        row(table, DhcpDrop.BAD_OPTION_LENGTH, "an option beyond the end", bytes(octets -> ending(octets, beyond)));
        byte[] without = {53, 1, 2, 54};
        row(table, DhcpDrop.BAD_OPTION_LENGTH, "an option without length", bytes(octets -> ending(octets, without)));
        byte[] overload = {53, 1, 2, 52, 1, 1, (byte) 255};
        row(table, DhcpDrop.BAD_OPTION_LENGTH, "52. an option beyond the file field", bytes(octets -> {
            byte[] ended = ending(octets, overload);
            Arrays.fill(ended, 108, 236, (byte) 0);
            return with8(ended, 235, 12);
        }));
        byte[] four = {53, 1, 2, 52, 1, 4, (byte) 255};
        row(table, DhcpDrop.BAD_OPTION_VALUE, "overload of 4", bytes(octets -> ending(octets, four)));
        row(
                table,
                DhcpDrop.BAD_OPTION_VALUE,
                "a mask of 3 bytes",
                offer(message -> with(message, options -> options.put(DhcpOption.SUBNET_MASK, new byte[3]))));
        row(
                table,
                DhcpDrop.BAD_OPTION_VALUE,
                "routers of 6 bytes",
                offer(message -> with(message, options -> options.put(DhcpOption.ROUTER, new byte[6]))));
        byte[] nothing = {1, 0, (byte) 255};
        row(table, DhcpDrop.NO_MESSAGE_TYPE, "BOOTP", bytes(octets -> ending(octets, nothing)));
        row(table, DhcpDrop.BAD_MESSAGE_TYPE, "type 9", offer(message -> type(message, 9)));
        row(table, DhcpDrop.BAD_MESSAGE_TYPE, "what only clients send", offer(message -> type(message, 1)));
        row(table, DhcpDrop.WRONG_XID, "59. another transaction", offer(message -> message.withXid(message.xid() + 1)));
        row(table, DhcpDrop.WRONG_CHADDR, "59. another station", offer(message -> message.withChaddr(Frames.PEER_MAC)));
        row(
                table,
                DhcpDrop.NO_SERVER_IDENTIFIER,
                "an offer of nobody",
                offer(message -> with(message, options -> options.remove(DhcpOption.SERVER_IDENTIFIER))));
        row(
                table,
                DhcpDrop.BAD_LEASE,
                "an offer of 0.0.0.0",
                victim -> receive(
                        victim,
                        asked(victim)
                                .answer(
                                        Ipv4Address.ANY,
                                        options(DhcpMessageType.OFFER).build())
                                .emit()));
        row(table, DhcpDrop.UNEXPECTED, "an ACK before anything was requested", offer(message -> type(message, 5)));
        row(
                table,
                DhcpDrop.UNEXPECTED,
                "an offer after the choice",
                afterOffer(options -> options, DhcpMessageType.OFFER));
        row(
                table,
                DhcpDrop.WRONG_SERVER,
                "an ACK of a server not chosen",
                afterOffer(options -> options.put(DhcpOption.SERVER_IDENTIFIER, OTHER), DhcpMessageType.ACK));
        return table.tests();
    }

    private static void row(
            DropTable<DhcpDrop> table, DhcpDrop reason, String kind, DropTable.Provocation provocation) {
        table.row(reason, kind, Victim::withDhcp, provocation);
    }

    private static DhcpMessage type(DhcpMessage message, int type) {
        return with(message, options -> options.put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type}));
    }

    /** The fixed fields of a message, and these options to its end. */
    private static byte[] ending(byte[] octets, byte[] options) {
        return new Octets().put(octets, 0, OPTIONS).put(options).toArray();
    }

    // --- DNS

    private static final int QR = 0x8000;
    private static final byte[] A_RECORD = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1};
    private static final byte[] OPT = {0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0};

    /** Makes an answer of a query. */
    private interface Answer {
        byte[] to(byte[] query);
    }

    /** The query for a name, once it has been sent, as an IPv4 frame. */
    private static byte[] query(Victim victim) {
        victim.link.record();
        victim.node.resolve("name.test");
        victim.settle();
        return victim.lastSent(UDP);
    }

    private static byte[] message(byte[] frame) {
        return Arrays.copyOfRange(frame, TRANSPORT + 8, frame.length);
    }

    private static int questionEnd(byte[] query) {
        return 12 + "name.test".length() + 2 + 4;
    }

    /** Header and question as they were asked, counts of records, and the records. */
    private static byte[] answer(byte[] query, int answers, int authorities, int additionals, byte[] records) {
        byte[] head = cut(query, questionEnd(query));
        with16(head, 2, QR | 0x0180);
        with16(head, 6, answers);
        with16(head, 8, authorities);
        with16(head, 10, additionals);
        return new Octets().put(head).put(records).toArray();
    }

    private static byte[] good(byte[] query) {
        return answer(query, 1, 0, 0, A_RECORD);
    }

    private static void reply(Victim victim, Ipv4Address from, int port, byte[] query, byte[] answer) {
        byte[] datagram = udp(port, Octets.u16(query, TRANSPORT), answer);
        victim.arrive(ipv4(from, Frames.NODE, UDP, new byte[0], datagram));
    }

    private static void dns(DropTable<DnsDrop> table, DnsDrop reason, String kind, Answer answer) {
        table.row(reason, kind, Victim::withDns, victim -> {
            byte[] query = query(victim);
            reply(victim, PEER, DnsSettings.PORT, query, answer.to(message(query)));
        });
    }

    @TestFactory
    @DisplayName("DNS (RFC 1035, RFC 5452, RFC 6891, 60)")
    Stream<DynamicTest> names() {
        DropTable<DnsDrop> table = new DropTable<>("dns", DnsDrop.class);
        form(table);
        dns(table, DnsDrop.WRONG_DIRECTION, "a query", query -> with16(good(query), 2, 0x0100));
        dns(
                table,
                DnsDrop.WRONG_ID,
                "60. another identifier",
                query -> with16(good(query), 0, Octets.u16(query, 0) ^ 1));
        dns(table, DnsDrop.WRONG_OPCODE, "STATUS", query -> with16(good(query), 2, QR | 2 << 11));
        dns(table, DnsDrop.WRONG_QUESTION, "60. another name", query -> with8(good(query), 13, 'x'));
        dns(
                table,
                DnsDrop.WRONG_QUESTION,
                "60. another type",
                query -> with16(good(query), questionEnd(query) - 4, 28));
        dns(table, DnsDrop.WRONG_QUESTION, "another class", query -> with16(good(query), questionEnd(query) - 2, 3));
        dns(
                table,
                DnsDrop.WRONG_QUESTION,
                "none",
                query -> new Octets()
                        .put(with16(cut(good(query), 12), 4, 0))
                        .put(new byte[] {0})
                        .put(Arrays.copyOfRange(A_RECORD, 2, A_RECORD.length))
                        .toArray());
        dns(
                table,
                DnsDrop.WRONG_CASE,
                "0x20: letters of another case",
                query -> with8(good(query), 13, query[13] ^ 0x20));
        return table.row(DnsDrop.WRONG_SOURCE, "60. another address", Victim::withDns, victim -> {
                    byte[] query = query(victim);
                    reply(victim, OTHER, DnsSettings.PORT, query, good(message(query)));
                })
                .row(DnsDrop.WRONG_SOURCE, "60. another port", Victim::withDns, victim -> {
                    byte[] query = query(victim);
                    reply(victim, PEER, 5353, query, good(message(query)));
                })
                .row(DnsDrop.LATE, "an answer right behind the one that was taken", Victim::withDns, victim -> {
                    byte[] query = query(victim);
                    byte[] datagram = udp(DnsSettings.PORT, Octets.u16(query, TRANSPORT), good(message(query)));
                    byte[] frame = ipv4(UDP, datagram);
                    victim.arrive(frame, frame.clone());
                })
                .tests();
    }

    private static void form(DropTable<DnsDrop> table) {
        dns(table, DnsDrop.TRUNCATED, "no byte", query -> new byte[0]);
        dns(table, DnsDrop.TRUNCATED, "11 bytes", query -> cut(good(query), 11));
        dns(table, DnsDrop.TRUNCATED, "the last byte is missing", query -> cut(good(query), good(query).length - 1));
        dns(table, DnsDrop.TRUNCATED, "fewer records than announced", query -> with16(good(query), 6, 2));
        dns(table, DnsDrop.BAD_LABEL, "a label of type 01", query -> with8(good(query), questionEnd(query), 0x40));
        dns(table, DnsDrop.POINTER_LOOP, "60. a pointer to itself", query -> {
            int at = questionEnd(query);
            return with16(good(query), at, 0xc000 | at);
        });
        dns(
                table,
                DnsDrop.POINTER_LOOP,
                "60. a pointer forwards",
                query -> with16(good(query), questionEnd(query), 0xc000 | questionEnd(query) + 8));
        dns(table, DnsDrop.NAME_TOO_LONG, "a name of 257 octets", query -> {
            Octets records = new Octets();
            for (int i = 0; i < 4; i++) {
                records.u8(63).put("x".repeat(63).getBytes(StandardCharsets.US_ASCII));
            }
            return answer(
                    query,
                    1,
                    0,
                    0,
                    records.u8(0).put(A_RECORD, 2, A_RECORD.length - 2).toArray());
        });
        dns(table, DnsDrop.BAD_DATA, "an address of 3 bytes", query -> {
            byte[] record = cut(A_RECORD, A_RECORD.length - 1);
            return answer(query, 1, 0, 0, with16(record, 10, 3));
        });
        dns(
                table,
                DnsDrop.BAD_DATA,
                "a name shorter than its length",
                query -> answer(query, 1, 0, 0, new byte[] {
                    (byte) 0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 4, (byte) 0xc0, 12, 0, 0
                }));
        dns(table, DnsDrop.TOO_MANY_RECORDS, "4,097 announced", query -> with16(good(query), 6, 4096));
        byte[] two = new Octets().put(OPT).put(OPT).toArray();
        dns(table, DnsDrop.BAD_OPT, "two OPT records", query -> answer(query, 0, 0, 2, two));
        dns(table, DnsDrop.BAD_OPT, "an OPT among the answers", query -> answer(query, 1, 0, 0, OPT));
        byte[] named = new Octets().u16(0xc00c).put(OPT, 1, OPT.length - 1).toArray();
        dns(table, DnsDrop.BAD_OPT, "an OPT with a name", query -> answer(query, 0, 0, 1, named));
    }
}
