package dev.lanyard.actors.ip;

/**
 * An address with the length of its network prefix (RFC 4632 §3.1), as an interface has it: 192.0.2.7/24.
 *
 * @param length bits, 0 to 32
 */
public record Ipv4Prefix(Ipv4Address address, int length) {
    /** 0.0.0.0/0, the network of the default route. */
    public static final Ipv4Prefix EVERYWHERE = new Ipv4Prefix(Ipv4Address.ANY, 0);

    public Ipv4Prefix {
        if (length < 0 || length > 32) {
            throw new IllegalArgumentException("prefix length " + length + " is not in 0..32");
        }
    }

    /**
     * Parses {@code ADDRESS/LENGTH}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Ipv4Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address with a prefix length: write it as in 192.0.2.1/24");
        }
        return new Ipv4Prefix(Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public int mask() {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    /** The network's own address: host bits zero. */
    public int network() {
        return address.value() & mask();
    }

    /** The directed broadcast address, or 255.255.255.255 where a prefix of 31 or 32 bits has none (RFC 3021). */
    public int broadcast() {
        return length >= 31 ? -1 : address.value() | ~mask();
    }

    public boolean contains(int other) {
        return (other & mask()) == network();
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
