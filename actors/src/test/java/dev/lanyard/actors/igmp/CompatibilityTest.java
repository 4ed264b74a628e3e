package dev.lanyard.actors.igmp;

import static dev.lanyard.actors.igmp.IgmpScript.GROUP;
import static dev.lanyard.actors.igmp.IgmpScript.OTHER;
import static dev.lanyard.actors.igmp.IgmpScript.exclude;
import static dev.lanyard.actors.igmp.IgmpScript.include;
import static dev.lanyard.actors.igmp.IgmpScript.old;
import static dev.lanyard.actors.igmp.IgmpScript.v3;
import static dev.lanyard.actors.igmp.IgmpVersion.V1;
import static dev.lanyard.actors.igmp.IgmpVersion.V2;
import static dev.lanyard.actors.igmp.IgmpVersion.V3;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanyard.actors.ip.Ipv4Address;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("IGMPv1 and v2, and how v3 falls back to them (RFC 2236 §3, RFC 3376 §7)")
class CompatibilityTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Ipv4Address ALL = Ipv4Address.ANY;

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    @Test
    @DisplayName(
            "RFC 2236 §3, §8.10: a join is reported at once and once more within ten seconds; the last reporter leaves")
    void joinAndLeave() {
        IgmpScript script = new IgmpScript(V2).delays(seconds(8));
        assertEquals(List.of("v2 239.1.1.1"), script.want(GROUP, exclude()).taken());
        assertEquals(List.of(), script.pass(Duration.ofMillis(7_999)).taken());
        assertEquals(List.of("v2 239.1.1.1"), script.pass(Duration.ofMillis(1)).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
        assertEquals(List.of("leave 239.1.1.1"), script.want(GROUP, include()).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
        assertEquals(Long.MAX_VALUE, script.igmp.nextDeadline());
    }

    @Test
    @DisplayName("RFC 3376 §7.2.1: versions without sources report a group whoever is wanted in it")
    void sources() {
        IgmpScript script = new IgmpScript(V2);
        assertEquals(List.of("v2 239.1.1.1"), script.want(GROUP, include(1)).taken());
        script.pass(HOUR).taken();
        assertEquals(
                List.of(),
                script.want(GROUP, exclude(2)).want(GROUP, include(3)).taken());
        assertEquals(List.of("leave 239.1.1.1"), script.want(GROUP, include()).taken());
    }

    @Test
    @DisplayName("RFC 2236 §3: queries are answered group by group; an answer that would come too late is moved")
    void queries() {
        IgmpScript script = new IgmpScript(V2);
        script.want(GROUP, exclude()).want(OTHER, exclude()).pass(HOUR).taken();
        script.delays(seconds(6)).query(old(V2, ALL, 10));
        script.delays(seconds(1)).query(old(V2, GROUP, 2));
        script.delays(Duration.ofMillis(900)).query(old(V2, OTHER, 7));
        assertEquals(List.of("v2 239.1.1.1"), script.pass(seconds(1)).taken());
        assertEquals(List.of("v2 239.1.1.2"), script.pass(seconds(5)).taken(), "not moved: it is not too late");
        assertEquals(List.of(), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName("RFC 2236 §3: who hears another's report keeps silent, and leaves without a word")
    void suppression() {
        IgmpScript script = new IgmpScript(V2);
        script.want(GROUP, exclude()).pass(HOUR).taken();
        script.query(old(V2, ALL, 10)).igmp.heardReport(GROUP);
        assertEquals(List.of(), script.pass(HOUR).taken());
        assertEquals(List.of(), script.want(GROUP, include()).taken());
        script.want(GROUP, exclude()).taken();
        script.igmp.heardReport(GROUP);
        assertEquals(List.of(), script.pass(HOUR).taken(), "nor is a join told again");
        script.query(old(V2, GROUP, 1)).pass(HOUR);
        assertEquals(List.of("v2 239.1.1.1"), script.taken());
        assertEquals(List.of("leave 239.1.1.1"), script.want(GROUP, include()).taken());
    }

    @Test
    @DisplayName(
            "RFC 3376 §7.2.1, §8.12: a v2 querier is spoken to in v2 until it was not heard for 2 × 125 s and its response time")
    void fallBackToV2() {
        IgmpScript script = new IgmpScript(V3).delays(SECOND);
        script.want(GROUP, exclude()).pass(HOUR).taken();
        script.query(old(V2, ALL, 10));
        assertEquals(V2, script.igmp.version());
        assertEquals(List.of("v2 239.1.1.1"), script.pass(SECOND).taken());
        assertEquals(List.of("v2 239.1.1.2"), script.want(OTHER, include(1)).taken());
        script.query(v3(ALL, 10));
        assertEquals(
                List.of("v2 239.1.1.1", "v2 239.1.1.2"), script.pass(SECOND).taken());
        script.pass(seconds(257));
        assertEquals(V2, script.igmp.version());
        script.pass(SECOND);
        assertEquals(V3, script.igmp.version());
        script.taken();
        script.query(v3(ALL, 10));
        assertEquals(
                List.of("IS_EX 239.1.1.1 []; IS_IN 239.1.1.2 [1]"),
                script.pass(SECOND).taken());
    }

    @Test
    @DisplayName(
            "RFC 3376 §8.12: the time is made of the querier's own robustness and interval, as v3 queries have told them")
    void timeout() {
        IgmpScript script = new IgmpScript(V3);
        script.query(new IgmpQuery(V3, ALL, SECOND, 3, seconds(20), List.of()));
        script.query(old(V2, ALL, 5));
        script.pass(Duration.ofMillis(64_999));
        assertEquals(V2, script.igmp.version());
        script.pass(Duration.ofMillis(1));
        assertEquals(V3, script.igmp.version());
    }

    @Test
    @DisplayName(
            "RFC 3376 §7.2.1: a v1 querier counts before one of v2; there is no leave, and an answer takes ten seconds")
    void fallBackToV1() {
        IgmpScript script = new IgmpScript(V3).delays(seconds(9));
        script.want(GROUP, exclude()).pass(HOUR).taken();
        script.query(old(V2, ALL, 1)).query(old(V1, ALL, 10));
        assertEquals(V1, script.igmp.version());
        assertEquals(List.of("v1 239.1.1.1"), script.pass(seconds(9)).taken());
        assertEquals(List.of(), script.want(GROUP, include()).pass(seconds(100)).taken());
        script.query(old(V2, ALL, 10)).pass(seconds(160));
        assertEquals(V2, script.igmp.version(), "the querier of v1 is gone, that of v2 is not");
    }

    @Test
    @DisplayName(
            "RFC 3376 §7.2.1: a query about one group changes nothing; a change of version cancels what is pending")
    void pending() {
        IgmpScript script = new IgmpScript(V3);
        script.want(GROUP, exclude()).query(old(V2, GROUP, 1));
        assertEquals(V3, script.igmp.version());
        assertEquals(
                List.of("TO_EX 239.1.1.1 []", "IS_EX 239.1.1.1 []", "TO_EX 239.1.1.1 []"),
                script.pass(HOUR).taken());
        script.want(GROUP, exclude(1))
                .want(OTHER, include(1))
                .want(OTHER, include())
                .taken();
        script.query(v3(ALL, 10)).delays(seconds(3)).query(old(V2, ALL, 5));
        assertEquals(List.of("v2 239.1.1.1"), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName("RFC 3376 §7.2: a node whose version is 2 treats queries of v3 as those of v2; one of 1 never leaves")
    void configured() {
        IgmpScript script = new IgmpScript(V2).want(GROUP, exclude());
        script.pass(HOUR).taken();
        assertEquals(
                List.of("v2 239.1.1.1"), script.query(v3(ALL, 1)).pass(HOUR).taken());
        assertEquals(
                List.of("v2 239.1.1.1"),
                script.query(v3(GROUP, 1, 1)).pass(HOUR).taken());
        script.igmp.version(V1, script.now);
        assertEquals(List.of("v1 239.1.1.1"), script.taken());
        assertEquals(List.of(), script.want(GROUP, include()).taken());
        script.igmp.version(V3, script.now);
        assertEquals(
                List.of("TO_EX 239.1.1.2 []"), script.want(OTHER, exclude()).taken());
    }
}
