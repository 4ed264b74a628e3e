package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;

/**
 * The connections of a node by their two endpoints: an open-addressing hash table without boxes. The hash is salted, so that
 * nobody outside can choose endpoints that collide.
 *
 * @param <V> what is found
 */
final class ConnectionTable<V> {
    private final long salt;
    private long[] addresses = new long[16];
    private int[] ports = new int[16];
    private Object[] values = new Object[16];
    private int size;

    ConnectionTable(long salt) {
        this.salt = salt | 1;
    }

    /** The key's first half: local address above, remote below. */
    static long addresses(int local, int remote) {
        return (long) local << 32 | remote & 0xffff_ffffL;
    }

    /** The key's second half: local port above, remote below. */
    static int ports(int local, int remote) {
        return local << 16 | remote;
    }

    /** Takes what is found. */
    interface Visitor<V> {
        void visit(long addresses, int ports, V value);
    }

    /** Shows all, in an order that depends on the salt. The table must not be changed meanwhile. */
    @SuppressWarnings("unchecked")
    void forEach(Visitor<V> visitor) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                visitor.visit(addresses[i], ports[i], (V) values[i]);
            }
        }
    }

    /** The local endpoint of a key. */
    static Endpoint local(long addresses, int ports) {
        return new Endpoint(new Ipv4Address((int) (addresses >>> 32)), ports >>> 16);
    }

    /** The remote endpoint of a key. */
    static Endpoint remote(long addresses, int ports) {
        return new Endpoint(new Ipv4Address((int) addresses), ports & 0xffff);
    }

    int size() {
        return size;
    }

    private int slot(long address, int port) {
        long mixed = (address ^ port * 0x9e3779b97f4a7c15L) * salt;
        mixed ^= mixed >>> 32;
        return (int) (mixed * 0xd6e8feb86659fd93L >>> 32) & values.length - 1;
    }

    private int find(long address, int port) {
        int i = slot(address, port);
        while (values[i] != null && (addresses[i] != address || ports[i] != port)) {
            i = i + 1 & values.length - 1;
        }
        return i;
    }

    /** What stands under the key, or null. */
    @SuppressWarnings("unchecked")
    V get(long address, int port) {
        return (V) values[find(address, port)];
    }

    void put(long address, int port, V value) {
        if (2 * size >= values.length) {
            grow();
        }
        int i = find(address, port);
        if (values[i] == null) {
            size++;
        }
        addresses[i] = address;
        ports[i] = port;
        values[i] = value;
    }

    /** Removes the key if it leads to this very value. */
    void remove(long address, int port, V value) {
        int hole = find(address, port);
        if (values[hole] != value) {
            return;
        }
        size--;
        // what was pushed behind the hole by it moves up, so that no search stops too early
        int i = hole + 1 & values.length - 1;
        while (values[i] != null) {
            int home = slot(addresses[i], ports[i]);
            if ((i - home & values.length - 1) >= (i - hole & values.length - 1)) {
                move(i, hole);
                hole = i;
            }
            i = i + 1 & values.length - 1;
        }
        values[hole] = null;
    }

    private void move(int from, int to) {
        addresses[to] = addresses[from];
        ports[to] = ports[from];
        values[to] = values[from];
    }

    @SuppressWarnings("unchecked")
    private void grow() {
        long[] oldAddresses = addresses;
        int[] oldPorts = ports;
        Object[] oldValues = values;
        addresses = new long[2 * oldValues.length];
        ports = new int[addresses.length];
        values = new Object[addresses.length];
        size = 0;
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                put(oldAddresses[i], oldPorts[i], (V) oldValues[i]);
            }
        }
    }
}
