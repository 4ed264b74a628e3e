package dev.lanyard.simulator.scenario;

import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.service.Services;
import java.util.Optional;

/** The commands and services that a scenario may use. */
public interface Vocabulary {
    /** What is wrong with a command line, if anything. */
    Optional<String> commandProblem(String line);

    /** What is wrong with a service's name or arguments, if anything. */
    Optional<String> serviceProblem(String line);

    /** Those that are registered on the class path. */
    static Vocabulary load() {
        CommandInterpreter commands = CommandInterpreter.load();
        Services services = Services.load();
        return new Vocabulary() {
            @Override
            public Optional<String> commandProblem(String line) {
                return commands.check(line);
            }

            @Override
            public Optional<String> serviceProblem(String line) {
                try {
                    services.create(line);
                    return Optional.empty();
                } catch (IllegalArgumentException e) {
                    return Optional.of(e.getMessage());
                }
            }
        };
    }
}
