package dev.lanyard.simulator.scenario;

import dev.lanyard.simulator.HostSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code timeline}: lines of {@code TIME NODE: [VARIABLE =] COMMAND} or {@code TIME WORLD-WORD …}. */
final class TimelineReader {
    private static final Pattern LINE = Pattern.compile("(\\S+)(?:\\s+(.*))?");
    private static final Pattern ON_NODE = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)\\s*:(?:\\s+(.*))?");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)\\s*=\\s*(.*)");

    private final Collection<String> nets;
    private final Collection<String> nodes;
    private final Vocabulary vocabulary;
    private final Duration duration;
    private final WorldWords worldWords;
    private final Set<String> variables = new TreeSet<>();

    /**
     * @param duration of the scenario, which no line may lie beyond
     */
    TimelineReader(Collection<String> nets, Map<String, HostSettings> hosts, Vocabulary vocabulary, Duration duration) {
        this.nets = nets;
        this.nodes = hosts.keySet();
        this.vocabulary = vocabulary;
        this.duration = duration;
        this.worldWords = new WorldWords(nets, hosts);
    }

    /** The lines in order of time; those of one time in the order of the file. */
    List<Step> read(Value value) throws ScenarioException {
        List<Step> steps = new ArrayList<>();
        for (Value.Line line : value.lines()) {
            try {
                steps.add(step(line));
            } catch (IllegalArgumentException e) {
                throw new ScenarioException(line.position(), e.getMessage());
            }
        }
        steps.sort(Comparator.comparing(Step::at));
        return steps;
    }

    /** The names under which lines keep their results. */
    Set<String> variables() {
        return variables;
    }

    private Step step(Value.Line line) {
        Matcher parts = LINE.matcher(line.text());
        if (!parts.matches() || parts.group(2) == null) {
            throw new IllegalArgumentException(
                    "'" + line.text() + "' is not a line of a timeline; expected TIME NODE: COMMAND");
        }
        Duration at = Units.duration(parts.group(1));
        if (at.compareTo(duration) > 0) {
            throw new IllegalArgumentException(
                    parts.group(1) + " is after the end; expected at most the duration, " + Units.format(duration));
        }
        String text = parts.group(2);
        Matcher onNode = ON_NODE.matcher(text);
        if (onNode.matches()) {
            return onNode(line.position(), at, text, onNode.group(1), onNode.group(2));
        }
        return new Step.OnWorld(line.position(), at, text, worldWords.parse(text));
    }

    private Step onNode(Position position, Duration at, String text, String node, String rest) {
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException(
                    "no such node: '" + node + "'; expected one of: " + String.join(", ", nodes));
        }
        if (rest == null) {
            throw new IllegalArgumentException("nothing for " + node + " to do; expected a command");
        }
        Matcher assignment = ASSIGNMENT.matcher(rest);
        Optional<String> variable = Optional.empty();
        String command = rest;
        if (assignment.matches()) {
            variable = Optional.of(variable(assignment.group(1)));
            command = assignment.group(2);
        }
        Optional<String> problem = vocabulary.commandProblem(command);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        return new Step.OnNode(position, at, text, node, variable, command);
    }

    private String variable(String name) {
        if (nets.contains(name) || nodes.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' names a net or node; expected another name for the result");
        }
        if (!variables.add(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is the result of an earlier line; expected another name");
        }
        return name;
    }
}
