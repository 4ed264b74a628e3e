package dev.lanyard.actors.igmp;

import dev.lanyard.actors.igmp.GroupRecord.Type;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ip.SourceFilter.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an interface wants of one group, what routers have to be told of it, and when. */
final class GroupState {
    static final long NEVER = Long.MAX_VALUE;

    /** Sources that queries may ask about before the answer is about all of them (RFC 3376 §9.1 warns of endless lists). */
    static final int QUERIED = 256;

    final Ipv4Address group;
    SourceFilter filter = SourceFilter.NOBODY;

    /** When a change is told again. */
    long changeDue = NEVER;
    /** When a query is answered. */
    long responseDue = NEVER;
    /** Reports of version 1 or 2 that are still to follow the first one after a join. */
    int repeats;
    /** Whether the last report of version 1 or 2 on the network was ours (RFC 2236 §3). */
    boolean lastReporter;

    private int modeChanges;
    private final TreeMap<Ipv4Address, Integer> changedSources = new TreeMap<>();
    private final TreeSet<Ipv4Address> queried = new TreeSet<>();

    GroupState(Ipv4Address group) {
        this.group = group;
    }

    /** Changes what is wanted and begins to tell, so many times, what is new (RFC 3376 §5.1). */
    void change(SourceFilter next, int robustness) {
        SourceFilter before = filter;
        filter = next;
        if (before.mode() != next.mode()) {
            modeChanges = robustness;
            changedSources.clear(); // reports of the mode name all sources
            return;
        }
        TreeSet<Ipv4Address> difference = new TreeSet<>(before.sources());
        difference.removeAll(next.sources());
        difference.addAll(minus(next.sources(), before.sources()));
        difference.forEach(source -> changedSources.put(source, robustness));
    }

    /** Tells everything anew, as if it had been wanted just now. */
    void announce(int robustness) {
        SourceFilter all = filter;
        filter = SourceFilter.NOBODY;
        forgetChanges();
        change(all, robustness);
    }

    /** The records of the next State-Change Report; what they tell counts as told once. */
    List<GroupRecord> changes() {
        List<GroupRecord> records = new ArrayList<>();
        if (modeChanges > 0) {
            modeChanges--;
            Type type = filter.mode() == Mode.INCLUDE ? Type.CHANGE_TO_INCLUDE_MODE : Type.CHANGE_TO_EXCLUDE_MODE;
            records.add(GroupRecord.of(type, group, filter.sources()));
        } else {
            List<Ipv4Address> allowed = new ArrayList<>();
            List<Ipv4Address> blocked = new ArrayList<>();
            changedSources.keySet().forEach(source -> (filter.accepts(source.value()) ? allowed : blocked).add(source));
            addUnlessEmpty(records, Type.ALLOW_NEW_SOURCES, allowed);
            addUnlessEmpty(records, Type.BLOCK_OLD_SOURCES, blocked);
        }
        changedSources.replaceAll((source, left) -> left - 1);
        changedSources.values().removeIf(left -> left == 0);
        return records;
    }

    private void addUnlessEmpty(List<GroupRecord> records, Type type, List<Ipv4Address> sources) {
        if (!sources.isEmpty()) {
            records.add(GroupRecord.of(type, group, sources));
        }
    }

    boolean hasChanges() {
        return modeChanges > 0 || !changedSources.isEmpty();
    }

    private void forgetChanges() {
        modeChanges = 0;
        changedSources.clear();
        changeDue = NEVER;
    }

    /** Forgets what was to be told, of changes and in answer to queries (RFC 3376 §7.2.1). */
    void forgetReports() {
        forgetChanges();
        forgetQueried();
        responseDue = NEVER;
        repeats = 0;
    }

    /** Answers a query about the group within a time, together with what is being answered (RFC 3376 §5.2, rules 3 to 5). */
    void query(Collection<Ipv4Address> sources, long due) {
        boolean pending = responseDue != NEVER;
        boolean whole = sources.isEmpty() || pending && queried.isEmpty();
        responseDue = Math.min(responseDue, due);
        if (whole) {
            queried.clear();
        } else {
            queried.addAll(sources);
            if (queried.size() > QUERIED) {
                queried.clear();
            }
        }
    }

    void forgetQueried() {
        queried.clear();
    }

    /** The Current-State Record that answers the queries about this group, or null if there is nothing to say. */
    GroupRecord response() {
        responseDue = NEVER;
        if (queried.isEmpty()) {
            return currentState();
        }
        TreeSet<Ipv4Address> wanted = new TreeSet<>(queried);
        wanted.removeIf(source -> !filter.accepts(source.value()));
        queried.clear();
        return wanted.isEmpty() ? null : GroupRecord.of(Type.MODE_IS_INCLUDE, group, wanted);
    }

    /** The Current-State Record of the group, or null if nothing is wanted of it. */
    GroupRecord currentState() {
        if (filter.isNobody()) {
            return null;
        }
        Type type = filter.mode() == Mode.INCLUDE ? Type.MODE_IS_INCLUDE : Type.MODE_IS_EXCLUDE;
        return GroupRecord.of(type, group, filter.sources());
    }

    /** Whether nothing is wanted and nothing is to be told. */
    boolean isOver() {
        return filter.isNobody() && !hasChanges();
    }

    /** For {@link #nextDeadline}s. */
    long nextDeadline() {
        return Math.min(changeDue, responseDue);
    }

    private static TreeSet<Ipv4Address> minus(Collection<Ipv4Address> all, Collection<Ipv4Address> less) {
        TreeSet<Ipv4Address> rest = new TreeSet<>(all);
        rest.removeAll(less);
        return rest;
    }
}
