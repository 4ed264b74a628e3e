package dev.lanyard.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is wrong in a scenario file is said with its line, and with what was expected")
class ScenarioErrorsTest {
    private static final String NET = "nets { lan { type = switch, subnet = 10.0.1.0/24 } }\n";
    private static final String NODES = "nodes { a { eth0 = { net = lan } } }\n";

    /** Errors of the description; what the file has in line 3 and on behind the duration and a net, and nodes behind that. */
    static Stream<Arguments> descriptions() {
        return Stream.of(
                Arguments.of(
                        "sed = 1",
                        "3: sed: unknown key; expected capture, duration, expect, mode, name, nets, nodes, seed, timeline"),
                Arguments.of("seed = many", "3: seed: 'many' is not a whole number"),
                Arguments.of("mode = fast", "3: mode: 'fast' is no mode; expected virtual or realtime"),
                Arguments.of("name = [a]", "3: name: is a list; expected text"),
                Arguments.of(
                        "capture { file = a, dir = b }",
                        "3: capture: expected either file = FILE.pcapng or dir = DIRECTORY"),
                Arguments.of("capture { path = a }", "3: capture.path: unknown key; expected dir, file"),
                Arguments.of("nets = 7", "3: nets: is a number; expected { … }"),
                Arguments.of("nets.x { subnet = 10.0.2.0/24 }", "3: nets.x.type is missing; expected switch or link"),
                Arguments.of(
                        "nets.x { type = tap, name = tap0 }",
                        "3: nets.x.type: tap is not supported yet; expected switch or link"),
                Arguments.of(
                        "nets.lan.speed = 3",
                        "3: nets.lan.speed: unknown key; expected black-hole, corrupt, delay, duplicate, jitter, latency, loss, mtu, queue, rate, reorder, subnet, type"),
                Arguments.of(
                        "nets.lan.rate = 10",
                        "3: nets.lan.rate: '10' is not a rate: write a number and bit, kbit, mbit or gbit, as in 10mbit"),
                Arguments.of(
                        "nets.lan.loss = 0.5",
                        "3: nets.lan.loss: '0.5' is not a percentage: write 0% to 100%, as in 0.5%"),
                Arguments.of("nets.lan.mtu = 10", "3: nets.lan.mtu: 10 is not an MTU; expected 68 to 65535"),
                Arguments.of(
                        "nets.lan.queue { kind = red, limit = 5 }",
                        "3: nets.lan.queue.kind: 'red' is not supported yet; expected droptail"),
                Arguments.of(
                        "nets.lan.subnet = 10.0.1.1/24",
                        "3: nets.lan.subnet: subnet 10.0.1.1/24 of lan has host bits; the network is 10.0.1.0/24"),
                Arguments.of(
                        "nets.x { type = link, subnet = 10.0.0.0/16 }",
                        "3: nets.x.subnet: subnet 10.0.0.0/16 overlaps with 10.0.1.0/24 of lan"),
                Arguments.of(
                        "nodes.a.kind = bridge",
                        "3: nodes.a.kind: 'bridge' is no kind of node; expected host or router"),
                Arguments.of(
                        "nodes.a.tcp { congestion = vegas }",
                        "3: nodes.a.tcp.congestion: 'vegas' is no congestion control; there are: cubic, reno, dctcp"),
                Arguments.of("nodes.a.tcp { sack = perhaps }", "3: nodes.a.tcp.sack: 'perhaps' is neither on nor off"),
                Arguments.of(
                        "nodes.a.tcp { max-rto = 1ms }",
                        "3: nodes.a.tcp: the largest retransmission timeout, 1 ms, is below the initial or the smallest one"),
                Arguments.of(
                        "nets.lan.black-hole = 60",
                        "3: nets.lan.black-hole: '60' is not the size of a packet: write none, or 68 to 65535 bytes, as in 1400"),
                Arguments.of(
                        "nodes.a.gatway = 10.0.1.9",
                        "3: nodes.a.gatway: unknown key; expected an interface such as eth0 = { net = … }, or conflict-detection, dns-options, gateway, hosts, kind, name-servers, routes, search, services, tcp"),
                Arguments.of(
                        "nodes.a.gateway = 10.0.9.9",
                        "3: nodes.a.gateway: gateway 10.0.9.9 is not the address of another host on a subnet of this node"),
                Arguments.of("nodes.a.services = [ gopher ]", "3: nodes.a.services[0]: no such service: 'gopher'"),
                Arguments.of("nodes.a.services = echo", "3: nodes.a.services: is a string; expected a list, [ … ]"),
                Arguments.of(
                        "nodes.b { gateway = 10.0.1.9 }",
                        "3: nodes.b: has no interface; expected one, as in eth0 = { net = lan }"),
                Arguments.of(
                        "nodes.b.eth0 = { net = wan }",
                        "3: nodes.b.eth0.net: no such net: 'wan'; expected one of: lan"),
                Arguments.of(
                        "nodes.b.eth0 = { address = 10.0.1.9 }",
                        "3: nodes.b.eth0.net is missing; expected the name of a net: lan"),
                Arguments.of(
                        "nodes.b.eth0 = { net = lan, address = 10.0.2.9 }",
                        "3: nodes.b.eth0.address: 10.0.2.9 is not in the subnet of lan, 10.0.1.0/24"),
                Arguments.of(
                        "nodes.b.eth0 = { net = lan, address = 10.0.1.9/16 }",
                        "3: nodes.b.eth0.address: 10.0.1.9/16 has another prefix length than the subnet of lan, 10.0.1.0/24"),
                Arguments.of(
                        "nodes.b.eth0 = { net = lan, address = 10.0.1.255 }",
                        "3: nodes.b.eth0.address: 10.0.1.255 is not the address of a host in 10.0.1.0/24"),
                Arguments.of(
                        "nodes.b.eth0 = { net = lan, mac = 03-00-00-00-00-01 }",
                        "3: nodes.b.eth0.mac: 03-00-00-00-00-01 is not the address of one station; expected an even first octet"),
                Arguments.of(
                        "nodes { b.eth0 = { net = lan, address = 10.0.1.9 }\nc.eth0 = { net = lan, address = 10.0.1.9 } }",
                        "4: nodes.c.eth0.address: 10.0.1.9 is already the address of b.eth0"),
                Arguments.of(
                        "nodes.lan.eth0 = { net = lan }",
                        "3: nodes.lan: there is a net of that name; expected another name"),
                Arguments.of(
                        "nets.w { type = link, subnet = 10.0.2.0/24 }\nnodes { b.eth0.net = w, c.eth0.net = w\nd.eth0.net = w }",
                        "5: nodes.d.eth0.net: w is a link and has two ends already; expected a switch"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void descriptions(String lines, String error) {
        assertError("t.conf:" + error, "duration = 1s\n" + NET + lines + "\n" + NODES);
    }

    static Stream<Arguments> timelines() {
        return Stream.of(
                Arguments.of(
                        "soon a: ping b",
                        "9:5: 'soon' is not a duration: write a number and ns, us, ms, s, m or h, as in 1.5s"),
                Arguments.of("11s a: ping b", "9:5: 11s is after the end; expected at most the duration, 10s"),
                Arguments.of("1s", "9:5: '1s' is not a line of a timeline; expected TIME NODE: COMMAND"),
                Arguments.of("1s c: ping b", "9:5: no such node: 'c'; expected one of: a, b"),
                Arguments.of("1s a:", "9:5: nothing for a to do; expected a command"),
                Arguments.of("1s a: pong b", "9:5: pong: no such command"),
                Arguments.of("1s a: nc", "9:5: nc: missing PORT"),
                Arguments.of("1s a: b = ping b", "9:5: 'b' names a net or node; expected another name for the result"),
                Arguments.of(
                        "1s a: p = ping b\n    2s b: p = ping a",
                        "10:5: 'p' is the result of an earlier line; expected another name"),
                Arguments.of(
                        "1s reboot a",
                        "9:5: 'reboot' is to be done; expected NODE: COMMAND or one of: partition, heal, crash, restart, link"),
                Arguments.of("1s crash c", "9:5: crash: no such node: 'c'; expected one of: a, b"),
                Arguments.of(
                        "1s partition a",
                        "9:5: partition: Missing required parameter: 'NODE'; expected partition NODE NODE"),
                Arguments.of("1s partition a a", "9:5: partition: expected two nodes"),
                Arguments.of("1s heal all", "9:5: heal: Unmatched argument at index 0: 'all'; expected heal"),
                Arguments.of("1s link wan down", "9:5: link: no such net: 'wan'; expected one of: lan"),
                Arguments.of("1s link lan sideways", "9:5: link: 'sideways' is unknown; expected set, down or up"),
                Arguments.of(
                        "1s link lan drop packet 3 from b",
                        "9:5: link: link NET drop is not supported yet; expected set, down or up"),
                Arguments.of(
                        "1s link lan set loss",
                        "9:5: link: expected pairs of property and value, as in link lan set loss 5% delay 10ms; properties are: black-hole, corrupt, delay, duplicate, jitter, loss, queue, rate, reorder"),
                Arguments.of(
                        "1s link lan set loss 5", "9:5: link: '5' is not a percentage: write 0% to 100%, as in 0.5%"),
                Arguments.of(
                        "1s link lan set mtu 5",
                        "9:5: link: 'mtu' is not a property of a link; there are: black-hole, corrupt, delay, duplicate, jitter, loss, queue, rate, reorder"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void timelines(String lines, String error) {
        assertError("t.conf:" + error, ScenarioTexts.TWO_HOSTS + "\ntimeline = \"\"\"\n    " + lines + "\n\"\"\"");
    }

    @Test
    void aPartitionOfNodesThatDoNotHearEachOther() {
        assertError(
                "t.conf:5:4: partition: a and b share no net; expected two nodes that hear each other directly",
                String.join(
                        "\n",
                        "duration = 1s",
                        "nets { x { type = switch, subnet = 10.0.1.0/24 }, y { type = switch, subnet = 10.0.2.0/24 } }",
                        "nodes { a { eth0 = { net = x } }, b { eth0 = { net = y } } }",
                        "timeline = \"\"\"",
                        "   0s partition a b",
                        "\"\"\""));
    }

    static Stream<Arguments> expectations() {
        String grammar = "[eventually] NAME.VALUE OPERATOR VALUE [within TIME]";
        return Stream.of(
                Arguments.of("p.received = 3", "10: cannot read '= 3'; expected " + grammar),
                Arguments.of("p.received", "10: the line ends too early; expected an operator, as in " + grammar),
                Arguments.of(
                        "p.received is 3",
                        "10: 'is' is no operator; expected ==, !=, <, <=, >, >=, between A and B, or contains"),
                Arguments.of(
                        "q.received == 3",
                        "10: 'q' is neither a result, a node nor a net; expected one of: a, b, lan, p; a text with a dot is written in quotes"),
                Arguments.of("3 == p.received", "10: '3' is not the name of a value; expected " + grammar),
                Arguments.of("p.received == 3 soon", "10: 'soon' is too much; expected " + grammar),
                Arguments.of("p.received between 1 to 3", "10: expected 'and' instead of 'to'"),
                Arguments.of(
                        "p.received == 3 within 11s", "10: 11s is after the end; expected at most the duration, 10s"),
                Arguments.of("eventually p.received == 3 within 5s", "10: expected either eventually or within"),
                Arguments.of(
                        "no packet on lan during 3s..5s where ip",
                        "10: expectations about packets are not supported yet; expected " + grammar),
                Arguments.of(
                        "count(packet on lan from a) between 1 and 2",
                        "10: expectations about packets are not supported yet; expected " + grammar));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void expectations(String line, String error) {
        assertError(
                "t.conf:" + error.replaceFirst("^10:", "10:1:"),
                ScenarioTexts.TWO_HOSTS + "timeline = \"1s a: p = ping b\"\n\nexpect = \"\"\"\n" + line + "\n\"\"\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void files(String text, String error) {
        assertError("t.conf:" + error, text);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("", "1: duration is missing; expected how long it runs, as in duration = 20s"),
                Arguments.of(
                        "duration = 1s",
                        "1: nets is missing; expected nets { NAME { type = switch, subnet = 10.0.1.0/24 } }"),
                Arguments.of(
                        "duration = 1s\nnets {}\n" + NODES,
                        "2: nets is empty; expected a net, as in lan { type = switch, subnet = 10.0.1.0/24 }"),
                Arguments.of(
                        "duration = 1s\n" + NET + "nodes {\n}",
                        "3: nodes is empty; expected a node, as in a { eth0 = { net = lan } }"),
                Arguments.of("duration = 1s\nnets {", "2: expecting a close parentheses ')' here, not: end of file"));
    }

    private static void assertError(String message, String text) {
        assertEquals(
                message,
                assertThrows(ScenarioException.class, () -> ScenarioTexts.parse(text))
                        .getMessage());
    }
}
