package dev.lanyard.node.service;

import dev.lanyard.node.Node;
import dev.lanyard.node.command.Words;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The services on the class path, by name. */
public final class Services {
    private final Map<String, ServiceProvider> providers = new TreeMap<>();

    private Services() {
        ServiceLoader.load(ServiceProvider.class).forEach(provider -> providers.put(provider.name(), provider));
    }

    public static Services load() {
        return new Services();
    }

    /**
     * Makes a service from a line: its name, then its arguments.
     *
     * @throws IllegalArgumentException if there is no such service or it does not understand the arguments
     */
    public Service create(String line) {
        List<String> words = Words.split(line);
        ServiceProvider provider = words.isEmpty() ? null : providers.get(words.get(0));
        if (provider == null) {
            throw new IllegalArgumentException(
                    "no such service: '" + line + "'; there are: " + String.join(", ", providers.keySet()));
        }
        return provider.create(words.subList(1, words.size()));
    }

    /** Starts services on a node, given as lines. Fails with the first that does. */
    public CompletionStage<Void> start(Node node, List<String> lines) {
        CompletableFuture<?>[] starts = lines.stream()
                .map(line -> create(line).start(node).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(starts);
    }
}
