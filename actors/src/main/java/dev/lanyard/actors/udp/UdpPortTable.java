package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.BatchSplitter;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which socket has which port: a hash table by local port.
 *
 * @param <S> what stands for a socket
 */
final class UdpPortTable<S> {
    /** Dynamic ports (RFC 6335 §6). */
    static final int FIRST_EPHEMERAL = 49_152;

    static final int EPHEMERALS = 65_536 - FIRST_EPHEMERAL;

    private Binding<S>[] buckets = newBuckets(16);
    private int size;

    /** One socket's place in the table. */
    static final class Binding<S> extends BatchSplitter.Receiver {
        final S socket;
        /** What the user asked for: this again when it is not connected any more. */
        final Endpoint bound;

        final Endpoint local;
        /** The only one that it hears, or null. */
        final Endpoint remote;

        /** Whether the port may be shared with others for which this is so, too. */
        final boolean reuse;

        /** The groups that it is in, and from whom it hears them; nothing else is heard that was sent to a group. */
        Map<UdpGroups.Place, SourceFilter> groups = Map.of();

        private Binding<S> next;

        Binding(S socket, Endpoint bound, Endpoint local, Endpoint remote, boolean reuse) {
            this.socket = socket;
            this.reuse = reuse;
            this.bound = bound;
            this.local = local;
            this.remote = remote;
        }

        /** How well a packet to us from there fits, or -1 if it does not: connected beats unconnected, an address beats any. */
        private int score(int address, int port, int from, int fromPort) {
            int bound = local.address().value();
            if (local.port() != port || bound != 0 && bound != address) {
                return -1;
            }
            int score = bound == 0 ? 0 : 1;
            if (remote == null) {
                return score;
            }
            return remote.address().value() == from && remote.port() == fromPort ? score + 2 : -1;
        }
    }

    /** Takes one socket of several. */
    @FunctionalInterface
    interface Visitor<S> {
        void visit(Binding<S> binding);
    }

    /**
     * Goes through the sockets that a datagram to all or to a group is for.
     *
     * @param index of the interface that it arrived on
     * @return whether a socket has the port at all
     */
    boolean forEach(int index, int address, int port, int from, int fromPort, Visitor<S> visitor) {
        SourceKey key = Ipv4Address.isMulticast(address) ? new SourceKey(index, address, from) : null;
        boolean any = false;
        for (Binding<S> binding = buckets[port & buckets.length - 1]; binding != null; binding = binding.next) {
            if (binding.score(address, port, from, fromPort) >= 0) {
                any = true;
                if (key == null || key.isWantedBy(binding.groups)) {
                    visitor.visit(binding);
                }
            }
        }
        return any;
    }

    /** From whom to which group by which interface. */
    private record SourceKey(UdpGroups.Place place, int source) {
        SourceKey(int index, int group, int source) {
            this(new UdpGroups.Place(index, new Ipv4Address(group)), source);
        }

        boolean isWantedBy(Map<UdpGroups.Place, SourceFilter> groups) {
            SourceFilter filter = groups.get(place);
            return filter != null && filter.accepts(source);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S> Binding<S>[] newBuckets(int count) {
        return new Binding[count];
    }

    int size() {
        return size;
    }

    /** The socket that a datagram to one of our addresses is for, or null. */
    Binding<S> lookup(int address, int port, int from, int fromPort) {
        Binding<S> best = null;
        int bestScore = -1;
        for (Binding<S> binding = buckets[port & buckets.length - 1]; binding != null; binding = binding.next) {
            int score = binding.score(address, port, from, fromPort);
            if (score > bestScore) {
                best = binding;
                bestScore = score;
            }
        }
        return best;
    }

    /**
     * Whether a socket has the port on the address, or on any, or on one of all if the address is 0, and does not share it.
     *
     * @param reuse whether who asks would share it
     */
    boolean isTaken(int address, int port, boolean reuse) {
        for (Binding<S> binding = buckets[port & buckets.length - 1]; binding != null; binding = binding.next) {
            int bound = binding.local.address().value();
            boolean shared = reuse && binding.reuse;
            if (binding.local.port() == port && !shared && (bound == address || bound == 0 || address == 0)) {
                return true;
            }
        }
        return false;
    }

    /** A dynamic port that nobody has on the address, sought from a random one on (RFC 6056 §3.3.1); 0 if there is none. */
    int ephemeral(int address, RandomGenerator random) {
        int start = random.nextInt(EPHEMERALS);
        for (int i = 0; i < EPHEMERALS; i++) {
            int port = FIRST_EPHEMERAL + (start + i) % EPHEMERALS;
            if (!isTaken(address, port, false)) {
                return port;
            }
        }
        return 0;
    }

    void add(Binding<S> binding) {
        if (size++ == buckets.length) {
            grow();
        }
        link(binding);
    }

    void remove(Binding<S> binding) {
        int slot = binding.local.port() & buckets.length - 1;
        Binding<S> previous = null;
        for (Binding<S> b = buckets[slot]; b != null; previous = b, b = b.next) {
            if (b == binding) {
                if (previous == null) {
                    buckets[slot] = b.next;
                } else {
                    previous.next = b.next;
                }
                size--;
                return;
            }
        }
    }

    private void grow() {
        Binding<S>[] old = buckets;
        buckets = newBuckets(old.length * 2);
        for (Binding<S> head : old) {
            Binding<S> binding = head;
            while (binding != null) {
                Binding<S> next = binding.next;
                link(binding);
                binding = next;
            }
        }
    }

    private void link(Binding<S> binding) {
        int slot = binding.local.port() & buckets.length - 1;
        binding.next = buckets[slot];
        buckets[slot] = binding;
    }
}
