package dev.lanyard.simulator.scenario;

import java.util.List;
import java.util.Optional;

/** Scenarios for tests, and a vocabulary that does not depend on the class path. */
final class ScenarioTexts {
    /** Two hosts on a switch; line 7 and on are the test's. */
    static final String TWO_HOSTS = String.join(
            "\n",
            "duration = 10s",
            "nets { lan { type = switch, subnet = 10.0.1.0/24 } }",
            "nodes {",
            "  a { eth0 = { net = lan } }",
            "  b { eth0 = { net = lan } }",
            "}",
            "");

    /** Knows the commands {@code ping} and {@code nc}, the latter with one argument at least, and the service {@code echo}. */
    static final Vocabulary VOCABULARY = new Vocabulary() {
        @Override
        public Optional<String> commandProblem(String line) {
            List<String> words = List.of(line.split(" "));
            if (words.get(0).equals("nc")) {
                return words.size() > 1 ? Optional.empty() : Optional.of("nc: missing PORT");
            }
            return words.get(0).equals("ping") ? Optional.empty() : Optional.of(words.get(0) + ": no such command");
        }

        @Override
        public Optional<String> serviceProblem(String line) {
            return line.equals("echo") ? Optional.empty() : Optional.of("no such service: '" + line + "'");
        }
    };

    private ScenarioTexts() {}

    static Scenario parse(String text) throws ScenarioException {
        return new ScenarioParser(VOCABULARY).parse("t.conf", text);
    }

    /** Parses the two hosts with a timeline and expectations. */
    static Scenario twoHosts(String timeline, String expect) throws ScenarioException {
        return parse(
                TWO_HOSTS + "timeline = \"\"\"\n" + timeline + "\n\"\"\"\nexpect = \"\"\"\n" + expect + "\n\"\"\"\n");
    }
}
