package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has to be known of a lease to ask for it again after a restart (RFC 2131 §3.2, INIT-REBOOT).
 *
 * @param mac of the interface that it was lent to
 * @param server that lent it
 * @param expiry by the time of day; empty if it is lent for ever
 */
public record DhcpRemembered(MacAddress mac, Ipv4Address address, Ipv4Address server, Optional<Instant> expiry) {
    /** How the text of every remembered lease begins. */
    public static final String TITLE = "lanyard DHCP lease 1";

    private static final String FOR_EVER = "never";

    /** Of a lease whose times are on the client's clock. */
    static DhcpRemembered of(DhcpLease lease, MacAddress mac, long now, Instant today) {
        Optional<Instant> expiry = lease.expiry() == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(today.plusNanos(lease.expiry() - now));
        return new DhcpRemembered(mac, lease.address(), lease.server(), expiry);
    }

    /** Whether the lease has not ended. */
    public boolean isValidAt(Instant time) {
        return expiry.isEmpty() || time.isBefore(expiry.get());
    }

    /** Lines of a key and a value below the {@linkplain #TITLE title}. */
    public String toText() {
        return TITLE + "\nmac " + mac + "\naddress " + address + "\nserver " + server + "\nexpires "
                + expiry.map(Instant::toString).orElse(FOR_EVER) + "\n";
    }

    /**
     * Reads what {@link #toText} wrote. Lines with other keys are passed over.
     *
     * @throws IllegalArgumentException if it is anything else, or not all of it
     */
    public static DhcpRemembered parse(String text) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(TITLE)) {
            throw new IllegalArgumentException("it does not begin with '" + TITLE + "'");
        }
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("its last line is cut off");
        }
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ", 2);
            if (words.length == 2) {
                values.put(words[0], words[1]);
            }
        }
        String expires = value(values, "expires");
        Ipv4Address address = Ipv4Address.parse(value(values, "address"));
        if (!Ipv4Address.isUnicast(address.value()) || Ipv4Address.isLoopback(address.value())) {
            throw new IllegalArgumentException(address + " cannot be a host's address");
        }
        try {
            return new DhcpRemembered(
                    MacAddress.parse(value(values, "mac")),
                    address,
                    Ipv4Address.parse(value(values, "server")),
                    expires.equals(FOR_EVER) ? Optional.empty() : Optional.of(Instant.parse(expires)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + expires + "' is not a time", e);
        }
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("it has no line for '" + key + "'");
        }
        return value;
    }
}
