package dev.lanyard.actors.dns;

/** IPv6 addresses as people read them (RFC 5952), which is all that is done with them until there is IPv6. */
public final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    /** Groups in lower-case hexadecimal, the longest run of zero groups as {@code ::}. */
    public static String of(long high, long low) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i % 4)) & 0xffff);
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int j = i;
            while (j < GROUPS && groups[j] == 0) {
                j++;
            }
            if (j - i > length) {
                start = i;
                length = j - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (length > 1 && i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /**
     * Reads what {@link #of} writes, and groups with leading zeros; no dotted decimal.
     *
     * @throws IllegalArgumentException if it is no IPv6 address
     */
    public static DnsData.Address6 parse(String text) {
        int gap = text.indexOf("::");
        String[] head = split(gap < 0 ? text : text.substring(0, gap));
        String[] tail = gap < 0 ? new String[0] : split(text.substring(gap + 2));
        if (gap < 0 ? head.length != GROUPS : head.length + tail.length >= GROUPS) {
            throw malformed(text);
        }
        long[] halves = new long[2];
        for (int i = 0; i < GROUPS; i++) {
            int fromEnd = i - (GROUPS - tail.length);
            String group = i < head.length ? head[i] : fromEnd >= 0 ? tail[fromEnd] : "0";
            if (!group.matches("[0-9a-fA-F]{1,4}")) {
                throw malformed(text);
            }
            halves[i / 4] = halves[i / 4] << 16 | Integer.parseInt(group, 16);
        }
        return new DnsData.Address6(halves[0], halves[1]);
    }

    private static String[] split(String groups) {
        return groups.isEmpty() ? new String[0] : groups.split(":", -1);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "' is not an IPv6 address: write it as in 2001:db8::1");
    }
}
