package dev.lanyard.node.service;

import dev.lanyard.node.command.Words;
import java.util.ArrayList;
import java.util.List;

/** The services that a node runs, to look at and to change. Safe from any thread. */
public final class RunningServices {
    private final List<Running> running = new ArrayList<>();

    private record Running(String line, String name, Service service) {}

    synchronized void add(String line, Service service) {
        running.add(new Running(line, Words.split(line).get(0), service));
    }

    /** The lines by which they were started, in that order. */
    public synchronized List<String> lines() {
        return running.stream().map(Running::line).toList();
    }

    /**
     * Changes how a service serves from now on; the next start of the node begins with its first arguments again.
     *
     * @param line its name, then what it {@linkplain Service#change understands}
     * @throws IllegalArgumentException if it does not run, or does not understand that
     */
    public void change(String line) {
        List<String> words = Words.split(line);
        change(words.isEmpty() ? "" : words.get(0), words.subList(Math.min(1, words.size()), words.size()));
    }

    /** The same in words; all services of the name change. */
    public void change(String name, List<String> arguments) {
        List<Service> named;
        synchronized (this) {
            named = running.stream()
                    .filter(each -> each.name.equals(name))
                    .map(Running::service)
                    .toList();
        }
        if (named.isEmpty()) {
            throw new IllegalArgumentException("no service '" + name + "' runs here; there are: "
                    + (lines().isEmpty() ? "none" : String.join(", ", lines())));
        }
        named.forEach(service -> service.change(arguments));
    }
}
