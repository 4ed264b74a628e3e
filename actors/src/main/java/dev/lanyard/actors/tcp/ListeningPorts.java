package dev.lanyard.actors.tcp;

import dev.lanyard.actors.tcp.TcpProtocol.Port;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** The ports of a node that take connections, on one address or on all. */
final class ListeningPorts {
    /** Dynamic ports (RFC 6335 §6). */
    static final int FIRST_EPHEMERAL = 49_152;

    static final int EPHEMERALS = 65_536 - FIRST_EPHEMERAL;

    private final Map<Long, Port> ports = new LinkedHashMap<>();

    private static long key(int address, int port) {
        return (long) address << 16 | port;
    }

    void forEach(Consumer<Port> visitor) {
        ports.values().forEach(visitor);
    }

    int size() {
        return ports.size();
    }

    void add(Port port) {
        ports.put(key(port.local.address().value(), port.local.port()), port);
    }

    void remove(Port port) {
        ports.remove(key(port.local.address().value(), port.local.port()), port);
    }

    /** The port that takes connections to an address of ours, or null. */
    Port lookup(int address, int port) {
        Port exact = ports.get(key(address, port));
        return exact != null ? exact : ports.get(key(0, port));
    }

    /** Whether a listener has the port on the address, or on any, or on one of all if the address is 0. */
    boolean isTaken(int address, int port) {
        if (address != 0) {
            return lookup(address, port) != null;
        }
        return ports.values().stream().anyMatch(each -> each.local.port() == port);
    }

    /** A dynamic port that is free, sought from a random one on and around the end (RFC 6056 §3.3.1); 0 if there is none. */
    static int ephemeral(RandomGenerator random, IntPredicate free) {
        int start = random.nextInt(EPHEMERALS);
        for (int i = 0; i < EPHEMERALS; i++) {
            int port = FIRST_EPHEMERAL + (start + i) % EPHEMERALS;
            if (free.test(port)) {
                return port;
            }
        }
        return 0;
    }
}
