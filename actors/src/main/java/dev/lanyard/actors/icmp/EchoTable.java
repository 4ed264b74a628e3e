package dev.lanyard.actors.icmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Who sends echoes, by identifier.
 *
 * @param <L> what stands for a listener
 */
final class EchoTable<L> {
    /** Endpoints that may be open at a time. */
    static final int LIMIT = 4096;

    private final Map<Integer, L> listeners = new LinkedHashMap<>();

    /** Gives the listener an identifier that nobody has, 0 to 65,535; -1 if too many are in use. */
    int open(L listener, RandomGenerator random) {
        if (listeners.size() >= LIMIT) {
            return -1;
        }
        int identifier = random.nextInt(0x10000);
        while (listeners.containsKey(identifier)) {
            identifier = identifier + 1 & 0xffff;
        }
        listeners.put(identifier, listener);
        return identifier;
    }

    /** The listener, or null if the identifier is nobody's. */
    L get(int identifier) {
        return listeners.get(identifier);
    }

    L close(int identifier) {
        return listeners.remove(identifier);
    }

    void closeAll(L listener) {
        listeners.values().removeIf(listener::equals);
    }

    /** Everybody who listens, once for each identifier. */
    List<L> listeners() {
        return List.copyOf(listeners.values());
    }

    boolean has(L listener) {
        return listeners.containsValue(listener);
    }
}
