package dev.lanyard.simulator.scenario;

import dev.lanyard.node.Node;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.simulator.Capture;
import dev.lanyard.simulator.World;
import dev.lanyard.simulator.WorldSettings;
import dev.lanyard.simulator.scenario.Expectation.When;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs a scenario once, in a world of its own. */
public final class ScenarioRunner {
    /** How long after its end a scenario in virtual time waits for what it eventually expects. */
    static final Duration SETTLING = Duration.ofMinutes(10);

    /** The same in real time, where somebody sits and waits. */
    static final Duration SETTLING_LIVE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(1);

    private final Scenario scenario;
    private final World world;
    private final Transcript transcript;
    private final CommandInterpreter commands = CommandInterpreter.load();
    private final List<CommandRun> runs = new ArrayList<>();
    private final Map<String, CommandRun> variables = new TreeMap<>();
    private final Judge judge;
    private final Map<Expectation, Outcome> outcomes = new LinkedHashMap<>();
    private final List<Expectation> pending = new ArrayList<>();
    private Duration nextLook = Duration.ZERO;

    private ScenarioRunner(Scenario scenario, World world, Consumer<String> lines) {
        this.scenario = scenario;
        this.world = world;
        this.transcript = new Transcript(scenario.world().hosts().keySet(), lines);
        this.judge = new Judge(world, variables);
        for (Expectation expectation : scenario.expectations()) {
            outcomes.put(expectation, null);
            if (expectation.when() instanceof When.Within) {
                pending.add(expectation);
            }
        }
    }

    /**
     * Runs a scenario.
     *
     * @param seed in place of the scenario's own
     * @param capture in place of the scenario's own
     * @param lines gets the timeline line by line; in real time from another thread
     * @throws ScenarioException if the scenario cannot be run as it is written
     */
    public static ScenarioResult run(Scenario scenario, long seed, Optional<Capture> capture, Consumer<String> lines)
            throws ScenarioException {
        try (World world = start(scenario, seed, capture)) {
            ScenarioRunner runner = new ScenarioRunner(scenario, world, lines);
            runner.checkCounters();
            runner.play();
            world.stopCapture();
            return new ScenarioResult(
                    scenario,
                    seed,
                    List.copyOf(runner.outcomes.values()),
                    world.now(),
                    world.captureFailure().map(e -> "the capture is not complete: " + e.getMessage()));
        }
    }

    private static World start(Scenario scenario, long seed, Optional<Capture> capture) throws ScenarioException {
        try {
            return World.start(scenario.world().withSeed(seed), capture);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new ScenarioException(new Position(scenario.file(), 0), "cannot be run: " + e.getMessage());
        }
    }

    private void checkCounters() throws ScenarioException {
        world.runFor(Duration.ZERO);
        for (Expectation expectation : scenario.expectations()) {
            Optional<String> problem = judge.wrongCounter(expectation);
            if (problem.isPresent()) {
                throw new ScenarioException(expectation.position(), problem.get());
            }
        }
    }

    private void play() throws ScenarioException {
        for (Step step : scenario.timeline()) {
            advance(step.at());
            if (step instanceof Step.OnNode onNode) {
                world.call(() -> begin(onNode));
                refuseMisuse(onNode, runs.get(runs.size() - 1));
            } else if (step instanceof Step.OnWorld onWorld) {
                transcript.world(world.now(), onWorld.text());
                onWorld.action().perform(world);
            }
        }
        advance(scenario.duration());
        world.call(() -> runs.forEach(CommandRun::interrupt));
        world.runFor(Duration.ZERO);
        world.call(this::judgeAtEnd);
        settle();
    }

    private void begin(Step.OnNode step) {
        Node node = world.isRunning(step.node()) ? world.node(step.node()) : null;
        String label = step.variable().orElse(step.command().split("\\s", 2)[0]);
        transcript.node(world.now(), step.node(), "$ " + step.command());
        CommandRun run = new CommandRun(node, line -> transcript.node(world.now(), step.node(), label + ": " + line));
        runs.add(run);
        step.variable().ifPresent(variable -> variables.put(variable, run));
        if (node == null) {
            run.print(step.node() + " is crashed");
            run.finished(CommandResult.of(CommandResult.FAILED));
            return;
        }
        commands.run(step.command(), run).thenAccept(result -> {
            run.finished(result);
            if (result.status() != CommandResult.OK) {
                transcript.node(world.now(), step.node(), label + ": status " + result.status());
            }
        });
    }

    /** What a command says about its arguments as soon as it is run belongs to the file, not to the run. */
    private static void refuseMisuse(Step.OnNode step, CommandRun run) throws ScenarioException {
        if (run.result()
                .filter(result -> result.status() == CommandResult.USAGE)
                .isPresent()) {
            throw new ScenarioException(
                    step.position(), run.output().lines().findFirst().orElse("misused"));
        }
    }

    /** Runs the world to a time, and looks on the way at what is expected within some time. */
    private void advance(Duration to) {
        while (!pending.isEmpty() && world.now().compareTo(to) < 0) {
            Duration limit = pending.stream()
                    .map(expectation -> ((When.Within) expectation.when()).limit())
                    .reduce(to, (a, b) -> a.compareTo(b) < 0 ? a : b);
            world.runUntil(
                    () -> look(false),
                    limit.minus(world.now()).isNegative() ? Duration.ZERO : limit.minus(world.now()));
            world.call(() -> look(true));
        }
        Duration rest = to.minus(world.now());
        world.runFor(rest.isNegative() ? Duration.ZERO : rest);
    }

    /**
     * Judges what is pending, once a millisecond.
     *
     * @param now whether it is time in any case
     * @return whether something is no longer pending
     */
    private boolean look(boolean now) {
        if (!now && world.now().compareTo(nextLook) < 0) {
            return false;
        }
        nextLook = world.now().plus(LOOK);
        return pending.removeIf(expectation -> {
            Outcome outcome = judge.judge(expectation);
            outcomes.put(expectation, outcome);
            boolean over = world.now().compareTo(((When.Within) expectation.when()).limit()) >= 0;
            return outcome.held() || over;
        });
    }

    private void judgeAtEnd() {
        look(true);
        outcomes.replaceAll((expectation, outcome) ->
                expectation.when() instanceof When.Within ? outcome : judge.judge(expectation));
    }

    /** Lets the world go on until what is eventually expected holds. */
    private void settle() {
        boolean live = world.settings().mode() == WorldSettings.Mode.REALTIME;
        world.runUntil(this::settled, live ? SETTLING_LIVE : SETTLING);
        world.call(this::settled);
    }

    private boolean settled() {
        boolean all = true;
        for (Map.Entry<Expectation, Outcome> entry : outcomes.entrySet()) {
            if (entry.getKey().when() instanceof When.Eventually
                    && !entry.getValue().held()) {
                entry.setValue(judge.judge(entry.getKey()));
                all &= entry.getValue().held();
            }
        }
        return all;
    }
}
