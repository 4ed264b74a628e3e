package dev.lanyard.node.service;

import dev.lanyard.node.Node;
import java.util.concurrent.CompletionStage;

/** A server on a node. */
public interface Service {
    /**
     * Starts to serve, until the node stops.
     *
     * @return completes when clients are answered; fails as the sockets do, such as when the port is in use
     */
    CompletionStage<Void> start(Node node);
}
