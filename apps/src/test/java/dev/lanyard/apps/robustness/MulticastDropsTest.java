package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.TRANSPORT;
import static dev.lanyard.apps.robustness.Frames.cut;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.with8;

import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.igmp.IgmpDrop;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Bad multicasts and IGMP messages are counted by name (62)")
class MulticastDropsTest {
    static final Ipv4Address GROUP = Ipv4Address.parse("239.1.2.3");

    private static final int IGMP = 2;
    private static final byte[] NO_OPTIONS = {};
    private static final Ipv4Address FAR = Ipv4Address.parse("203.0.113.5");

    private static byte[] message(int type, int code, Ipv4Address group, int... more) {
        Octets octets = new Octets().u8(type).u8(code).u16(0).u32(group.value());
        for (int octet : more) {
            octets.u8(octet);
        }
        return octets.toArray();
    }

    private static byte[] sent(Ipv4Address from, Ipv4Address to, byte[] options, byte[] message) {
        return ipv4(from, to, IGMP, options, message);
    }

    private static byte[] query(Ipv4Address group, int... more) {
        Ipv4Address to = group.value() == 0 ? Ipv4Address.ALL_HOSTS : group;
        return sent(PEER, to, IpOptions.routerAlert(), message(0x11, 100, group, more));
    }

    private static void arriveInGroup(Victim victim, byte[] frame) throws Exception {
        victim.await(victim.node.network().group("eth0", GROUP, SourceFilter.EVERYBODY));
        victim.arrive(frame);
    }

    @TestFactory
    @DisplayName("IGMP (RFC 2236, RFC 3376 §4, §7.1, §9.1)")
    Stream<DynamicTest> igmp() {
        int transport = TRANSPORT + 4;
        return new DropTable<>("igmp", IgmpDrop.class)
                .frame(
                        IgmpDrop.TRUNCATED,
                        "seven bytes",
                        sent(PEER, Ipv4Address.ALL_HOSTS, IpOptions.routerAlert(), cut(message(0x11, 1, GROUP), 7)))
                .frame(
                        IgmpDrop.BAD_CHECKSUM,
                        "one bit",
                        with8(query(Ipv4Address.ANY), transport + 3, query(Ipv4Address.ANY)[transport + 3] ^ 1))
                .frame(IgmpDrop.BAD_QUERY_LENGTH, "a query of ten bytes", query(Ipv4Address.ANY, 2, 125))
                .frame(
                        IgmpDrop.BAD_SOURCE_COUNT,
                        "two sources, and one is there",
                        ipv4ToHosts(message(0x11, 100, GROUP, 2, 125, 0, 2, 192, 0, 2, 1)))
                .frame(IgmpDrop.BAD_GROUP, "a query about a host", ipv4ToHosts(message(0x11, 100, PEER)))
                .frame(
                        IgmpDrop.BAD_GROUP,
                        "a query about sources of no group",
                        ipv4ToHosts(message(0x11, 100, Ipv4Address.ANY, 2, 125, 0, 1, 192, 0, 2, 1)))
                .frame(IgmpDrop.BAD_REPORT, "a report of a host", ipv4ToHosts(message(0x16, 0, PEER)))
                .frame(IgmpDrop.BAD_REPORT, "a report to all hosts", ipv4ToHosts(message(0x16, 0, GROUP)))
                .row(
                        IgmpDrop.BAD_DESTINATION,
                        "a general query to a group",
                        victim -> arriveInGroup(
                                victim,
                                sent(PEER, GROUP, IpOptions.routerAlert(), message(0x11, 100, Ipv4Address.ANY))))
                .frame(
                        IgmpDrop.NO_ROUTER_ALERT,
                        "a query of version 2 without the option",
                        sent(PEER, Ipv4Address.ALL_HOSTS, NO_OPTIONS, message(0x11, 100, Ipv4Address.ANY)))
                .row(
                        IgmpDrop.FOREIGN_REPORT,
                        "a report from another network",
                        victim -> arriveInGroup(
                                victim, sent(FAR, GROUP, IpOptions.routerAlert(), message(0x16, 0, GROUP))))
                .frame(IgmpDrop.FOR_ROUTERS, "a leave", ipv4ToHosts(message(0x17, 0, GROUP)))
                .frame(IgmpDrop.FOR_ROUTERS, "a report of version 3", ipv4ToHosts(message(0x22, 0, Ipv4Address.ANY)))
                .frame(IgmpDrop.UNKNOWN_TYPE, "DVMRP", ipv4ToHosts(message(0x13, 0, Ipv4Address.ANY)))
                .tests();
    }

    private static byte[] ipv4ToHosts(byte[] message) {
        return sent(PEER, Ipv4Address.ALL_HOSTS, IpOptions.routerAlert(), message);
    }
}
