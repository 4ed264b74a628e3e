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

    /** A service that the node knows of when it serves. */
    private record Registered(String line, Service service) implements Service {
        @Override
        public CompletionStage<Void> start(Node node) {
            return service.start(node).thenRun(() -> node.services().add(line, service));
        }

        @Override
        public void change(List<String> arguments) {
            service.change(arguments);
        }

        @Override
        public String toString() {
            return service.toString();
        }
    }

    private Services(Iterable<ServiceProvider> all) {
        all.forEach(provider -> providers.put(provider.name(), provider));
    }

    /** All that are registered on the class path. */
    public static Services load() {
        return new Services(ServiceLoader.load(ServiceProvider.class));
    }

    /** These only. */
    public static Services of(List<ServiceProvider> providers) {
        return new Services(providers);
    }

    /** In alphabetic order. */
    public List<String> names() {
        return List.copyOf(providers.keySet());
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
        return new Registered(line, provider.create(words.subList(1, words.size())));
    }

    /**
     * Starts services on a node, given as lines.
     *
     * @return completes when all serve; fails with the first that does not
     * @throws IllegalArgumentException as {@link #create} does; then none is started
     */
    public CompletionStage<Void> start(Node node, List<String> lines) {
        return startAll(node, lines.stream().map(this::create).toList());
    }

    /** Starts services on a node. Completes when all serve; fails with the first that does not. */
    public static CompletionStage<Void> startAll(Node node, List<Service> services) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        CompletableFuture<?>[] starts = services.stream()
                .map(service -> service.start(node).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        for (CompletableFuture<?> start : starts) {
            start.whenComplete((done, failure) -> {
                if (failure != null) {
                    started.completeExceptionally(failure);
                }
            });
        }
        CompletableFuture.allOf(starts).thenRun(() -> started.complete(null));
        return started;
    }
}
