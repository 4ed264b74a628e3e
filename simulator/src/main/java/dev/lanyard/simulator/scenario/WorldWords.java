package dev.lanyard.simulator.scenario;

import dev.lanyard.node.command.Words;
import dev.lanyard.simulator.HostSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The words of the timeline that concern the world and not one node, in the grammar of the commands. */
final class WorldWords {
    private static final List<String> WORDS = List.of("partition", "heal", "crash", "restart", "link");

    private final Collection<String> nets;
    private final Map<String, HostSettings> hosts;

    /**
     * @param nets that there are
     * @param hosts that there are, by name
     */
    WorldWords(Collection<String> nets, Map<String, HostSettings> hosts) {
        this.nets = nets;
        this.hosts = hosts;
    }

    private interface Word {
        WorldAction action(WorldWords world);
    }

    @Command(name = "partition", description = "Keeps two nodes from hearing each other")
    static final class PartitionWord implements Word {
        @Parameters(index = "0", paramLabel = "NODE")
        private String one;

        @Parameters(index = "1", paramLabel = "NODE")
        private String other;

        @Override
        public WorldAction action(WorldWords world) {
            if (one.equals(other)) {
                throw new IllegalArgumentException("expected two nodes");
            }
            world.requireSharedNet(world.node(one), world.node(other));
            return new WorldAction.Partition(one, other);
        }
    }

    @Command(name = "heal", description = "Undoes partitions, changed links and links that are down")
    static final class HealWord implements Word {
        @Override
        public WorldAction action(WorldWords world) {
            return new WorldAction.Heal();
        }
    }

    @Command(name = "crash", description = "Stops a node at once")
    static final class CrashWord implements Word {
        @Parameters(index = "0", paramLabel = "NODE")
        private String node;

        @Override
        public WorldAction action(WorldWords world) {
            return new WorldAction.Crash(world.node(node));
        }
    }

    @Command(name = "restart", description = "Starts a node with nothing remembered")
    static final class RestartWord implements Word {
        @Parameters(index = "0", paramLabel = "NODE")
        private String node;

        @Override
        public WorldAction action(WorldWords world) {
            return new WorldAction.Restart(world.node(node));
        }
    }

    @Command(name = "link", description = "Changes a net")
    static final class LinkWord implements Word {
        @Parameters(index = "0", paramLabel = "NET")
        private String net;

        @Parameters(index = "1", paramLabel = "set|down|up")
        private String change;

        @Parameters(index = "2..*", paramLabel = "PROPERTY VALUE")
        private List<String> properties = List.of();

        @Override
        public WorldAction action(WorldWords world) {
            world.net(net);
            if (change.equals("drop")) {
                throw new IllegalArgumentException("link NET drop is not supported yet; expected set, down or up");
            }
            if (!change.equals("set") && !properties.isEmpty()) {
                throw new IllegalArgumentException("expected nothing behind " + change);
            }
            return switch (change) {
                case "set" -> new WorldAction.SetLink(net, pairs());
                case "down" -> new WorldAction.LinkDown(net);
                case "up" -> new WorldAction.LinkUp(net);
                default -> throw new IllegalArgumentException("'" + change + "' is unknown; expected set, down or up");
            };
        }

        private Map<String, String> pairs() {
            if (properties.isEmpty() || properties.size() % 2 != 0) {
                throw new IllegalArgumentException("expected pairs of property and value, as in link " + net
                        + " set loss 5% delay 10ms; properties are: " + String.join(", ", ImpairmentKeys.names()));
            }
            Map<String, String> pairs = new LinkedHashMap<>();
            for (int i = 0; i < properties.size(); i += 2) {
                if (pairs.put(properties.get(i), properties.get(i + 1)) != null) {
                    throw new IllegalArgumentException(properties.get(i) + " is set twice");
                }
            }
            return pairs;
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not understood
     */
    WorldAction parse(String line) {
        List<String> words = Words.split(line);
        Word word = words.isEmpty() ? null : word(words.get(0));
        if (word == null) {
            throw new IllegalArgumentException((words.isEmpty() ? "nothing" : "'" + words.get(0) + "'")
                    + " is to be done; expected NODE: COMMAND or one of: " + String.join(", ", WORDS));
        }
        CommandLine parser = new CommandLine(word);
        try {
            parser.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            return word.action(this);
        } catch (CommandLine.ParameterException e) {
            throw new IllegalArgumentException(words.get(0) + ": " + e.getMessage() + "; expected "
                    + parser.getHelp().synopsis(0).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(words.get(0) + ": " + e.getMessage());
        }
    }

    private static Word word(String name) {
        return switch (name) {
            case "partition" -> new PartitionWord();
            case "heal" -> new HealWord();
            case "crash" -> new CrashWord();
            case "restart" -> new RestartWord();
            case "link" -> new LinkWord();
            default -> null;
        };
    }

    private String node(String name) {
        return known("node", hosts.keySet(), name);
    }

    private void requireSharedNet(String one, String other) {
        boolean shared = hosts.get(one).attachments().stream()
                .anyMatch(here -> hosts.get(other).attachments().stream()
                        .anyMatch(there -> there.net().equals(here.net())));
        if (!shared) {
            throw new IllegalArgumentException(
                    one + " and " + other + " share no net; expected two nodes that hear each other directly");
        }
    }

    private void net(String name) {
        known("net", nets, name);
    }

    private static String known(String what, Collection<String> names, String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "no such " + what + ": '" + name + "'; expected one of: " + String.join(", ", names));
        }
        return name;
    }
}
