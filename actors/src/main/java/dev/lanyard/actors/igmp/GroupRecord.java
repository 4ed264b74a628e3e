package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.Collection;
import java.util.List;

/** What a report of version 3 says of one group (RFC 3376 §4.2.4 to §4.2.12). */
public record GroupRecord(Type type, Ipv4Address group, List<Ipv4Address> sources) {
    /** Bytes of a record without sources. */
    public static final int LENGTH = 8;

    /** Record types; their numbers begin at 1 (RFC 3376 §4.2.12). */
    public enum Type {
        MODE_IS_INCLUDE,
        MODE_IS_EXCLUDE,
        CHANGE_TO_INCLUDE_MODE,
        CHANGE_TO_EXCLUDE_MODE,
        ALLOW_NEW_SOURCES,
        BLOCK_OLD_SOURCES;

        int number() {
            return ordinal() + 1;
        }

        /** Whether a list of sources that is too long may be cut, because the rest is on the safe side (RFC 3376 §4.2.16). */
        boolean mayBeCut() {
            return this == MODE_IS_EXCLUDE || this == CHANGE_TO_EXCLUDE_MODE;
        }
    }

    public GroupRecord {
        sources = List.copyOf(sources);
    }

    static GroupRecord of(Type type, Ipv4Address group, Collection<Ipv4Address> sources) {
        return new GroupRecord(type, group, List.copyOf(sources));
    }

    int length() {
        return LENGTH + 4 * sources.size();
    }
}
