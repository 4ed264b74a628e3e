package dev.lanyard.actors.ip;

import static dev.lanyard.actors.ip.IpOptionType.LOOSE_SOURCE_ROUTE;
import static dev.lanyard.actors.ip.IpOptionType.NO_OPERATION;
import static dev.lanyard.actors.ip.IpOptionType.STRICT_SOURCE_ROUTE;

import java.util.List;

/** The options that name the routers a packet is to pass (RFC 791 §3.1), as parts of {@link IpOptions}. */
public final class SourceRoute {
    private static final int LENGTH = 1;
    private static final int POINTER = 2;
    private static final int ADDRESS = 4;

    private SourceRoute() {}

    /**
     * A route through these, the last of which is the destination; the packet itself is sent to a router before them.
     *
     * @param strict whether nobody else may be on the way
     */
    public static byte[] of(boolean strict, List<Ipv4Address> through) {
        if (through.isEmpty() || through.size() > 9) {
            throw new IllegalArgumentException("a source route has 1 to 9 addresses, not " + through.size());
        }
        byte[] options = new byte[ADDRESS * (through.size() + 1)];
        options[0] = NO_OPERATION;
        options[1] = (byte) (strict ? STRICT_SOURCE_ROUTE : LOOSE_SOURCE_ROUTE);
        options[1 + LENGTH] = (byte) (options.length - 1);
        options[1 + POINTER] = 4;
        for (int i = 0; i < through.size(); i++) {
            IpOptions.put(options, ADDRESS * (i + 1), through.get(i).value());
        }
        return options;
    }

    /** Index of a loose or strict source route, or -1. */
    public static int find(byte[] options) {
        int loose = IpOptions.find(options, LOOSE_SOURCE_ROUTE);
        return loose >= 0 ? loose : IpOptions.find(options, STRICT_SOURCE_ROUTE);
    }

    /** The next address of a source route at an index, or 0 if the packet has come to its end. */
    public static int next(byte[] options, int at) {
        int pointer = options[at + POINTER] & 0xff;
        return pointer + 3 <= (options[at + LENGTH] & 0xff) ? IpOptions.get(options, at + pointer - 1) : 0;
    }

    /** Takes a step on a source route that has not ended: our address takes the place of the next one. */
    public static void advance(byte[] options, int at, int address) {
        IpOptions.put(options, at + (options[at + POINTER] & 0xff) - 1, address);
        options[at + POINTER] += ADDRESS;
    }

    /** Addresses of an option that have been replaced by those of routers passed. */
    static int passed(byte[] options, int at, int length) {
        return Math.min((options[at + POINTER] & 0xff) - 4, length - 3) / ADDRESS;
    }

    /** Writes the route back: past the routers but the last, which is the first hop, to the sender. */
    static int turn(byte[] options, int at, int passed, int sender, byte[] reply, int to) {
        int length = 3 + ADDRESS * passed;
        reply[to] = options[at];
        reply[to + LENGTH] = (byte) length;
        reply[to + POINTER] = 4;
        for (int i = 0; i < passed; i++) {
            int address = i == passed - 1 ? sender : IpOptions.get(options, at + 3 + ADDRESS * (passed - 2 - i));
            IpOptions.put(reply, to + 3 + ADDRESS * i, address);
        }
        return length;
    }
}
