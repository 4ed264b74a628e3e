package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Tells the routers and switches of one network which groups this host wants to hear there (RFC 3376 §5, RFC 2236 §3).
 *
 * <p>Times are nanoseconds of any monotonic clock and never go back.
 */
public final class IgmpInterface {
    /** Unsolicited Report Interval of version 3 (RFC 3376 §8.11). */
    public static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);
    /** That of versions 1 and 2 (RFC 2236 §8.10). */
    public static final Duration OLD_REPORT_INTERVAL = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private final Output output;
    private final TreeMap<Ipv4Address, GroupState> groups = new TreeMap<>();
    private IgmpVersion newest;
    private QuerierVersion querier;
    private Ipv4Address lastQuerier = Ipv4Address.ANY;
    private boolean up;
    /** When a general query is answered; of version 3 only, older ones have a timer for each group. */
    private long responseDue = GroupState.NEVER;

    /** What is to be sent. */
    public interface Output {
        /** A report of version 3, in one packet or several. */
        void report(List<GroupRecord> records);

        /** A report of version 1 or 2 to the group itself. */
        void report(IgmpVersion version, Ipv4Address group);

        /** A leave of version 2 to all routers. */
        void leave(Ipv4Address group);
    }

    /**
     * An interface that is down and wants nothing.
     *
     * @param newest version that is spoken
     */
    public IgmpInterface(IgmpVersion newest, RandomGenerator random, Output output) {
        this.newest = newest;
        this.random = random;
        this.output = output;
        this.querier = new QuerierVersion(newest);
    }

    /** Changes the newest version that is spoken, and begins anew with all groups. */
    public void version(IgmpVersion version, long now) {
        newest = version;
        boolean carries = up;
        down();
        if (carries) {
            up(now);
        }
    }

    /** The version spoken now. */
    public IgmpVersion version() {
        return querier.mode();
    }

    /** Who asked last; {@link Ipv4Address#ANY} if nobody did, or a switch without an address. */
    public Ipv4Address querier() {
        return lastQuerier;
    }

    /** The link carries packets: all groups are told. */
    public void up(long now) {
        if (up) {
            return;
        }
        up = true;
        List<GroupRecord> records = new ArrayList<>();
        for (GroupState state : groups.values()) {
            if (querier.mode() == IgmpVersion.V3) {
                state.announce(querier.robustness());
                records.addAll(tell(state, now));
            } else {
                join(state, now);
            }
        }
        send(records);
    }

    /** The link carries no packets: nothing is told, and its querier is forgotten. */
    public void down() {
        up = false;
        querier = new QuerierVersion(newest);
        lastQuerier = Ipv4Address.ANY;
        forgetReports();
    }

    /** Changes from whom a group's packets are wanted; 224.0.0.1 is nothing to tell of and ignored (RFC 3376 §5). */
    public void change(Ipv4Address group, SourceFilter filter, long now) {
        if (group.equals(Ipv4Address.ALL_HOSTS)) {
            return;
        }
        GroupState state = groups.computeIfAbsent(group, GroupState::new);
        SourceFilter before = state.filter;
        if (before.equals(filter)) {
            drop(state);
        } else if (!up) {
            state.filter = filter;
            drop(state);
        } else if (querier.mode() == IgmpVersion.V3) {
            state.change(filter, querier.robustness());
            send(tell(state, now));
            drop(state);
        } else {
            changeOld(state, before, filter, now);
        }
    }

    /** Versions without sources: only whether anything is wanted counts (RFC 3376 §7.2.1). */
    private void changeOld(GroupState state, SourceFilter before, SourceFilter filter, long now) {
        state.filter = filter;
        if (before.isNobody()) {
            join(state, now);
        } else if (filter.isNobody()) {
            groups.remove(state.group);
            if (querier.mode() == IgmpVersion.V2 && state.lastReporter) {
                output.leave(state.group);
            }
        }
    }

    private void join(GroupState state, long now) {
        state.repeats = querier.robustness() - 1;
        reportOld(state, now);
    }

    private void reportOld(GroupState state, long now) {
        state.responseDue = GroupState.NEVER;
        state.lastReporter = true;
        output.report(querier.mode(), state.group);
        if (state.repeats > 0) {
            state.repeats--;
            state.responseDue = now + within(OLD_REPORT_INTERVAL);
        }
    }

    /** Heeds a query. */
    public void query(IgmpQuery query, Ipv4Address from, long now) {
        if (!up) {
            return;
        }
        lastQuerier = from;
        if (querier.heard(query, now)) {
            forgetReports();
        }
        long due = now + within(query.maxResponse());
        if (querier.mode() != IgmpVersion.V3) {
            queryOld(query, due, now);
        } else if (responseDue <= due) {
            return; // what answers the general query, sooner, answers this one (RFC 3376 §5.2, rule 1)
        } else if (query.isGeneral()) {
            responseDue = groups.isEmpty() ? GroupState.NEVER : due;
        } else if (isMember(query.group())) {
            groups.get(query.group()).query(query.sources(), due);
        }
    }

    /** RFC 2236 §3: an answer that would come later than it may is moved. */
    private void queryOld(IgmpQuery query, long due, long now) {
        long latest = now + query.maxResponse().toNanos();
        for (GroupState state : groups.values()) {
            boolean asked = query.isGeneral() || query.group().equals(state.group);
            if (asked && state.responseDue > latest) {
                state.responseDue = query.isGeneral() ? now + within(query.maxResponse()) : due;
            }
        }
    }

    /** Somebody else has reported a group by version 1 or 2: that will do (RFC 2236 §3). Not in version 3 (RFC 3376 §5). */
    public void heardReport(Ipv4Address group) {
        if (querier.mode() != IgmpVersion.V3 && isMember(group)) {
            GroupState state = groups.get(group);
            state.responseDue = GroupState.NEVER;
            state.repeats = 0;
            state.lastReporter = false;
        }
    }

    /** Sends what is due. */
    public void expire(long now) {
        if (querier.expire(now)) {
            forgetReports();
        }
        List<GroupRecord> current = new ArrayList<>();
        List<GroupRecord> changes = new ArrayList<>();
        boolean all = responseDue <= now;
        responseDue = all ? GroupState.NEVER : responseDue;
        for (GroupState state : List.copyOf(groups.values())) {
            if (querier.mode() != IgmpVersion.V3) {
                if (state.responseDue <= now) {
                    reportOld(state, now);
                }
                continue;
            }
            if (all) {
                state.forgetQueried(); // answered as well (RFC 3376 §5.2)
                addUnlessNull(current, state.currentState());
            }
            if (state.responseDue <= now) {
                addUnlessNull(current, state.response());
            }
            if (state.changeDue <= now) {
                changes.addAll(tell(state, now));
                drop(state);
            }
        }
        send(current);
        send(changes);
    }

    private static void addUnlessNull(List<GroupRecord> records, GroupRecord one) {
        if (one != null) {
            records.add(one);
        }
    }

    /** What is to be told of a group's changes now; arms the next time. */
    private List<GroupRecord> tell(GroupState state, long now) {
        List<GroupRecord> records = state.changes();
        state.changeDue = state.hasChanges() ? now + within(REPORT_INTERVAL) : GroupState.NEVER;
        return records;
    }

    private void send(List<GroupRecord> records) {
        if (!records.isEmpty()) {
            output.report(records);
        }
    }

    /** Forgets a group of which nothing is wanted and nothing is left to be told. */
    private void drop(GroupState state) {
        if (state.isOver()) {
            groups.remove(state.group);
        }
    }

    private void forgetReports() {
        responseDue = GroupState.NEVER;
        groups.values().forEach(GroupState::forgetReports);
        groups.values().removeIf(GroupState::isOver);
    }

    private boolean isMember(Ipv4Address group) {
        GroupState state = groups.get(group);
        return state != null && !state.filter.isNobody();
    }

    /** When {@link #expire} has something to do, or {@link Long#MAX_VALUE}. */
    public long nextDeadline() {
        long next = Math.min(responseDue, querier.nextDeadline());
        for (GroupState state : groups.values()) {
            next = Math.min(next, state.nextDeadline());
        }
        return next;
    }

    /** What is wanted by now, without 224.0.0.1. */
    public SortedMap<Ipv4Address, SourceFilter> groups() {
        TreeMap<Ipv4Address, SourceFilter> wanted = new TreeMap<>();
        groups.forEach((group, state) -> {
            if (!state.filter.isNobody()) {
                wanted.put(group, state.filter);
            }
        });
        return wanted;
    }

    /** More than nothing and no more than a time. */
    private long within(Duration most) {
        return 1 + random.nextLong(Math.max(1, most.toNanos()));
    }
}
