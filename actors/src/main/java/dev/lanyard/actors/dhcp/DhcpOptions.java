package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options of a message by number, each with all its parts put together (RFC 3396). Values were checked when the message was
 * read, so that none of these methods fails on a message that was.
 */
public final class DhcpOptions {
    public static final DhcpOptions NONE = new DhcpOptions(Map.of());

    private static final int LARGEST_PART = 255;

    private final Map<Integer, byte[]> values;

    DhcpOptions(Map<Integer, byte[]> values) {
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** A route of option 121; a router of 0.0.0.0 means that the network is on the link (RFC 3442). */
    public record ClasslessRoute(Ipv4Prefix network, Ipv4Address router) {}

    /** The numbers of the options that are there, in ascending order. */
    public List<Integer> codes() {
        return List.copyOf(values.keySet());
    }

    public boolean has(int code) {
        return values.containsKey(code);
    }

    /** The value as it is, or null. */
    public byte[] value(int code) {
        byte[] value = values.get(code);
        return value == null ? null : value.clone();
    }

    /** The first address of an option. */
    public Optional<Ipv4Address> address(int code) {
        return addresses(code).stream().findFirst();
    }

    /** All addresses of an option, none if it is not there. */
    public List<Ipv4Address> addresses(int code) {
        List<Ipv4Address> addresses = new ArrayList<>();
        ByteBuffer value = buffer(code);
        while (value.remaining() >= 4) {
            addresses.add(new Ipv4Address(value.getInt()));
        }
        return addresses;
    }

    /** A number of 8, 16 or 32 bits, as long as the option is, unsigned. */
    public Optional<Long> number(int code) {
        ByteBuffer value = buffer(code);
        if (!value.hasRemaining()) {
            return Optional.empty();
        }
        long number = 0;
        while (value.hasRemaining()) {
            number = number << 8 | value.get() & 0xff;
        }
        return Optional.of(number);
    }

    /** A text without the zeros that some servers end it with (RFC 2132 §2). */
    public Optional<String> text(int code) {
        byte[] value = values.get(code);
        if (value == null) {
            return Optional.empty();
        }
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        return Optional.of(new String(value, 0, length, StandardCharsets.ISO_8859_1));
    }

    /** The subnet mask as the length of a prefix; empty if it is not there or has holes. */
    public Optional<Integer> prefixLength() {
        return address(DhcpOption.SUBNET_MASK).flatMap(mask -> prefixLength(mask.value()));
    }

    static Optional<Integer> prefixLength(int mask) {
        int length = Integer.bitCount(mask);
        return mask == new Ipv4Prefix(Ipv4Address.ANY, length).mask() ? Optional.of(length) : Optional.empty();
    }

    /** Names of the search list (RFC 3397); none if it is not there or cannot be read. */
    public List<DnsName> searchList() {
        byte[] value = values.get(DhcpOption.DOMAIN_SEARCH);
        return value == null ? List.of() : DhcpSearchList.parse(value).orElse(List.of());
    }

    /** Routes of option 121; none if it is not there or cannot be read. */
    public List<ClasslessRoute> classlessRoutes() {
        List<ClasslessRoute> routes = new ArrayList<>();
        ByteBuffer value = buffer(DhcpOption.CLASSLESS_ROUTES);
        while (value.hasRemaining()) {
            int length = value.get() & 0xff;
            int octets = (length + 7) / 8;
            if (length > 32 || value.remaining() < octets + 4) {
                return List.of();
            }
            int network = 0;
            for (int i = 0; i < octets; i++) {
                network |= (value.get() & 0xff) << (24 - 8 * i);
            }
            Ipv4Prefix prefix = new Ipv4Prefix(new Ipv4Address(network), length);
            // Bits beyond the prefix do not count (RFC 3442, "Local Subnet Routes").
            Ipv4Address masked = new Ipv4Address(prefix.network());
            routes.add(new ClasslessRoute(new Ipv4Prefix(masked, length), new Ipv4Address(value.getInt())));
        }
        return routes;
    }

    private ByteBuffer buffer(int code) {
        return ByteBuffer.wrap(values.getOrDefault(code, new byte[0]));
    }

    public Builder with() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        return builder;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects options. */
    public static final class Builder {
        private final Map<Integer, byte[]> values = new TreeMap<>();

        private Builder() {}

        public Builder put(int code, byte[] value) {
            values.put(code, value.clone());
            return this;
        }

        public Builder put(int code, List<Ipv4Address> addresses) {
            ByteBuffer value = ByteBuffer.allocate(4 * addresses.size());
            addresses.forEach(address -> value.putInt(address.value()));
            return put(code, value.array());
        }

        public Builder put(int code, Ipv4Address address) {
            return put(code, List.of(address));
        }

        public Builder put(int code, String text) {
            return put(code, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** A number of 32 bits. */
        public Builder putInt(int code, long number) {
            return put(code, ByteBuffer.allocate(4).putInt((int) number).array());
        }

        /** A number of 16 bits. */
        public Builder putShort(int code, int number) {
            return put(code, ByteBuffer.allocate(2).putShort((short) number).array());
        }

        public Builder searchList(List<DnsName> names) {
            return put(DhcpOption.DOMAIN_SEARCH, DhcpSearchList.emit(names));
        }

        public Builder classlessRoutes(List<ClasslessRoute> routes) {
            ByteBuffer value = ByteBuffer.allocate(9 * routes.size());
            for (ClasslessRoute route : routes) {
                int length = route.network.length();
                value.put((byte) length);
                for (int i = 0; i < (length + 7) / 8; i++) {
                    value.put((byte) (route.network.network() >>> (24 - 8 * i)));
                }
                value.putInt(route.router.value());
            }
            return put(DhcpOption.CLASSLESS_ROUTES, Arrays.copyOf(value.array(), value.position()));
        }

        public Builder remove(int code) {
            values.remove(code);
            return this;
        }

        public DhcpOptions build() {
            return new DhcpOptions(values);
        }
    }

    /** The options one after the other, the message type first, without an end; long ones in parts (RFC 3396). */
    byte[] emit() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (values.containsKey(DhcpOption.MESSAGE_TYPE)) {
            emit(out, DhcpOption.MESSAGE_TYPE, values.get(DhcpOption.MESSAGE_TYPE));
        }
        values.forEach((code, value) -> {
            if (code != DhcpOption.MESSAGE_TYPE) {
                emit(out, code, value);
            }
        });
        return out.toByteArray();
    }

    private static void emit(ByteArrayOutputStream out, int code, byte[] value) {
        int position = 0;
        do {
            int length = Math.min(LARGEST_PART, value.length - position);
            out.write(code);
            out.write(length);
            out.write(value, position, length);
            position += length;
        } while (position < value.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DhcpOptions options && Arrays.equals(emit(), options.emit());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(emit());
    }

    @Override
    public String toString() {
        return "options " + values.keySet();
    }
}
