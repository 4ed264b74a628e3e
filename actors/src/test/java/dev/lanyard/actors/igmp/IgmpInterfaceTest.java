package dev.lanyard.actors.igmp;

import static dev.lanyard.actors.igmp.IgmpScript.GROUP;
import static dev.lanyard.actors.igmp.IgmpScript.OTHER;
import static dev.lanyard.actors.igmp.IgmpScript.exclude;
import static dev.lanyard.actors.igmp.IgmpScript.include;
import static dev.lanyard.actors.igmp.IgmpScript.v3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("IGMPv3, the host's side (RFC 3376 §5)")
class IgmpInterfaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Ipv4Address ALL = Ipv4Address.ANY;

    private final IgmpScript script = new IgmpScript(IgmpVersion.V3);

    private static Duration millis(long count) {
        return Duration.ofMillis(count);
    }

    @Test
    @DisplayName(
            "§5.1, §8.11: a join is told at once and once more within a second; a leave too, and then there is nothing")
    void joinAndLeave() {
        assertEquals(
                List.of("TO_EX 239.1.1.1 []"), script.want(GROUP, exclude()).taken());
        assertEquals(List.of(), script.pass(millis(399)).taken());
        assertEquals(List.of("TO_EX 239.1.1.1 []"), script.pass(millis(1)).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
        assertEquals(
                List.of("TO_IN 239.1.1.1 []"), script.want(GROUP, include()).taken());
        assertEquals(List.of("TO_IN 239.1.1.1 []"), script.pass(SECOND).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
        assertEquals(Long.MAX_VALUE, script.igmp.nextDeadline());
        assertTrue(script.igmp.groups().isEmpty());
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @DisplayName("§5.1: the record of every change, in its table's order")
    @CsvSource({
        "I 1 2, I 2 3, 'ALLOW 239.1.1.1 [3]; BLOCK 239.1.1.1 [1]'",
        "I 1, I 1 2, ALLOW 239.1.1.1 [2]",
        "I 1 2, I 2, BLOCK 239.1.1.1 [1]",
        "I 1, I, BLOCK 239.1.1.1 [1]",
        "E 1 2, E 2 3, 'ALLOW 239.1.1.1 [1]; BLOCK 239.1.1.1 [3]'",
        "E, E 4, BLOCK 239.1.1.1 [4]",
        "I 1, E 2, TO_EX 239.1.1.1 [2]",
        "E 1, I 2 3, 'TO_IN 239.1.1.1 [2, 3]'",
        "E 1, I, TO_IN 239.1.1.1 []",
    })
    void changes(String from, String to, String records) {
        script.want(GROUP, filter(from)).pass(HOUR).taken();
        assertEquals(List.of(records), script.want(GROUP, filter(to)).taken());
        assertEquals(List.of(records), script.pass(SECOND).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
    }

    private static SourceFilter filter(String text) {
        int[] last = Arrays.stream(text.split(" "))
                .skip(1)
                .mapToInt(Integer::parseInt)
                .toArray();
        return text.startsWith("I") ? include(last) : exclude(last);
    }

    @Test
    @DisplayName(
            "§5.1: a change while another is being told is merged with it; each source is told as often as it has to be")
    void mergedSources() {
        script.want(GROUP, include(1));
        script.pass(millis(100)).want(GROUP, include(1, 2));
        assertEquals(List.of("ALLOW 239.1.1.1 [1]", "ALLOW 239.1.1.1 [1, 2]"), script.taken());
        assertEquals(List.of("ALLOW 239.1.1.1 [2]"), script.pass(HOUR).taken());
        script.want(GROUP, include(1, 2, 3)).pass(millis(100)).want(GROUP, include(1, 2));
        assertEquals(List.of("ALLOW 239.1.1.1 [3]", "BLOCK 239.1.1.1 [3]"), script.taken());
        assertEquals(List.of("BLOCK 239.1.1.1 [3]"), script.pass(HOUR).taken(), "what was changed back is told anew");
    }

    @Test
    @DisplayName(
            "§5.1: after a change of mode the reports name the mode, whatever sources change meanwhile, then the sources")
    void mergedMode() {
        script.want(GROUP, exclude());
        script.pass(millis(100)).want(GROUP, exclude(7));
        assertEquals(List.of("TO_EX 239.1.1.1 []", "TO_EX 239.1.1.1 [7]"), script.taken());
        assertEquals(List.of("BLOCK 239.1.1.1 [7]"), script.pass(HOUR).taken());
        script.want(GROUP, include(1)).pass(millis(100)).want(GROUP, exclude());
        assertEquals(List.of("TO_IN 239.1.1.1 [1]", "TO_EX 239.1.1.1 []"), script.taken());
        assertEquals(List.of("TO_EX 239.1.1.1 []"), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName("§4.1.6, §8.1: as often as the querier's robustness says")
    void robustness() {
        script.query(new IgmpQuery(IgmpVersion.V3, ALL, SECOND, 5, Duration.ofSeconds(10), List.of()));
        script.want(GROUP, exclude()).pass(HOUR);
        assertEquals(
                5, script.taken().stream().filter("TO_EX 239.1.1.1 []"::equals).count());
        script.query(new IgmpQuery(IgmpVersion.V3, ALL, SECOND, 0, Duration.ZERO, List.of()));
        script.pass(HOUR).taken();
        script.want(GROUP, include()).pass(HOUR);
        assertEquals(2, script.taken().size(), "0 is the default");
    }

    @Test
    @DisplayName("§5: 224.0.0.1 is never told of, by no report and no answer")
    void allHosts() {
        script.want(Ipv4Address.ALL_HOSTS, exclude()).query(v3(ALL, 1)).query(v3(Ipv4Address.ALL_HOSTS, 1));
        assertEquals(List.of(), script.pass(HOUR).taken());
        assertEquals(Long.MAX_VALUE, script.igmp.nextDeadline());
    }

    @Test
    @DisplayName("§5.2: a general query is answered once, within its time, for all groups")
    void general() {
        script.want(GROUP, exclude(9)).want(OTHER, include(1, 2)).pass(HOUR).taken();
        script.delays(Duration.ofSeconds(7)).query(v3(ALL, 10));
        assertEquals(List.of(), script.pass(Duration.ofMillis(6_999)).taken());
        assertEquals(
                List.of("IS_EX 239.1.1.1 [9]; IS_IN 239.1.1.2 [1, 2]"),
                script.pass(millis(1)).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName(
            "§5.2 rule 1: what is answered sooner already is not answered again; rule 2: a sooner general answer replaces it")
    void rules1And2() {
        script.want(GROUP, exclude()).pass(HOUR).taken();
        script.delays(Duration.ofSeconds(3)).query(v3(ALL, 10));
        script.delays(Duration.ofSeconds(5)).query(v3(ALL, 10)).query(v3(GROUP, 10));
        assertEquals(
                List.of("IS_EX 239.1.1.1 []"),
                script.pass(Duration.ofSeconds(3)).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
        script.delays(Duration.ofSeconds(5)).query(v3(ALL, 10));
        script.delays(Duration.ofSeconds(2)).query(v3(ALL, 10));
        assertEquals(
                List.of("IS_EX 239.1.1.1 []"),
                script.pass(Duration.ofSeconds(2)).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName("§5.2 rule 3: a query about a group is answered for that group, if it is ours")
    void rule3() {
        script.want(GROUP, exclude(4)).want(OTHER, exclude()).pass(HOUR).taken();
        script.query(v3(GROUP, 1)).query(v3(Ipv4Address.parse("239.9.9.9"), 1));
        assertEquals(List.of("IS_EX 239.1.1.1 [4]"), script.pass(HOUR).taken());
    }

    @ParameterizedTest(name = "{0} asked about {1}: {2}")
    @DisplayName("§5.2: a query about sources is answered with those wanted of them, or not at all")
    @CsvSource({
        "I 1 2, 2 3, IS_IN 239.1.1.1 [2]",
        "I 1 2, 3 4,",
        "E 1 2, 2 3, IS_IN 239.1.1.1 [3]",
        "E 1 2, 1 2,",
        "E, 1 2, 'IS_IN 239.1.1.1 [1, 2]'",
    })
    void sources(String state, String asked, String answer) {
        script.want(GROUP, filter(state)).pass(HOUR).taken();
        script.query(v3(
                GROUP,
                1,
                Arrays.stream(asked.split(" ")).mapToInt(Integer::parseInt).toArray()));
        assertEquals(
                answer == null ? List.of() : List.of(answer), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName(
            "§5.2 rule 4: with an answer for the whole group pending, or asked for, it is for the whole group, at the earlier time")
    void rule4() {
        script.want(GROUP, include(1, 2)).pass(HOUR).taken();
        script.delays(millis(900)).query(v3(GROUP, 1));
        script.delays(millis(300)).query(v3(GROUP, 1, 1));
        assertEquals(List.of("IS_IN 239.1.1.1 [1, 2]"), script.pass(millis(300)).taken());
        script.delays(millis(200)).query(v3(GROUP, 1, 1));
        script.delays(millis(900)).query(v3(GROUP, 1));
        assertEquals(List.of("IS_IN 239.1.1.1 [1, 2]"), script.pass(millis(200)).taken());
        assertEquals(List.of(), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName(
            "§5.2 rule 5: queries about sources are answered together, at the earlier time; §9.1: without end for whole groups")
    void rule5() {
        script.want(GROUP, exclude()).pass(HOUR).taken();
        script.delays(millis(900)).query(v3(GROUP, 1, 5));
        script.delays(millis(300)).query(v3(GROUP, 1, 3));
        assertEquals(List.of("IS_IN 239.1.1.1 [3, 5]"), script.pass(millis(300)).taken());
        List<Ipv4Address> many = new ArrayList<>();
        for (int i = 0; i <= GroupState.QUERIED; i++) {
            many.add(new Ipv4Address(0x0a000000 + i));
        }
        script.query(new IgmpQuery(IgmpVersion.V3, GROUP, SECOND, 2, SECOND, many));
        assertEquals(List.of("IS_EX 239.1.1.1 []"), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName("§5: reports of others suppress nothing")
    void noSuppression() {
        script.want(GROUP, exclude()).pass(HOUR).taken();
        script.query(v3(ALL, 1)).igmp.heardReport(GROUP);
        assertEquals(List.of("IS_EX 239.1.1.1 []"), script.pass(HOUR).taken());
    }

    @Test
    @DisplayName("§5.2: delays are spread over all of the time that the query gives, and never exceed it")
    void spread() {
        SplittableRandom random = new SplittableRandom(7);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 1000; i++) {
            IgmpInterface igmp = new IgmpInterface(IgmpVersion.V3, random, script);
            igmp.up(0);
            igmp.change(GROUP, exclude(), 0);
            igmp.expire(SECOND.toNanos());
            igmp.query(v3(ALL, 10), IgmpScript.QUERIER, SECOND.toNanos());
            long delay = igmp.nextDeadline() - SECOND.toNanos();
            least = Math.min(least, delay);
            most = Math.max(most, delay);
        }
        assertTrue(least > 0 && least < 200_000_000L, "least " + least);
        assertTrue(most > 9_800_000_000L && most <= 10_000_000_000L, "most " + most);
    }

    @Test
    @DisplayName("§5.1: a link that comes back is told everything, one that is down nothing")
    void link() {
        script.igmp.down();
        script.want(GROUP, exclude()).want(OTHER, include(1)).query(v3(ALL, 1));
        assertEquals(List.of(), script.pass(HOUR).taken());
        script.igmp.up(script.now);
        assertEquals(List.of("TO_EX 239.1.1.1 []; ALLOW 239.1.1.2 [1]"), script.taken());
        assertEquals(
                List.of("TO_EX 239.1.1.1 []; ALLOW 239.1.1.2 [1]"),
                script.pass(HOUR).taken());
        script.igmp.up(script.now);
        assertEquals(List.of(), script.taken(), "it was up already");
    }
}
