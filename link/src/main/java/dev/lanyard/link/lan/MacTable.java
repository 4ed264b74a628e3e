package dev.lanyard.link.lan;

import java.util.Arrays;

/**
 * Which station was last heard on which port (IEEE 802.1D-2004 §7.9): an open-addressing hash table from addresses to ports.
 * An address not heard of for {@link #AGEING} is forgotten; one that finds the table full of younger ones is not learnt, so that
 * frames to it are flooded.
 */
final class MacTable {
    /** Nanoseconds, the standard's default of 300 s. */
    static final long AGEING = 300_000_000_000L;

    static final int LIMIT = 8192;

    static final int UNKNOWN = -1;

    // A slot is free if its port is UNKNOWN; never more than half of them are taken.
    private long[] addresses;
    private int[] ports;
    private long[] heard;
    private int size;
    private long oldest;

    MacTable() {
        reserve(16);
    }

    /** Notes that a station was heard. */
    void learn(long address, int port, long now) {
        int slot = find(address);
        if (ports[slot] == UNKNOWN) {
            if (!makeRoom(now)) {
                return;
            }
            slot = find(address);
            addresses[slot] = address;
            size++;
        }
        ports[slot] = port;
        heard[slot] = now;
    }

    /** The port of a station, or {@link #UNKNOWN}. */
    int lookup(long address, long now) {
        int slot = find(address);
        return ports[slot] == UNKNOWN || now - heard[slot] >= AGEING ? UNKNOWN : ports[slot];
    }

    /** Forgets the stations of a port. */
    void forget(int port) {
        rebuild(addresses.length, Long.MIN_VALUE, port);
    }

    /** Stations known, with those that are too old but not yet removed. */
    int size() {
        return size;
    }

    private boolean makeRoom(long now) {
        if (2 * size < addresses.length) {
            return true;
        }
        if (addresses.length < 2 * LIMIT) {
            rebuild(2 * addresses.length, Long.MIN_VALUE, UNKNOWN);
            return true;
        }
        // Entries become younger in the meantime, never older: looking before this time is in vain.
        if (now - oldest >= AGEING) {
            rebuild(addresses.length, now - AGEING, UNKNOWN);
        }
        return size < LIMIT;
    }

    /** Keeps what was heard after a time and not on a port. */
    private void rebuild(int capacity, long notUntil, int withoutPort) {
        long[] oldAddresses = addresses;
        int[] oldPorts = ports;
        long[] oldHeard = heard;
        reserve(capacity);
        for (int i = 0; i < oldPorts.length; i++) {
            if (oldPorts[i] != UNKNOWN && oldPorts[i] != withoutPort && oldHeard[i] > notUntil) {
                int slot = find(oldAddresses[i]);
                addresses[slot] = oldAddresses[i];
                ports[slot] = oldPorts[i];
                heard[slot] = oldHeard[i];
                oldest = size++ == 0 ? oldHeard[i] : Math.min(oldest, oldHeard[i]);
            }
        }
    }

    private void reserve(int capacity) {
        addresses = new long[capacity];
        ports = new int[capacity];
        heard = new long[capacity];
        Arrays.fill(ports, UNKNOWN);
        size = 0;
    }

    /** The slot of an address, or the free one where it belongs. */
    private int find(long address) {
        int mask = addresses.length - 1;
        int slot = (int) (address * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (ports[slot] != UNKNOWN && addresses[slot] != address) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
