package dev.lanyard.actors.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpErrorTest {
    private static final Ipv4Address US = Ipv4Address.parse("192.0.2.1");
    private static final Ipv4Address THEM = Ipv4Address.parse("192.0.2.2");
    private static final Ipv4Address ROUTER = Ipv4Address.parse("192.0.2.254");

    private static IcmpError error(int type, int code, Ipv4Address reporter) {
        return new IcmpError(type, code, 0, reporter, US, THEM, 253, 0);
    }

    @ParameterizedTest(name = "type {0} code {1}: hard {2}, {3}")
    @DisplayName(
            "RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1: what each code means to a socket, and whether it is final")
    @CsvSource({
        "3, 0, false, NoRouteToHostException, Destination Net Unreachable",
        "3, 1, false, NoRouteToHostException, Destination Host Unreachable",
        "3, 2, true, PortUnreachableException, Destination Protocol Unreachable",
        "3, 3, true, PortUnreachableException, Destination Port Unreachable",
        "3, 4, false, SocketException, Message too long",
        "3, 5, false, NoRouteToHostException, Source Route Failed",
        "3, 6, true, NoRouteToHostException, Destination Net Unknown",
        "3, 7, true, NoRouteToHostException, Destination Host Unknown",
        "3, 8, true, NoRouteToHostException, Source Host Isolated",
        "3, 9, true, NoRouteToHostException, Destination Net Prohibited",
        "3, 10, true, NoRouteToHostException, Destination Host Prohibited",
        "3, 11, false, NoRouteToHostException, Destination Net Unreachable for Type of Service",
        "3, 12, false, NoRouteToHostException, Destination Host Unreachable for Type of Service",
        "3, 13, true, NoRouteToHostException, Packet filtered",
        "3, 14, true, NoRouteToHostException, Precedence Violation",
        "3, 15, true, NoRouteToHostException, Precedence Cutoff",
        "3, 16, false, NoRouteToHostException, 'Destination Unreachable, code 16'",
        "11, 0, false, SocketException, Time to live exceeded",
        "11, 1, false, SocketException, Frag reassembly time exceeded",
        "12, 0, true, SocketException, Parameter problem",
    })
    void meaning(int type, int code, boolean hard, String exception, String text) {
        IcmpError error = error(type, code, ROUTER);
        assertEquals(hard, error.isHard());
        IOException told = error.toException();
        assertEquals(exception, told.getClass().getSimpleName());
        assertTrue(told.getMessage().contains(text), told::getMessage);
        boolean tooLong = type == 3 && code == 4;
        assertEquals(!tooLong, told.getMessage().contains("192.0.2.2, says 192.0.2.254"), told::getMessage);
    }

    @Test
    @DisplayName("what a layer of our own says is final: nobody answers ARP, or there is no route")
    void own() {
        assertTrue(error(3, 1, US).isHard());
        assertFalse(error(3, 1, ROUTER).isHard());
        assertInstanceOf(NoRouteToHostException.class, error(3, 1, US).toException());
        assertInstanceOf(PortUnreachableException.class, error(3, 3, US).toException());
        assertInstanceOf(SocketException.class, error(12, 0, US).toException());
    }
}
