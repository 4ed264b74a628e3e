package dev.lanyard.simulator.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import dev.lanyard.simulator.AddressPlan;
import dev.lanyard.simulator.Capture;
import dev.lanyard.simulator.HostSettings;
import dev.lanyard.simulator.NetSettings;
import dev.lanyard.simulator.WorldSettings;
import dev.lanyard.simulator.WorldSettings.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads scenario files: HOCON for what is, lines of text for what happens and what is expected. Depends on nothing but the file,
 * those that it includes and the vocabulary; not on the environment.
 */
public final class ScenarioParser {
    private static final long DEFAULT_SEED = 1;

    private final Vocabulary vocabulary;

    public ScenarioParser(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * Reads a file.
     *
     * @throws ScenarioException if it cannot be read or is wrong
     */
    public Scenario parse(Path path) throws ScenarioException {
        String file = path.toString();
        if (!Files.isRegularFile(path)) {
            throw new ScenarioException(new Position(file, 0), "there is no such file; expected a scenario file");
        }
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
        return parse(file, () -> ConfigFactory.parseFile(path.toFile(), options));
    }

    /**
     * Reads a text.
     *
     * @param file under which errors name it
     */
    public Scenario parse(String file, String text) throws ScenarioException {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(file);
        return parse(file, () -> ConfigFactory.parseString(text, options));
    }

    private Scenario parse(String file, Supplier<Config> reader) throws ScenarioException {
        try {
            Config config = reader.get().resolve(ConfigResolveOptions.noSystem());
            return scenario(file, new Section(file, "", config.root()));
        } catch (ConfigException e) {
            throw new ScenarioException(Value.position(file, e.origin()), syntax(e));
        }
    }

    /** HOCON's own message without the place that it begins with. */
    private static String syntax(ConfigException e) {
        String message = e.getMessage();
        String prefix = e.origin() == null ? "" : e.origin().description() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private Scenario scenario(String file, Section root) throws ScenarioException {
        Optional<Value> name = root.optional("name");
        Optional<Value> seed = root.optional("seed");
        Duration duration = root.required("duration", "how long it runs, as in duration = 20s")
                .read(Units::duration);
        Optional<Value> mode = root.optional("mode");
        Value netsValue = root.required("nets", "nets { NAME { type = switch, subnet = 10.0.1.0/24 } }");
        Value nodesValue = root.required("nodes", "nodes { NAME { eth0 = { net = … } } }");
        Optional<Value> timeline = root.optional("timeline");
        Optional<Value> expect = root.optional("expect");
        Optional<Value> capture = root.optional("capture");
        root.end();

        AddressPlan addresses = new AddressPlan();
        SortedMap<String, NetSettings> nets = new NetReader(addresses).read(netsValue.section());
        SortedMap<String, HostSettings> hosts = new NodeReader(nets, addresses, vocabulary).read(nodesValue.section());
        WorldSettings world = new WorldSettings(
                seed.isPresent() ? seed.get().integer() : DEFAULT_SEED,
                mode.isPresent() ? mode.get().read(ScenarioParser::mode) : Mode.VIRTUAL,
                nets,
                hosts);
        TimelineReader lines = new TimelineReader(nets.keySet(), hosts, vocabulary, duration);
        List<Step> steps = timeline.isPresent() ? lines.read(timeline.get()) : List.of();
        TreeSet<String> subjects = new TreeSet<>(lines.variables());
        subjects.addAll(nets.keySet());
        subjects.addAll(hosts.keySet());
        ExpectationReader expectations = new ExpectationReader(subjects, duration);
        return new Scenario(
                file,
                name.isPresent() ? name.get().text() : nameOf(file),
                duration,
                world,
                steps,
                expect.isPresent() ? expectations.read(expect.get()) : List.of(),
                capture.isPresent() ? Optional.of(capture(capture.get().section())) : Optional.empty());
    }

    private static String nameOf(String file) {
        return Path.of(file).getFileName().toString().replaceFirst("\\.conf$", "");
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "virtual" -> Mode.VIRTUAL;
            case "realtime" -> Mode.REALTIME;
            default -> throw new IllegalArgumentException("'" + text + "' is no mode; expected virtual or realtime");
        };
    }

    private static Capture capture(Section section) throws ScenarioException {
        Optional<Value> file = section.optional("file");
        Optional<Value> directory = section.optional("dir");
        section.end();
        if (file.isPresent() == directory.isPresent()) {
            throw new ScenarioException(
                    section.position(), "capture: expected either file = FILE.pcapng or dir = DIRECTORY");
        }
        return file.isPresent()
                ? Capture.toFile(file.get().read(Path::of))
                : Capture.toDirectory(directory.get().read(Path::of));
    }
}
