package dev.lanyard.simulator.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.lanyard.node.Node;
import dev.lanyard.simulator.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class SimulatedNetworkTest {
    private static final String INNER = "lanyard.test.inner";

    /** Run by the tests below, not by itself. */
    @EnabledIfSystemProperty(named = INNER, matches = "true")
    static class Sample {
        @RegisterExtension
        static final SimulatedNetwork NET = SimulatedNetwork.seed(42)
                .lan("lan", "10.0.1.0/24")
                .node("a", "lan", "10.0.1.1")
                .node("web-1", "lan", "10.0.1.2")
                .build();

        @BeforeEach
        void letASecondPass(World world) {
            assertEquals(Duration.ZERO, world.now(), "each test has a world of its own");
            world.runFor(Duration.ofSeconds(1));
        }

        @Test
        void passes(World world, Node a, @Named("web-1") Node server) {
            assertEquals(world.node("a"), a);
            assertEquals(world.node("web-1"), server);
            assertEquals(Long.getLong(SimulatedNetwork.SEED, 42), world.seed());
        }

        @Test
        void fails(World world) {
            world.runFor(Duration.ofMillis(500));
            fail("on purpose");
        }

        @Test
        void isSkipped(World world) {
            Assumptions.abort("on purpose");
        }

        @Test
        void wantsANodeThatIsNotThere(Node nobody) {}
    }

    private record Run(TestExecutionSummary summary, String err) {
        String failure() {
            return summary.getFailures().get(0).getException().getMessage();
        }
    }

    private static Run run(String method, Class<?>... parameters) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setProperty(INNER, "true");
        try {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectMethod(Sample.class, method, parameters))
                                    .build(),
                            listener);
            return new Run(listener.getSummary(), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.clearProperty(INNER);
            System.setErr(before);
        }
    }

    @Test
    void givesWorldAndNodes() {
        Run run = run("passes", World.class, Node.class, Node.class);
        assertEquals(1, run.summary.getTestsSucceededCount(), () -> run.failure());
        assertEquals("", run.err);
    }

    @Test
    void aFailureSaysHowToRepeatIt() {
        Run run = run("fails", World.class);
        assertEquals(1, run.summary.getTestsFailedCount());
        assertEquals(
                "failed at 1.5 s of the world's time; repeat with: -Dlanyard.seed=42 -Dtest=Sample#fails\n", run.err);
    }

    @Test
    void aSkippedTestSaysNothing() {
        Run run = run("isSkipped", World.class);
        assertEquals(1, run.summary.getTestsAbortedCount());
        assertEquals("", run.err);
    }

    @Test
    void aPropertyTakesThePlaceOfTheSeed() {
        System.setProperty(SimulatedNetwork.SEED, "7");
        try {
            Run passes = run("passes", World.class, Node.class, Node.class);
            assertEquals(1, passes.summary.getTestsSucceededCount(), () -> passes.failure());
            assertTrue(run("fails", World.class).err.contains("-Dlanyard.seed=7 "));
            System.setProperty(SimulatedNetwork.SEED, "seven");
            assertEquals(
                    "system property lanyard.seed is 'seven'; write a whole number",
                    run("passes", World.class, Node.class, Node.class).failure());
        } finally {
            System.clearProperty(SimulatedNetwork.SEED);
        }
    }

    @Test
    void anUnknownNodeIsAnErrorThatNamesThoseThereAre() {
        String failure = run("wantsANodeThatIsNotThere", Node.class).failure();
        assertTrue(failure.contains("no such node: 'nobody'; there are: a, web-1"), failure);
    }

    @Test
    void recordsFramesWhenAsked(@TempDir Path folder) {
        System.setProperty(SimulatedNetwork.CAPTURE, folder.toString());
        try {
            run("fails", World.class);
        } finally {
            System.clearProperty(SimulatedNetwork.CAPTURE);
        }
        assertTrue(Files.exists(folder.resolve("Sample.fails/lan.pcapng")));
    }
}
