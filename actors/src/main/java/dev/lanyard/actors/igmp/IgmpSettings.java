package dev.lanyard.actors.igmp;

/**
 * How a node takes part in IGMP.
 *
 * @param version the newest that it speaks; it falls back to that of older queriers (RFC 3376 §7.2)
 * @param maximumGroups most groups that it is in on one interface, at least 1
 */
public record IgmpSettings(IgmpVersion version, int maximumGroups) {
    public static final IgmpSettings DEFAULT = new IgmpSettings(IgmpVersion.V3, 1024);

    public IgmpSettings {
        if (maximumGroups < 1) {
            throw new IllegalArgumentException("maximum of " + maximumGroups + " groups is not positive");
        }
    }

    public IgmpSettings withVersion(IgmpVersion newest) {
        return new IgmpSettings(newest, maximumGroups);
    }

    public IgmpSettings withMaximumGroups(int count) {
        return new IgmpSettings(version, count);
    }
}
