package dev.lanyard.simulator.scenario;

import dev.lanyard.simulator.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at a world and at the results of commands, and says whether expectations hold. On the event loop only. */
final class Judge {
    private static final int SEEN_LIMIT = 500;

    private final World world;
    private final Map<String, CommandRun> variables;

    /**
     * @param variables the runs of the commands so far, by the names of their results
     */
    Judge(World world, Map<String, CommandRun> variables) {
        this.world = world;
        this.variables = variables;
    }

    /** A value, or the reason why there is none. */
    private record Found(Object value, String absence) {}

    Outcome judge(Expectation expectation) {
        Comparison comparison = expectation.comparison();
        Set<String> seen = new LinkedHashSet<>();
        Found left = find(comparison.left(), seen);
        List<Object> right = new ArrayList<>();
        boolean complete = left.value != null;
        for (Operand operand : comparison.right()) {
            Found found = find(operand, seen);
            right.add(found.value);
            complete &= found.value != null;
        }
        boolean held = false;
        if (complete) {
            try {
                held = comparison.holds(left.value, right);
            } catch (IllegalArgumentException e) {
                seen.add(e.getMessage());
            }
        }
        return new Outcome(expectation, held, world.now(), String.join(", ", seen));
    }

    private Found find(Operand operand, Set<String> seen) {
        if (operand instanceof Operand.Literal literal) {
            return new Found(literal.value(), null);
        }
        Operand.Name name = (Operand.Name) operand;
        Found found = isCounter(name) ? counter(name) : result(name);
        seen.add(found.value == null ? found.absence : name + " was " + oneLine(Comparison.show(found.value)));
        return found;
    }

    /** A text as it fits into a message: its lines behind one another, and of a long one the beginning. */
    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\R", " / ");
        return line.length() <= SEEN_LIMIT ? line : line.substring(0, SEEN_LIMIT) + "…";
    }

    private boolean isCounter(Operand.Name name) {
        return world.settings().nets().containsKey(name.subject())
                || world.settings().hosts().containsKey(name.subject());
    }

    private Found counter(Operand.Name name) {
        if (world.settings().hosts().containsKey(name.subject()) && !world.isRunning(name.subject())) {
            return new Found(null, name.subject() + " was crashed");
        }
        Map<String, Long> counters = world.counters(name.subject());
        return new Found(counters.get(name.name()), "there is no counter " + name);
    }

    private Found result(Operand.Name name) {
        CommandRun run = variables.get(name.subject());
        if (run == null) {
            return new Found(null, name.subject() + " had not begun");
        }
        if (name.name().equals("output")) {
            return new Found(run.output(), null);
        }
        if (run.result().isEmpty()) {
            return new Found(null, name.subject() + " had not finished");
        }
        Map<String, Object> values = run.result().get().values();
        return new Found(
                values.get(name.name()),
                name.subject() + " ended with status " + run.result().get().status() + " and has no value '"
                        + name.name() + "'; it has: output, " + String.join(", ", values.keySet()));
    }

    /** What is wrong with an expectation's counters, which are all there from the beginning. */
    Optional<String> wrongCounter(Expectation expectation) {
        List<Operand> operands = new ArrayList<>(expectation.comparison().right());
        operands.add(0, expectation.comparison().left());
        for (Operand operand : operands) {
            if (operand instanceof Operand.Name name && isCounter(name)) {
                Map<String, Long> counters = world.counters(name.subject());
                if (!counters.containsKey(name.name())) {
                    return Optional.of("there is no counter " + name + "; expected one of: "
                            + String.join(", ", new TreeSet<>(counters.keySet())));
                }
            }
        }
        return Optional.empty();
    }
}
