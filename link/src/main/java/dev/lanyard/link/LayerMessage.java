package dev.lanyard.link;

/**
 * Every message between layers. A layer actor hears the one below, the one above and itself, each with a protocol of its own;
 * inside it is a {@code Behavior<LayerMessage>}, and others hold it as an {@code ActorRef} of just the protocol that is theirs.
 */
public interface LayerMessage {}
