package dev.lanyard.actors.dns;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known for a while: records (RFC 1035 §7.4) and that there are none (RFC 2308 §5). The least recently used goes first. */
final class DnsCache {
    /** Whatever a TTL says, an answer is asked for again after a day. */
    static final long MAXIMUM_TTL = Duration.ofDays(1).toSeconds();

    /** RFC 2308 §5 advises one to three hours. */
    static final long MAXIMUM_NEGATIVE_TTL = Duration.ofHours(3).toSeconds();

    /** Stands in a key for all types, where there is no such name. */
    private static final DnsType NO_SUCH_NAME = new DnsType(0);

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int capacity;
    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(DnsName name, DnsType type) {}

    /**
     * Something that is known.
     *
     * @param records none if there are none
     * @param exists false if not even the name exists
     */
    record Entry(List<DnsRecord> records, boolean exists, long stored, long expires) {
        boolean isNegative() {
            return records.isEmpty();
        }
    }

    DnsCache(int capacity) {
        this.capacity = capacity;
    }

    /** What is known of a name and type, TTLs counted down (RFC 2181 §8), or null. */
    Entry get(DnsName name, DnsType type, long now) {
        Entry missing = find(new Key(name, NO_SUCH_NAME), now);
        return missing != null ? missing : find(new Key(name, type), now);
    }

    private Entry find(Key key, long now) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.expires <= now) {
            entries.remove(key);
            return null;
        }
        long age = (now - entry.stored) / SECOND;
        List<DnsRecord> aged = entry.records.stream()
                .map(record -> record.withTtl(Math.max(0, record.ttl() - age)))
                .toList();
        return new Entry(aged, entry.exists, entry.stored, entry.expires);
    }

    /** Remembers the records of one name and type for as long as the shortest-lived of them. */
    void put(DnsName name, DnsType type, List<DnsRecord> records, long now) {
        long ttl = records.stream().mapToLong(DnsRecord::ttl).min().orElse(0);
        put(new Key(name, type), records, true, Math.min(ttl, MAXIMUM_TTL), now);
    }

    /** Remembers that a name has no record of a type, or that there is no such name at all. */
    void putNegative(DnsName name, DnsType type, boolean exists, long ttl, long now) {
        put(new Key(name, exists ? type : NO_SUCH_NAME), List.of(), exists, Math.min(ttl, MAXIMUM_NEGATIVE_TTL), now);
    }

    private void put(Key key, List<DnsRecord> records, boolean exists, long ttl, long now) {
        if (ttl <= 0) {
            return;
        }
        entries.remove(key);
        if (entries.size() == capacity) {
            Map.Entry<Key, Entry> eldest = entries.entrySet().iterator().next();
            entries.remove(eldest.getKey());
        }
        entries.put(key, new Entry(List.copyOf(records), exists, now, now + ttl * SECOND));
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
    }
}
