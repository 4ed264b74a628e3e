package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.LinkedHashMap;
import java.util.Map;

/** Static names as in {@code /etc/hosts}: an address and its names on each line. */
public final class HostsText {
    private HostsText() {}

    /**
     * Reads the text; what stands behind a {@code #} is a comment, and lines for IPv6 addresses are passed over.
     *
     * @return addresses by name; of two for one name the first counts
     * @throws IllegalArgumentException naming the first line that is anything else
     */
    public static Map<String, Ipv4Address> parse(String text) {
        Map<String, Ipv4Address> names = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\\r?\\n", -1)) {
            number++;
            String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
            if (words[0].isEmpty()) {
                continue;
            }
            try {
                if (words[0].indexOf(':') >= 0) {
                    Ipv6Text.parse(words[0].replaceFirst("%.*", "")); // perhaps with an interface
                    continue;
                }
                Ipv4Address address = Ipv4Address.parse(words[0]);
                if (words.length == 1) {
                    throw new IllegalArgumentException("there is no name for " + address);
                }
                for (int i = 1; i < words.length; i++) {
                    DnsName.parse(words[i]);
                    names.putIfAbsent(words[i], address);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return names;
    }
}
