package dev.lanyard.link.lan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which ports' frames do not reach which other ports, stated by names, so that it also holds for ports connected later. */
final class LanPartitions {
    private final List<Rule> rules = new ArrayList<>();

    private record Rule(Set<String> from, Set<String> to, boolean oneWay) {
        boolean cuts(String sender, String receiver) {
            return from.contains(sender) && to.contains(receiver)
                    || !oneWay && to.contains(sender) && from.contains(receiver);
        }
    }

    void add(Set<String> from, Set<String> to, boolean oneWay) {
        rules.add(new Rule(Set.copyOf(from), Set.copyOf(to), oneWay));
    }

    void clear() {
        rules.clear();
    }

    /** Writes down in each port whom it does not hear. */
    void apply(List<LanPort> ports) {
        for (LanPort receiver : ports) {
            receiver.cutOff.clear();
            if (rules.isEmpty()) {
                continue;
            }
            for (LanPort sender : ports) {
                for (Rule rule : rules) {
                    if (rule.cuts(sender.name, receiver.name)) {
                        receiver.cutOff.set(sender.index);
                    }
                }
            }
        }
    }
}
