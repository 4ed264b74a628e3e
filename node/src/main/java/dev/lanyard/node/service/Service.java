package dev.lanyard.node.service;

import dev.lanyard.node.Node;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A server on a node. */
public interface Service {
    /**
     * Starts to serve, until the node stops.
     *
     * @return completes when clients are answered; fails as the sockets do, such as when the port is in use
     */
    CompletionStage<Void> start(Node node);

    /**
     * Changes how it serves from now on. Called while it runs, on any thread.
     *
     * @param arguments those that are to change; the others stay as they are
     * @throws IllegalArgumentException if they are not understood or cannot change, with what can
     */
    default void change(List<String> arguments) {
        throw new IllegalArgumentException("this service cannot be changed while it runs");
    }
}
