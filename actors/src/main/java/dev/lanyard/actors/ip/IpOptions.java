package dev.lanyard.actors.ip;

import static dev.lanyard.actors.ip.IpOptionType.END;
import static dev.lanyard.actors.ip.IpOptionType.LOOSE_SOURCE_ROUTE;
import static dev.lanyard.actors.ip.IpOptionType.NO_OPERATION;
import static dev.lanyard.actors.ip.IpOptionType.RECORD_ROUTE;
import static dev.lanyard.actors.ip.IpOptionType.ROUTER_ALERT;
import static dev.lanyard.actors.ip.IpOptionType.STRICT_SOURCE_ROUTE;
import static dev.lanyard.actors.ip.IpOptionType.TIMESTAMP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The options of an IPv4 header (RFC 791 §3.1) as the bytes behind its first 20: up to 40, a multiple of 4. Whatever the bytes
 * are, nothing here throws or loops without end; what follows a malformed option is not looked at.
 */
public final class IpOptions {
    /** Bytes that a header has for options. */
    public static final int MAXIMUM_LENGTH = 40;

    /** {@link #timestamps}: times only. */
    public static final int TIMES = 0;
    /** {@link #timestamps}: each time with the address of who recorded it. */
    public static final int TIMES_AND_ADDRESSES = 1;
    /** In a timestamp option: addresses are given, and only those record. */
    static final int PRESPECIFIED = 3;

    private static final int LENGTH = 1;
    private static final int POINTER = 2;
    private static final int FLAGS = 3;
    private static final int ADDRESS = 4;
    private static final int OVERFLOW_LIMIT = 15;

    private IpOptions() {}

    /** A request to record the route: room for nine addresses. */
    public static byte[] recordRoute() {
        byte[] options = new byte[MAXIMUM_LENGTH];
        options[0] = NO_OPERATION;
        options[1] = RECORD_ROUTE;
        options[1 + LENGTH] = MAXIMUM_LENGTH - 1;
        options[1 + POINTER] = 4;
        return options;
    }

    /**
     * A request to record times.
     *
     * @param flag {@link #TIMES}: room for nine; {@link #TIMES_AND_ADDRESSES}: for four of both
     */
    public static byte[] timestamps(int flag) {
        byte[] options = new byte[flag == TIMES ? MAXIMUM_LENGTH : MAXIMUM_LENGTH - ADDRESS];
        options[0] = TIMESTAMP;
        options[LENGTH] = (byte) options.length;
        options[POINTER] = 5;
        options[FLAGS] = (byte) flag;
        return options;
    }

    /** The option that asks routers to look at a packet (RFC 2113). */
    public static byte[] routerAlert() {
        return new byte[] {(byte) ROUTER_ALERT, 4, 0, 0};
    }

    /** Bytes of the option at an index, or -1 if it is malformed. */
    static int lengthAt(byte[] options, int at) {
        if (options[at] == NO_OPERATION || options[at] == END) {
            return 1;
        }
        int length = at + 1 < options.length ? options[at + LENGTH] & 0xff : 0;
        return length >= 2 && at + length <= options.length ? length : -1;
    }

    /** Index of the first option of a type, or -1. */
    public static int find(byte[] options, int type) {
        for (int at = 0; at < options.length && options[at] != END; ) {
            int length = lengthAt(options, at);
            if (length < 0) {
                return -1;
            }
            if ((options[at] & 0xff) == type) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /**
     * Index of the octet that makes the options malformed, which a parameter problem points at (RFC 792), or -1. Of record route,
     * timestamp and source route there may be one each; where there is room left in them, it must be enough.
     */
    public static int problem(byte[] options) {
        int seen = 0;
        for (int at = 0; at < options.length && options[at] != END; ) {
            int length = lengthAt(options, at);
            if (length < 0) {
                return Math.min(at + 1, options.length - 1);
            }
            int type = options[at] & 0xff;
            int once = once(type);
            int problem = (seen & once) != 0 ? at : problemOf(options, at, type, length);
            if (problem >= 0) {
                return problem;
            }
            seen |= once;
            at += length;
        }
        return -1;
    }

    private static int once(int type) {
        return switch (type) {
            case RECORD_ROUTE -> 1;
            case TIMESTAMP -> 2;
            case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> 4;
            default -> 0;
        };
    }

    private static int problemOf(byte[] options, int at, int type, int length) {
        return switch (type) {
            case RECORD_ROUTE, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> routeProblem(options, at, length);
            case TIMESTAMP -> timestampProblem(options, at, length);
            case ROUTER_ALERT -> length == 4 ? -1 : at + LENGTH;
            default -> -1;
        };
    }

    private static int routeProblem(byte[] options, int at, int length) {
        if (length < 3) {
            return at + LENGTH;
        }
        int pointer = options[at + POINTER] & 0xff;
        return pointer < 4 || pointer <= length && pointer + 3 > length ? at + POINTER : -1;
    }

    private static int timestampProblem(byte[] options, int at, int length) {
        if (length < 4) {
            return at + LENGTH;
        }
        int pointer = options[at + POINTER] & 0xff;
        int flag = options[at + FLAGS] & 0xf;
        if (flag != TIMES && flag != TIMES_AND_ADDRESSES && flag != PRESPECIFIED) {
            return at + FLAGS;
        }
        if (pointer < 5 || pointer <= length && pointer + (flag == TIMES ? 3 : 7) > length) {
            return at + POINTER;
        }
        return pointer > length && (options[at + FLAGS] & 0xff) >>> 4 == OVERFLOW_LIMIT ? at + FLAGS : -1;
    }

    /**
     * Records in well-formed options that a packet passes here: in a record route that has room the address, in timestamps the
     * time, or that there was no room (RFC 791 §3.1).
     *
     * @param address of the interface that it leaves by, or of ours that it was sent to
     * @param own tells our addresses: those that may record where addresses are given
     * @param time milliseconds since midnight UT (RFC 1122 §3.2.2.8)
     */
    public static void record(byte[] options, int address, IntPredicate own, int time) {
        int route = find(options, RECORD_ROUTE);
        if (route >= 0 && routeProblem(options, route, options[route + LENGTH] & 0xff) < 0) {
            int pointer = options[route + POINTER] & 0xff;
            if (pointer <= (options[route + LENGTH] & 0xff)) {
                put(options, route + pointer - 1, address);
                options[route + POINTER] += ADDRESS;
            }
        }
        int times = find(options, TIMESTAMP);
        if (times >= 0 && timestampProblem(options, times, options[times + LENGTH] & 0xff) < 0) {
            recordTime(options, times, address, own, time);
        }
    }

    private static void recordTime(byte[] options, int at, int address, IntPredicate own, int time) {
        int pointer = options[at + POINTER] & 0xff;
        int flag = options[at + FLAGS] & 0xf;
        if (pointer > (options[at + LENGTH] & 0xff)) {
            if (flag != PRESPECIFIED) {
                options[at + FLAGS] += 0x10; // one more that found no room
            }
            return;
        }
        int entry = at + pointer - 1;
        if (flag == PRESPECIFIED && !own.test(get(options, entry))) {
            return;
        }
        if (flag == TIMES_AND_ADDRESSES) {
            put(options, entry, address);
        }
        int stamp = flag == TIMES ? entry : entry + ADDRESS;
        put(options, stamp, time);
        options[at + POINTER] = (byte) (pointer + stamp + ADDRESS - entry);
    }

    /**
     * What goes back with the answer to a request.
     *
     * @param options record route and timestamps as they came, a source route turned round; empty if there was none of these
     * @param firstHop where the answer is to be sent: the last router of the source route, or its sender
     */
    public record Reply(byte[] options, int firstHop) {}

    /** The options of the answer to a request with well-formed options (RFC 1122 §3.2.2.6). */
    public static Reply reply(byte[] options, int sender) {
        byte[] reply = new byte[MAXIMUM_LENGTH];
        int used = 0;
        int firstHop = sender;
        for (int at = 0; at < options.length && options[at] != END; ) {
            int length = lengthAt(options, at);
            if (length < 0) {
                break;
            }
            int type = options[at] & 0xff;
            int kept = 0;
            if (type == RECORD_ROUTE || type == TIMESTAMP) {
                System.arraycopy(options, at, reply, used, length);
                kept = length;
            } else if ((type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE) && length >= 3) {
                int passed = SourceRoute.passed(options, at, length);
                if (passed > 0) {
                    firstHop = get(options, at + 3 + ADDRESS * (passed - 1));
                    kept = SourceRoute.turn(options, at, passed, sender, reply, used);
                }
            }
            used += kept;
            at += length;
        }
        return new Reply(Arrays.copyOf(reply, used + 3 & ~3), firstHop);
    }

    /** The addresses that a record route has so far, in order. */
    public static List<Ipv4Address> recordedRoute(byte[] options) {
        List<Ipv4Address> route = new ArrayList<>();
        int at = find(options, RECORD_ROUTE);
        if (at >= 0 && (options[at + LENGTH] & 0xff) >= 3) {
            int end = Math.min((options[at + POINTER] & 0xff) - 1, options[at + LENGTH] & 0xff);
            for (int i = 3; i + ADDRESS <= end; i += ADDRESS) {
                route.add(new Ipv4Address(get(options, at + i)));
            }
        }
        return route;
    }

    /**
     * A time that somebody recorded.
     *
     * @param address who, or null if that was not asked for
     * @param value milliseconds since midnight UT, or with the highest bit set anything else (RFC 791 §3.1)
     */
    public record Timestamp(Ipv4Address address, int value) {}

    /** The times recorded so far, in order. */
    public static List<Timestamp> recordedTimes(byte[] options) {
        List<Timestamp> times = new ArrayList<>();
        int at = find(options, TIMESTAMP);
        if (at >= 0 && (options[at + LENGTH] & 0xff) >= 4) {
            boolean addresses = (options[at + FLAGS] & 0xf) != TIMES;
            int step = addresses ? 2 * ADDRESS : ADDRESS;
            int end = Math.min((options[at + POINTER] & 0xff) - 1, options[at + LENGTH] & 0xff);
            for (int i = 4; i + step <= end; i += step) {
                Ipv4Address who = addresses ? new Ipv4Address(get(options, at + i)) : null;
                times.add(new Timestamp(who, get(options, at + i + step - ADDRESS)));
            }
        }
        return times;
    }

    /** How many found no room for their time, 0 to 15. */
    public static int overflow(byte[] options) {
        int at = find(options, TIMESTAMP);
        return at >= 0 && (options[at + LENGTH] & 0xff) >= 4 ? (options[at + FLAGS] & 0xff) >>> 4 : 0;
    }

    static int get(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }
}
