package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts fragments together (RFC 791 §3.2, RFC 1122 §3.3.2). Bounded in datagrams and bytes: where one more finds no room, the
 * oldest goes.
 *
 * <p>Times are nanoseconds of any monotonic clock and never go back.
 */
final class Reassembler {
    /** How long a datagram is waited for, from its first fragment on. Fixed, as RFC 1122 §3.3.2 wants it. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Datagrams at a time. */
    static final int DATAGRAMS = 1024;
    /** Bytes at a time, bookkeeping included. */
    static final int MEMORY = 4 << 20;

    private static final int MAXIMUM_LENGTH = 65_535;

    private final Map<Key, Assembly> assemblies = new LinkedHashMap<>(); // the oldest first
    private final Output output;
    private int memory;

    /** What belongs to one datagram (RFC 791 §3.2 "Identification"). */
    private record Key(int source, int destination, int protocol, int identification) {}

    /** What the reassembler has to say. */
    interface Output {
        /** A fragment or the fragments of a datagram are lost. */
        void dropped(Ipv4Drop reason);

        /** A datagram did not become whole in time; its fragment zero, head at the header, is handed over. */
        void timedOut(PacketBuffer first);
    }

    Reassembler(Output output) {
        this.output = output;
    }

    /**
     * Takes a fragment.
     *
     * @param fragment head at a valid header, cut to its total length; handed over
     * @return the datagram that it completes, head at its header, or null
     */
    PacketBuffer add(PacketBuffer fragment, long now) {
        Ipv4Drop drop = check(fragment);
        PacketBuffer datagram = null;
        if (drop == null) {
            Key key = key(fragment);
            Assembly assembly = assemblies.get(key);
            if (assembly == null) {
                assembly = insert(key, now);
            }
            memory -= assembly.cost();
            drop = assembly.add(fragment);
            memory += assembly.cost();
            if (drop != null) {
                remove(key, assembly);
            } else if (assembly.isComplete()) {
                remove(key, assembly);
                datagram = assembly.datagram();
                drop = datagram == null ? Ipv4Drop.FRAGMENTS_CONTRADICT : null;
            }
        }
        if (drop != null) {
            output.dropped(drop);
        }
        fragment.release();
        shrink();
        return datagram;
    }

    private static Ipv4Drop check(PacketBuffer fragment) {
        int field = fragment.getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET);
        int length = fragment.length() - Ipv4Header.length(fragment);
        boolean more = (field & Ipv4Header.MORE_FRAGMENTS) != 0;
        if (length == 0 || more && length % 8 != 0) {
            return Ipv4Drop.BAD_FRAGMENT_LENGTH;
        }
        // The datagram's header, which may be longer than this one, is counted when fragment zero is there.
        int end = (field & Ipv4Header.FRAGMENT_OFFSET_MASK) * 8 + length;
        return end + Ipv4Header.MINIMUM_LENGTH > MAXIMUM_LENGTH ? Ipv4Drop.FRAGMENTS_TOO_LARGE : null;
    }

    private static Key key(PacketBuffer fragment) {
        return new Key(
                fragment.getInt(Ipv4Header.SOURCE_OFFSET),
                fragment.getInt(Ipv4Header.DESTINATION_OFFSET),
                fragment.getUnsignedByte(Ipv4Header.PROTOCOL_OFFSET),
                fragment.getUnsignedShort(Ipv4Header.IDENTIFICATION_OFFSET));
    }

    private Assembly insert(Key key, long now) {
        Assembly assembly = new Assembly(now);
        assemblies.put(key, assembly);
        memory += assembly.cost();
        return assembly;
    }

    private void remove(Key key, Assembly assembly) {
        assemblies.remove(key);
        memory -= assembly.cost();
    }

    private void shrink() {
        while (memory > MEMORY || assemblies.size() > DATAGRAMS) {
            Iterator<Assembly> oldest = assemblies.values().iterator();
            memory -= oldest.next().cost();
            oldest.remove();
            output.dropped(Ipv4Drop.REASSEMBLY_FULL);
        }
    }

    /** Gives up on datagrams whose time is over. */
    void expire(long now) {
        for (Iterator<Assembly> all = assemblies.values().iterator(); all.hasNext(); ) {
            Assembly assembly = all.next();
            if (now - assembly.created < TIMEOUT.toNanos()) {
                return;
            }
            all.remove();
            memory -= assembly.cost();
            output.dropped(Ipv4Drop.REASSEMBLY_TIMEOUT);
            if (assembly.hasFirst()) {
                output.timedOut(assembly.first());
            }
        }
    }

    /** When {@link #expire} has something to do, or {@link Long#MAX_VALUE} if nothing is being put together. */
    long nextDeadline() {
        return assemblies.isEmpty()
                ? Long.MAX_VALUE
                : assemblies.values().iterator().next().created + TIMEOUT.toNanos();
    }

    /** Datagrams that are not whole yet. */
    int size() {
        return assemblies.size();
    }

    /** Bytes in use. */
    int memory() {
        return memory;
    }
}
