package dev.lanyard.actors.ip;

/**
 * An IPv4 address (RFC 791). On the per-packet path the {@code int} in network byte order stands for it; the static tests here
 * take that.
 */
public record Ipv4Address(int value) implements IpAddress, Comparable<Ipv4Address> {
    public static final Ipv4Address ANY = new Ipv4Address(0);
    public static final Ipv4Address BROADCAST = new Ipv4Address(-1);

    /** 224.0.0.1, the group of all hosts, which every host belongs to and says nothing of (RFC 1112 §4). */
    public static final Ipv4Address ALL_HOSTS = new Ipv4Address(0xe000_0001);

    /**
     * Parses dotted decimal: four numbers of 0 to 255 without leading zeros.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Ipv4Address parse(String text) {
        String[] octets = text.split("\\.", -1);
        if (octets.length != 4) {
            throw malformed(text);
        }
        int value = 0;
        for (String octet : octets) {
            if (!octet.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(octet) > 255) {
                throw malformed(text);
            }
            value = value << 8 | Integer.parseInt(octet);
        }
        return new Ipv4Address(value);
    }

    /** 224.0.0.0/4 (RFC 1112 §4). */
    public static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    /** 224.0.0.0/24, the groups whose packets stay on their link (RFC 5771 §4). */
    public static boolean isLinkLocalMulticast(int address) {
        return address >>> 8 == 0xe0_0000;
    }

    /** 127.0.0.0/8 (RFC 1122 §3.2.1.3). */
    public static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    /** 0.0.0.0/8, "this network" (RFC 1122 §3.2.1.3). */
    public static boolean isThisNetwork(int address) {
        return address >>> 24 == 0;
    }

    /** 240.0.0.0/4, which includes the limited broadcast (RFC 1112 §4). */
    public static boolean isReserved(int address) {
        return address >>> 28 == 0xf;
    }

    /** Whether the address can name one host: a source that may be answered (RFC 1122 §3.2.1.3). */
    public static boolean isUnicast(int address) {
        return !isThisNetwork(address) && !isMulticast(address) && !isReserved(address);
    }

    public static String toString(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    @Override
    public int compareTo(Ipv4Address other) {
        return Integer.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return toString(value);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not an IPv4 address: write four numbers of 0 to 255, as in 192.0.2.1");
    }
}
