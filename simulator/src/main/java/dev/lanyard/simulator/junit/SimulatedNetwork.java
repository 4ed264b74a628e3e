package dev.lanyard.simulator.junit;

import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.Node;
import dev.lanyard.simulator.Capture;
import dev.lanyard.simulator.World;
import dev.lanyard.simulator.WorldBuilder;
import dev.lanyard.simulator.WorldSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * A JUnit extension that gives each test a fresh {@link World} in virtual time:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SimulatedNetwork net = SimulatedNetwork.seed(42)
 *         .lan("lan", "10.0.1.0/24")
 *         .node("client", "lan", "10.0.1.1")
 *         .node("server", "lan", "10.0.1.2")
 *         .build();
 *
 * @Test
 * void isRefused(World world, Node client) { … }
 * }</pre>
 *
 * Test methods and {@code @BeforeEach} methods may have parameters of type {@link World}, and of type {@link Node} that are named
 * like a node or annotated with {@link Named}. When a test fails, a line says how to repeat it: the system property
 * {@value #SEED} takes the place of the seed. With {@value #CAPTURE} the frames of each test are recorded in a folder
 * {@code CLASS.METHOD} of that directory.
 */
public final class SimulatedNetwork implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    /** System property: a seed in place of the one in the test. */
    public static final String SEED = "lanyard.seed";

    /** System property: a directory for pcapng files. */
    public static final String CAPTURE = "lanyard.capture";

    private static final String WORLD = "world";

    private final WorldSettings settings;
    private final Namespace namespace = Namespace.create(SimulatedNetwork.class, this);

    private SimulatedNetwork(WorldSettings settings) {
        this.settings = settings;
    }

    /** Begins the description of a network. */
    public static Builder seed(long seed) {
        return new Builder(seed);
    }

    /** Describes the network: nets first, then nodes. */
    public static final class Builder {
        private final WorldBuilder world = World.builder();

        private Builder(long seed) {
            world.seed(seed);
        }

        /** A switch that harms no frame. */
        public Builder lan(String name, String subnet) {
            world.lan(name, subnet);
            return this;
        }

        /** A cable between two nodes. */
        public Builder wire(String name, String subnet, Impairments impairments) {
            world.wire(name, subnet, impairments);
            return this;
        }

        /** Any LAN. */
        public Builder net(LanSettings lan, String subnet) {
            world.net(lan, subnet);
            return this;
        }

        /** A node with an interface {@code eth0}. */
        public Builder node(String name, String net, String address) {
            world.node(name, net, address);
            return this;
        }

        /** Attaches a node to another net. */
        public Builder attach(String node, String net, String address) {
            world.attach(node, net, address);
            return this;
        }

        /** Gives a node a default route. */
        public Builder gateway(String node, String address) {
            world.gateway(node, address);
            return this;
        }

        /** Lets a node run services, each given as a line: its name and its arguments. */
        public Builder services(String node, String... lines) {
            world.services(node, lines);
            return this;
        }

        public SimulatedNetwork build() {
            return new SimulatedNetwork(world.settings());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Optional<Capture> capture = Optional.ofNullable(System.getProperty(CAPTURE))
                .map(directory -> Capture.toDirectory(Path.of(directory, test(context, "."))));
        World world = World.start(settings.withSeed(seed()), capture);
        context.getStore(namespace).put(WORLD, world);
    }

    private long seed() {
        String override = System.getProperty(SEED);
        try {
            return override == null ? settings.seed() : Long.parseLong(override);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "system property " + SEED + " is '" + override + "'; write a whole number", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        World world = context.getStore(namespace).remove(WORLD, World.class);
        if (world == null) {
            return;
        }
        context.getExecutionException()
                .filter(failure -> !(failure instanceof TestAbortedException))
                .ifPresent(
                        failure -> System.err.println("failed at " + world.now().toNanos() / 1e9
                                + " s of the world's time; repeat with: -D" + SEED + "=" + world.seed() + " -Dtest="
                                + test(context, "#")));
        world.close();
    }

    private static String test(ExtensionContext context, String separator) {
        return context.getRequiredTestClass().getSimpleName()
                + separator
                + context.getRequiredTestMethod().getName();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == World.class || type == Node.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        World world = context.getStore(namespace).get(WORLD, World.class);
        if (world == null) {
            throw new ParameterResolutionException(
                    "there is a world in @BeforeEach and test methods only, one for each test");
        }
        if (parameter.getParameter().getType() == World.class) {
            return world;
        }
        Optional<String> name = parameter.findAnnotation(Named.class).map(Named::value);
        if (name.isEmpty() && !parameter.getParameter().isNamePresent()) {
            throw new ParameterResolutionException(
                    "which node is meant? Annotate the parameter with @Named, or compile with -parameters");
        }
        try {
            return world.node(name.orElse(parameter.getParameter().getName()));
        } catch (IllegalArgumentException e) {
            throw new ParameterResolutionException(e.getMessage(), e);
        }
    }
}
