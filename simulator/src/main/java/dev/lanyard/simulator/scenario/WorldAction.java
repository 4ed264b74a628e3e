package dev.lanyard.simulator.scenario;

import dev.lanyard.link.lan.Impairments;
import dev.lanyard.simulator.World;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a world word of the timeline does. */
public sealed interface WorldAction {
    /** Does it. Between two instants of the world's time. */
    void perform(World world);

    /** Keeps two nodes apart. */
    record Partition(String one, String other) implements WorldAction {
        @Override
        public void perform(World world) {
            world.partition(one, other);
        }
    }

    /** Undoes every fault of the nets. */
    record Heal() implements WorldAction {
        @Override
        public void perform(World world) {
            world.heal();
        }
    }

    /** Stops a node at once. */
    record Crash(String node) implements WorldAction {
        @Override
        public void perform(World world) {
            if (world.isRunning(node)) {
                world.crash(node);
            }
        }
    }

    /** Starts a node with nothing remembered. */
    record Restart(String node) implements WorldAction {
        @Override
        public void perform(World world) {
            world.restart(node);
        }
    }

    /**
     * Changes what a net does to frames.
     *
     * @param properties by the names that a net's declaration has for them; others stay as they are
     */
    record SetLink(String net, Map<String, String> properties) implements WorldAction {
        /**
         * @throws IllegalArgumentException if a property is unknown or its value is not understood
         */
        public SetLink {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
            apply(Impairments.NONE, properties);
        }

        @Override
        public void perform(World world) {
            world.changeLink(net, link -> apply(link, properties));
        }

        private static Impairments apply(Impairments link, Map<String, String> properties) {
            Impairments changed = link;
            for (Map.Entry<String, String> property : properties.entrySet()) {
                changed = ImpairmentKeys.with(changed, property.getKey(), property.getValue());
            }
            return changed;
        }
    }

    /** Pulls a net's cables. */
    record LinkDown(String net) implements WorldAction {
        @Override
        public void perform(World world) {
            world.linkDown(net);
        }
    }

    /** Puts a net's cables back. */
    record LinkUp(String net) implements WorldAction {
        @Override
        public void perform(World world) {
            world.linkUp(net);
        }
    }
}
