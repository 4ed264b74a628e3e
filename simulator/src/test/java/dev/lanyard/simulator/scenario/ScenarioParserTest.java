package dev.lanyard.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.CongestionControl;
import dev.lanyard.actors.tcp.MtuProbing;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.TcpConfiguration;
import dev.lanyard.simulator.Capture;
import dev.lanyard.simulator.HostSettings;
import dev.lanyard.simulator.WorldSettings.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioParserTest {
    private static final String FULL = """
            name = all
            seed = 42
            duration = 20s
            mode = realtime
            nets {
              lan { type = switch, subnet = 10.0.1.0/24, mtu = 9000, latency = 10us }
              wan { type = link, subnet = 10.0.2.0/30, rate = 10mbit, delay = 20ms, jitter = 2ms,
                    queue = { kind = droptail, limit = 100p }, loss = 1%, reorder = 0.5%, duplicate = 0.1%, corrupt = 0.01% }
            }
            nodes {
              z { eth0 = { net = lan } }
              a { kind = host, eth0 = { net = lan, address = 10.0.1.2, mac = 02-00-00-00-00-0a }, gateway = 10.0.1.254,
                  services = [ echo ], hosts { printer = 10.0.1.77 }, tcp { congestion = reno, sack = off, no-delay = true, mtu-probing = always, connections = 5 } }
              m { eth0 = { net = lan, address = 10.0.1.254/24 }, eth1 = { net = wan } }
            }
            timeline = \"""
              # a comment
              2s   heal
              1s   a: p = ping -c 3 z

              1s   m: nc -l 7
              1.5s partition a z
              3s   link wan set loss 5% delay 10ms
              4s   link wan down
              5s   link wan up
              6s   crash m
              7s   restart m
            \"""
            expect = \"""
              p.received == 3
              wan.dropped.loss > 0
            \"""
            capture { dir = out }
            """;

    @Test
    void readsEverything() throws ScenarioException {
        Scenario scenario = ScenarioTexts.parse(FULL);
        assertEquals("all", scenario.name());
        assertEquals(42, scenario.world().seed());
        assertEquals(Duration.ofSeconds(20), scenario.duration());
        assertEquals(Mode.REALTIME, scenario.world().mode());
        assertEquals(Optional.of(Capture.toDirectory(Path.of("out"))), scenario.capture());
        assertEquals(
                new LanSettings("lan", LanSettings.Kind.SWITCH, Duration.ofNanos(10_000), 9000, Impairments.NONE),
                scenario.world().nets().get("lan").lan());
        assertEquals(
                new Impairments(
                        Duration.ofMillis(20), Duration.ofMillis(2), 10_000_000, 100, 0.01, 0.001, 0.005, 0.0001),
                scenario.world().nets().get("wan").lan().impairments());
        assertEquals(2, scenario.expectations().size());
    }

    @Test
    void readsSettingsOfTcp() throws ScenarioException {
        Scenario scenario = ScenarioTexts.parse(FULL);
        TcpConfiguration tcp = scenario.world().hosts().get("a").tcp();
        assertEquals(CongestionControl.Factory.RENO, tcp.settings().congestionControl());
        assertEquals(MtuProbing.ALWAYS, tcp.settings().mtuProbing());
        assertFalse(tcp.settings().selectiveAcks());
        assertTrue(tcp.settings().noDelay());
        assertEquals(5, tcp.limits().connections());
        assertEquals(TcpConfiguration.DEFAULT, scenario.world().hosts().get("z").tcp());
    }

    @Test
    void givesAddressesThatTheFileLeavesOutInOrderOfNames() throws ScenarioException {
        Scenario scenario = ScenarioTexts.parse(FULL);
        HostSettings m = scenario.world().hosts().get("m");
        assertEquals(
                List.of("a", "m", "z"), List.copyOf(scenario.world().hosts().keySet()));
        assertEquals("10.0.1.254/24", m.attachments().get(0).address().toString());
        assertEquals("10.0.2.1/30", m.attachments().get(1).address().toString());
        assertEquals(
                "10.0.1.1/24",
                scenario.world().hosts().get("z").attachments().get(0).address().toString());
        assertEquals(
                "02:00:00:00:00:0a",
                scenario.world()
                        .hosts()
                        .get("a")
                        .attachments()
                        .get(0)
                        .mac()
                        .orElseThrow()
                        .toString());
    }

    @Test
    void sortsTheTimelineAndKnowsItsLines() throws ScenarioException {
        List<Step> steps = ScenarioTexts.parse(FULL).timeline();
        assertEquals(
                List.of(
                        "t.conf:19:3 a: p = ping -c 3 z",
                        "t.conf:21:3 m: nc -l 7",
                        "t.conf:22:3 partition a z",
                        "t.conf:18:3 heal",
                        "t.conf:23:3 link wan set loss 5% delay 10ms"),
                steps.subList(0, 5).stream()
                        .map(step -> step.position().toString() + " " + step.text())
                        .toList());
        Step.OnNode first = (Step.OnNode) steps.get(0);
        assertEquals(Optional.of("p"), first.variable());
        assertEquals("ping -c 3 z", first.command());
        assertEquals(new WorldAction.LinkUp("wan"), ((Step.OnWorld) steps.get(6)).action());
    }

    @Test
    void readsFilesAndTheirIncludes(@TempDir Path folder) throws Exception {
        Path main = folder.resolve("main.conf");
        Files.writeString(folder.resolve("net.conf"), "nets { lan { type = hub, subnet = 10.0.0.0/24 } }\n");
        Files.writeString(main, "include \"net.conf\"\nduration = 1s\nnodes { a { eth0 = { net = lan } } }\n");
        ScenarioParser parser = new ScenarioParser(ScenarioTexts.VOCABULARY);
        ScenarioException inInclude = assertThrows(ScenarioException.class, () -> parser.parse(main));
        assertTrue(
                inInclude.getMessage().contains("net.conf:1: nets.lan.type: 'hub' is no type of net"),
                inInclude::getMessage);

        Files.writeString(folder.resolve("net.conf"), "nets { lan { type = switch, subnet = 10.0.0.0/24 } }\n");
        assertEquals("main", parser.parse(main).name());

        ScenarioException missing =
                assertThrows(ScenarioException.class, () -> parser.parse(folder.resolve("other.conf")));
        assertTrue(missing.getMessage().endsWith("other.conf: there is no such file; expected a scenario file"));
    }

    @Test
    void doesNotLookAtTheEnvironment() {
        String message = assertThrows(ScenarioException.class, () -> ScenarioTexts.parse("duration = ${PATH}"))
                .getMessage();
        assertTrue(message.startsWith("t.conf:1: Could not resolve substitution"), message);
    }
}
