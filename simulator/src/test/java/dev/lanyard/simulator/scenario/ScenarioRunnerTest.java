package dev.lanyard.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScenarioRunnerTest {
    private static final String NETWORK = """
            duration = 10s
            nets { lan { type = switch, subnet = 10.0.1.0/24 } }
            nodes {
              a { eth0 = { net = lan } }
              server { eth0 = { net = lan }, services = [ back ] }
            }
            """;

    private final List<String> lines = new ArrayList<>();

    private ScenarioResult run(String timeline, String expect) throws ScenarioException {
        return run(NETWORK, timeline, expect);
    }

    private ScenarioResult run(String network, String timeline, String expect) throws ScenarioException {
        String text =
                network + "timeline = \"\"\"\n" + timeline + "\n\"\"\"\nexpect = \"\"\"\n" + expect + "\n\"\"\"\n";
        Scenario scenario = new ScenarioParser(Vocabulary.load()).parse("t.conf", text);
        return ScenarioRunner.run(scenario, 7, Optional.empty(), lines::add);
    }

    /** The expectations that failed, each with its time and the values seen. */
    private static List<String> failures(ScenarioResult result) {
        return result.outcomes().stream()
                .filter(outcome -> !outcome.held())
                .map(outcome -> outcome.expectation().text() + " @" + Units.format(outcome.at()) + " " + outcome.seen())
                .toList();
    }

    @Test
    void printsATimelineAndJudgesResults() throws ScenarioException {
        ScenarioResult result = run("""
                1s a: s = say hello
                2.5s server: say --after 250 --status 1 "two words"
                """, """
                s.status == 0
                s.text == hello
                s.length between 5 and 5
                s.time < 1ms
                s.output contains ell
                s.output == hello
                lan.dropped.loss == 0
                """);
        assertEquals(List.of(), failures(result));
        assertEquals(ScenarioResult.HELD, result.status());
        assertEquals(
                List.of(
                        "   1.000s a       $ say hello",
                        "   1.000s a       s: hello",
                        "   2.500s server  $ say --after 250 --status 1 \"two words\"",
                        "   2.750s server  say: two words",
                        "   2.750s server  say: status 1"),
                lines);
    }

    @Test
    void saysWhichFailedWithWhatWasSeenAndWhen() throws ScenarioException {
        ScenarioResult result = run(
                "1s a: s = say hello\n2s a: late = say --after 3000 x\n2s a: two = say one+two\n5s a: never = say --after 60000 x",
                """
                s.length == 6
                s.colour == red
                late.status == 0 within 4s
                late.status == 0 within 5s
                never.status == 0
                s.text < 3
                two.output == one
                """);
        assertEquals(
                List.of(
                        "s.length == 6 @10s s.length was 5",
                        "s.colour == red @10s s ended with status 0 and has no value 'colour'; it has: output, status, length,"
                                + " text, time, random",
                        "late.status == 0 within 4s @4s late had not finished",
                        "never.status == 0 @10s never had not finished",
                        "s.text < 3 @10s s.text was hello, cannot say whether hello, a text, is < 3, a number",
                        "two.output == one @10s two.output was one / two"),
                failures(result));
        assertEquals(ScenarioResult.FAILED, result.status());
        assertEquals("./lanyard run t.conf --seed 7", result.repeat());
    }

    @Test
    void interruptsWhatStillRunsAtTheEnd() throws ScenarioException {
        ScenarioResult result = run("1s a: s = say --wait bye", "s.text == bye\ns.status == 0 within 10s");
        assertEquals(List.of("s.status == 0 within 10s @10s s had not finished"), failures(result));
        assertTrue(lines.contains("  10.000s a       s: bye"), lines::toString);
    }

    @Test
    void waitsForWhatIsEventuallySo() throws ScenarioException {
        ScenarioResult result = run("9s a: s = say --after 31000 x", "eventually s.status == 0");
        assertEquals(List.of(), failures(result));
        assertEquals("40s", Units.format(result.ended()));
        assertEquals(
                List.of("eventually s.status == 1 @610s s.status was 0"),
                failures(run("1s a: s = say x", "eventually s.status == 1")));
    }

    @Test
    void faultsBefallTheWorld() throws ScenarioException {
        ScenarioResult result = run("""
                0s   partition a server
                0.1s a: apart = poke server 3
                2s   heal
                4s   a: again = poke server 3
                5s   crash server
                5s   server: dead = say x
                5.1s a: gone = poke server 3
                6.5s restart server
                6.6s a: back = poke server 3
                8s   link lan set loss 100%
                8s   a: lossy = poke server 3
                """, """
                apart.received == 0
                again.received == 3
                dead.output contains "server is crashed"
                gone.received == 0
                back.received == 3
                lossy.received == 0
                lan.dropped.partition > 0
                lan.dropped.loss > 0
                """);
        assertEquals(List.of(), failures(result));
        assertTrue(lines.contains("   5.000s world   crash server"), lines::toString);
    }

    @Test
    void aNodeThatStaysCrashedHasNoCounters() throws ScenarioException {
        assertEquals(
                List.of("a.udp.received == 0 @10s a was crashed"),
                failures(run("1s crash a\n2s crash a", "a.udp.received == 0")));
    }

    @Test
    void aCounterThatDoesNotExistIsAnErrorInTheFile() {
        String message = assertThrows(ScenarioException.class, () -> run("1s heal", "\na.udp.recieved == 0"))
                .getMessage();
        assertTrue(message.startsWith("t.conf:12:1: there is no counter a.udp.recieved; expected one of: "), message);
        assertTrue(message.contains("udp.received"), message);
        assertTrue(lines.isEmpty());
    }

    @Test
    void argumentsThatACommandDoesNotTakeAreAnErrorInTheFile() {
        assertEquals(
                "t.conf:8:1: say: Unknown option: '--loud'",
                assertThrows(ScenarioException.class, () -> run("1s a: say hello --loud", ""))
                        .getMessage());
    }

    @Test
    void aServiceThatDoesNotStartIsAnErrorInTheFile() {
        String network = NETWORK.replace("[ back ]", "[ back, back ]");
        String message = assertThrows(ScenarioException.class, () -> run(network, "", ""))
                .getMessage();
        assertTrue(message.startsWith("t.conf: cannot be run: service back on server: "), message);
    }

    @Test
    void runsInRealTime() throws ScenarioException {
        String network = NETWORK.replace("duration = 10s", "mode = realtime, duration = 300ms");
        ScenarioResult result = run(
                network,
                "10ms a: s = say --after 20 hello\n50ms link lan set delay 1ms",
                "s.text == hello within 200ms\neventually s.status == 0");
        assertEquals(List.of(), failures(result));
        assertFalse(lines.isEmpty());
    }

    @Test
    void conflictDetectionAndRoutesOnTheLink() throws ScenarioException {
        String network = """
                duration = 10s
                nets { lan { type = switch, subnet = 10.0.1.0/24 } }
                nodes {
                  a { eth0 = { net = lan, address = 10.0.1.1 }, routes = [ "10.0.5.0/24 dev eth0", "10.0.6.0/24 via 10.0.5.1" ] }
                  b { eth0 = { net = lan, address = 10.0.1.2 }, conflict-detection = true }
                  c { eth0 = { net = lan, address = 10.0.1.3 }, conflict-detection = false }
                }
                """;
        ScenarioResult result = run(
                network, "9s a: s = say hello", "b.arp.requests-sent >= 4\nc.arp.requests-sent == 1\ns.status == 0");
        assertEquals(List.of(), failures(result));
        for (String[] wrong : new String[][] {
            {"conflict-detection = false", "conflict-detection = 7", "is a number; expected true or false"},
            {"10.0.5.0/24 dev eth0", "10.0.5.0/24 dev eth9", "leads through an interface that it does not have"},
            {"10.0.5.0/24 dev eth0", "10.0.5.0/24 eth0", "is not a route"}
        }) {
            ScenarioException e =
                    assertThrows(ScenarioException.class, () -> run(network.replace(wrong[0], wrong[1]), "", ""));
            assertTrue(e.getMessage().contains(wrong[2]), e::getMessage);
        }
    }
}
