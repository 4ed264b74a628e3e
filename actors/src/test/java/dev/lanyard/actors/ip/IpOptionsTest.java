package dev.lanyard.actors.ip;

import static dev.lanyard.actors.Packets.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpOptionsTest {
    private static final Ipv4Address R1 = Ipv4Address.parse("10.0.0.1");
    private static final Ipv4Address R2 = Ipv4Address.parse("10.0.0.2");
    private static final Ipv4Address R3 = Ipv4Address.parse("10.0.0.3");

    private static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest(name = "{0}: octet {1}")
    @DisplayName("52: a malformed option is found, and the octet that makes it so (RFC 792)")
    @CsvSource({
        "44000000, 1", // length zero
        "44010000, 1",
        "940b0000, 1", // longer than the header
        "01010144, 3", // its length is missing
        "07020000, 1", // too short for a pointer
        "07070300 00000000, 2", // pointer into the option's own head
        "07070500 00000000, 2", // room, but not for an address
        "0707ff0000000000, -1", // full
        "070708 00000000 01, -1",
        "4408050200000000, 3", // no such flag
        "4408050100000000, 2", // no room for address and time
        "440805f000000000, -1",
        "440809f000000000, 3", // overflow would overflow
        "440809e000000000, -1",
        "4403050000000000, 1",
        "94050000 00000000, 1", // router alert has four octets
        "94040000, -1",
        "0703040703040000, 3", // twice
        "8303048903040000, 3",
        "00440044, -1", // behind the end nothing counts
    })
    void problems(String options, int octet) {
        assertEquals(octet, IpOptions.problem(hex(options)));
    }

    @Test
    @DisplayName("52: no endless loop and no exception, whatever the options are")
    void fuzz() {
        SplittableRandom random = new SplittableRandom(52);
        byte[] types = {0, 1, 7, 68, (byte) 131, (byte) 137, (byte) 148};
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 500_000; i++) {
                byte[] options = new byte[4 * random.nextInt(11)];
                random.nextBytes(options);
                for (int at = 0; at < options.length; at += 1 + random.nextInt(8)) {
                    options[at] = types[random.nextInt(types.length)];
                    if (at + 2 < options.length) {
                        options[at + 1] = (byte) random.nextInt(12);
                        options[at + 2] = (byte) random.nextInt(12);
                    }
                }
                IpOptions.record(options, R1.value(), address -> true, 5);
                IpOptions.recordedRoute(options);
                IpOptions.recordedTimes(options);
                IpOptions.overflow(options);
                assertEquals(0, IpOptions.reply(options, R2.value()).options().length % 4);
                if (IpOptions.problem(options) < 0) {
                    int route = SourceRoute.find(options);
                    if (route >= 0 && SourceRoute.next(options, route) != 0) {
                        SourceRoute.advance(options, route, R1.value());
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("RFC 791: a route is recorded until there is no room, and read back")
    void recordRoute() {
        byte[] options = IpOptions.recordRoute();
        assertEquals("01072704", text(options).substring(0, 8));
        for (int i = 1; i < 12; i++) {
            IpOptions.record(options, i, address -> true, 0);
            assertEquals(-1, IpOptions.problem(options));
        }
        List<Ipv4Address> route = IpOptions.recordedRoute(options);
        assertEquals(9, route.size());
        assertEquals("0.0.0.9", route.get(8).toString());
    }

    @Test
    @DisplayName("RFC 791: times are recorded, with addresses where asked for, and who found no room is counted")
    void timestamps() {
        byte[] times = IpOptions.timestamps(IpOptions.TIMES);
        for (int i = 0; i < 11; i++) {
            IpOptions.record(times, R1.value(), address -> true, 1000 + i);
        }
        assertEquals(9, IpOptions.recordedTimes(times).size());
        assertEquals(
                new IpOptions.Timestamp(null, 1008),
                IpOptions.recordedTimes(times).get(8));
        assertEquals(2, IpOptions.overflow(times));
        byte[] both = IpOptions.timestamps(IpOptions.TIMES_AND_ADDRESSES);
        for (int i = 0; i < 5; i++) {
            IpOptions.record(both, R2.value(), address -> true, i);
        }
        assertEquals(4, IpOptions.recordedTimes(both).size());
        assertEquals(
                new IpOptions.Timestamp(R2, 3), IpOptions.recordedTimes(both).get(3));
        assertEquals(1, IpOptions.overflow(both));
    }

    @Test
    @DisplayName("RFC 791: where addresses are given, only those record, in their order")
    void prespecified() {
        byte[] options = hex("44140503 0a000002 00000000 0a000001 00000000");
        IpOptions.record(options, R3.value(), address -> address == R1.value(), 7);
        assertEquals(List.of(), IpOptions.recordedTimes(options));
        IpOptions.record(options, R3.value(), address -> address == R2.value(), 8);
        IpOptions.record(options, R3.value(), address -> address == R1.value(), 9);
        assertEquals(
                List.of(new IpOptions.Timestamp(R2, 8), new IpOptions.Timestamp(R1, 9)),
                IpOptions.recordedTimes(options));
        IpOptions.record(options, R3.value(), address -> true, 9);
        assertEquals(0, IpOptions.overflow(options));
    }

    @Test
    @DisplayName(
            "RFC 1122 §3.2.2.6: an answer carries the record and the times as they are, and the source route turned round")
    void reply() {
        byte[] record = hex("01 070b08 0a000001 00000000 94040000");
        assertEquals(
                "070b080a0000010000000000",
                text(IpOptions.reply(record, R3.value()).options()));
        byte[] route = SourceRoute.of(false, List.of(R2, R3));
        int at = SourceRoute.find(route);
        assertEquals(R2.value(), SourceRoute.next(route, at));
        SourceRoute.advance(route, at, 0x0a010001);
        assertEquals(R3.value(), SourceRoute.next(route, at));
        SourceRoute.advance(route, at, 0x0a010002);
        assertEquals(0, SourceRoute.next(route, at));
        IpOptions.Reply back = IpOptions.reply(route, R1.value());
        assertEquals(0x0a010002, back.firstHop());
        assertEquals("830b040a0100010a00000100", text(back.options()));
        assertEquals(-1, IpOptions.problem(back.options()));
        assertArrayEquals(new byte[0], IpOptions.reply(new byte[0], R1.value()).options());
        assertTrue(IpOptions.find(IpOptions.routerAlert(), IpOptionType.ROUTER_ALERT) == 0);
    }
}
