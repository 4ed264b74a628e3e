package dev.lanyard.actors.tcp;

import dev.lanyard.actors.tcp.TcpProtocol.Entry;
import java.util.function.Consumer;

/**
 * The connections of a node in TIME_WAIT, in the order in which they end: entries in the table of connections, and a list
 * through them. There is a most of them; when one more comes, the one that would end first ends early.
 */
final class TimeWaits {
    private final ConnectionTable<Entry> table;
    private final int limit;
    private final Consumer<TimeWait> ended;
    private TimeWait oldest;
    private TimeWait youngest;
    private int size;

    /**
     * @param ended hears of each that ends
     */
    TimeWaits(ConnectionTable<Entry> table, int limit, Consumer<TimeWait> ended) {
        this.table = table;
        this.ended = ended;
        this.limit = limit;
    }

    int size() {
        return size;
    }

    /** When the next one ends, {@link Long#MAX_VALUE} for never. */
    long deadline() {
        return oldest == null ? Long.MAX_VALUE : oldest.deadline;
    }

    /** Adds one; says whether another one had to go for it. */
    boolean add(TimeWait entry) {
        boolean full = size >= limit;
        if (full && oldest != null) {
            remove(oldest);
        }
        if (limit == 0) {
            ended.accept(entry);
            return true;
        }
        table.put(entry.addresses, entry.ports, entry);
        link(entry);
        return full;
    }

    void remove(TimeWait entry) {
        table.remove(entry.addresses, entry.ports, entry);
        unlink(entry);
        ended.accept(entry);
    }

    /** Lets one begin its time again. */
    void restart(TimeWait entry, long now) {
        unlink(entry);
        entry.restart(now);
        link(entry);
    }

    /** Removes those that are over. */
    void expire(long now) {
        while (oldest != null && oldest.deadline <= now) {
            remove(oldest);
        }
    }

    /** Behind all that end no later: with one MSL for all that is the end of the list. */
    private void link(TimeWait entry) {
        TimeWait before = youngest;
        while (before != null && before.deadline > entry.deadline) {
            before = before.older;
        }
        TimeWait after = before == null ? oldest : before.younger;
        entry.older = before;
        entry.younger = after;
        connect(before, entry, after);
        size++;
    }

    private void connect(TimeWait before, TimeWait entry, TimeWait after) {
        if (before == null) {
            oldest = entry;
        } else {
            before.younger = entry;
        }
        if (after == null) {
            youngest = entry;
        } else {
            after.older = entry;
        }
    }

    private void unlink(TimeWait entry) {
        if (entry.older == null) {
            oldest = entry.younger;
        } else {
            entry.older.younger = entry.younger;
        }
        if (entry.younger == null) {
            youngest = entry.older;
        } else {
            entry.younger.older = entry.older;
        }
        entry.older = null;
        entry.younger = null;
        size--;
    }
}
