package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import java.util.List;

/** Where an interface of a node gets its link from, when the node starts and again when it restarts. */
@FunctionalInterface
public interface LinkFactory {
    /**
     * The link, which the node then attaches to.
     *
     * @param node whose child a link actor becomes that lives and ends with the node
     */
    ActorRef<Link.Command> create(ActorContext<?> node);

    /** What the link counts, to be listed with the node's own counters. */
    default List<CounterGroup<?>> counters() {
        return List.of();
    }

    /** A link that exists already and outlives the node, such as a port of a LAN. */
    static LinkFactory existing(ActorRef<Link.Command> link) {
        return node -> link;
    }
}
