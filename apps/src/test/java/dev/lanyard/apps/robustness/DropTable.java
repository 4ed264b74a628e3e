package dev.lanyard.apps.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanyard.link.counters.CounterGroup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Every kind of bad packet of a protocol with the one counter that it raises, by exactly one while no other drop is counted. A
 * reason that no row provokes fails the test that {@link #tests} has at its end: whoever adds a reason adds a row.
 *
 * @param <E> the layer's drop reasons
 */
final class DropTable<E extends Enum<E>> {
    private final String group;
    private final Class<E> reasons;
    private final List<Row<E>> rows = new ArrayList<>();
    private final Set<E> elsewhere;

    private record Row<E>(E reason, String kind, Maker maker, Provocation provocation) {}

    /** A new node for each row. */
    @FunctionalInterface
    interface Maker {
        Victim make() throws Exception;
    }

    /** What makes the node drop something. What is dropped before {@link Victim#mark} does not count. */
    @FunctionalInterface
    interface Provocation {
        void provoke(Victim victim) throws Exception;
    }

    /**
     * @param group of the counters
     */
    DropTable(String group, Class<E> reasons) {
        this.group = group;
        this.reasons = reasons;
        this.elsewhere = EnumSet.noneOf(reasons);
    }

    /** A kind of bad packet at a host. */
    DropTable<E> row(E reason, String kind, Provocation provocation) {
        return row(reason, kind, Victim::host, provocation);
    }

    /** The same at another node. */
    DropTable<E> row(E reason, String kind, Maker maker, Provocation provocation) {
        rows.add(new Row<>(reason, kind, maker, provocation));
        return this;
    }

    /** One frame at a host. */
    DropTable<E> frame(E reason, String kind, byte[] frame) {
        return row(reason, kind, victim -> victim.arrive(frame));
    }

    /** A reason that nothing on the wire provokes, because a layer below refuses such packets first. */
    DropTable<E> unreachable(E reason, String why) {
        assert !why.isEmpty();
        elsewhere.add(reason);
        return this;
    }

    Stream<DynamicTest> tests() {
        Stream<DynamicTest> each = rows.stream()
                .map(row -> dynamicTest(
                        group + "." + CounterGroup.label(row.reason()) + ": " + row.kind(), () -> check(row)));
        return Stream.concat(each, Stream.of(dynamicTest(group + ": a row for every reason", this::checkComplete)));
    }

    private void check(Row<E> row) throws Exception {
        try (ErrorLog errors = new ErrorLog();
                Victim victim = row.maker().make()) {
            row.provocation().provoke(victim);
            victim.settle();
            String counter = group + "." + CounterGroup.DROPPED + CounterGroup.label(row.reason());
            assertEquals(Map.of(counter, 1L), victim.dropped());
            errors.assertNothing("at " + counter);
        }
    }

    private void checkComplete() {
        Set<E> missing = new TreeSet<>(EnumSet.allOf(reasons));
        rows.forEach(row -> missing.remove(row.reason()));
        missing.removeAll(elsewhere);
        assertEquals(Set.of(), missing, "reasons of " + reasons.getSimpleName() + " that no row provokes");
    }
}
