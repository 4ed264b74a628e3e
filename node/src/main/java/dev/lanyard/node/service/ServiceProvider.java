package dev.lanyard.node.service;

import java.util.List;

/** Makes a service that a node can be told to run by name; registered for {@link java.util.ServiceLoader}. */
public interface ServiceProvider {
    /** As it is written in {@code --services} and in scenario files. */
    String name();

    /**
     * @param arguments the words that stand behind the name
     * @throws IllegalArgumentException if they are not understood, with a message that says what was expected
     */
    Service create(List<String> arguments);
}
