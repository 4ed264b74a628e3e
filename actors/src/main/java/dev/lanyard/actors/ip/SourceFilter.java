package dev.lanyard.actors.ip;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * From whom the packets of a multicast group are wanted, by a socket or by all on an interface together (RFC 3376 §2, §3).
 *
 * @param sources in order; unmodifiable
 */
public record SourceFilter(Mode mode, SortedSet<Ipv4Address> sources) {
    /** What the list of sources means. */
    public enum Mode {
        /** From those listed only. */
        INCLUDE,
        /** From all but those listed. */
        EXCLUDE
    }

    /** From nobody: as good as not being in the group (RFC 3376 §3.1). */
    public static final SourceFilter NOBODY = including(new TreeSet<>());

    /** From everybody: what a plain join asks for. */
    public static final SourceFilter EVERYBODY = excluding(new TreeSet<>());

    public SourceFilter {
        sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
    }

    public static SourceFilter including(Collection<Ipv4Address> sources) {
        return new SourceFilter(Mode.INCLUDE, new TreeSet<>(sources));
    }

    public static SourceFilter excluding(Collection<Ipv4Address> sources) {
        return new SourceFilter(Mode.EXCLUDE, new TreeSet<>(sources));
    }

    /** Whether packets from a source are wanted. */
    public boolean accepts(int source) {
        boolean listed = !sources.isEmpty() && sources.contains(new Ipv4Address(source));
        return listed == (mode == Mode.INCLUDE);
    }

    /** Whether packets from nobody are wanted: no member. */
    public boolean isNobody() {
        return mode == Mode.INCLUDE && sources.isEmpty();
    }

    /** What is wanted if one of several wants it (RFC 3376 §3.2). */
    public static SourceFilter merge(Collection<SourceFilter> filters) {
        TreeSet<Ipv4Address> included = new TreeSet<>();
        TreeSet<Ipv4Address> excluded = null;
        for (SourceFilter filter : filters) {
            if (filter.mode == Mode.INCLUDE) {
                included.addAll(filter.sources);
            } else if (excluded == null) {
                excluded = new TreeSet<>(filter.sources);
            } else {
                excluded.retainAll(filter.sources);
            }
        }
        if (excluded == null) {
            return including(included);
        }
        excluded.removeAll(included);
        return excluding(excluded);
    }

    /** As {@code include 192.0.2.1,192.0.2.2}. */
    @Override
    public String toString() {
        String list = sources.stream().map(Ipv4Address::toString).collect(Collectors.joining(","));
        return (mode == Mode.INCLUDE ? "include " : "exclude ") + (list.isEmpty() ? "none" : list);
    }
}
