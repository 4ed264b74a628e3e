package dev.lanyard.actors.igmp;

import static dev.lanyard.actors.igmp.IgmpScript.GROUP;
import static dev.lanyard.actors.igmp.IgmpScript.OTHER;
import static dev.lanyard.actors.igmp.IgmpScript.exclude;
import static dev.lanyard.actors.igmp.IgmpScript.include;
import static dev.lanyard.actors.igmp.IgmpScript.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.igmp.Memberships.Place;
import dev.lanyard.actors.ip.SourceFilter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What sockets want, merged for the interface (RFC 3376 §3)")
class MembershipsTest {
    private static final Place HERE = new Place(0, GROUP);

    private final Memberships<String> memberships = new Memberships<>();

    @Test
    @DisplayName("§3.2: the examples of the RFC")
    void examples() {
        assertEquals(include(1, 2, 3, 4), SourceFilter.merge(List.of(include(1, 2), include(2, 3), include(4))));
        // s1: EXCLUDE {a, b, c, d}; s2: EXCLUDE {b, c, d, e}; s3: INCLUDE {d, e, f}
        assertEquals(
                exclude(2, 3), SourceFilter.merge(List.of(exclude(1, 2, 3, 4), exclude(2, 3, 4, 5), include(4, 5, 6))));
        assertEquals(exclude(), SourceFilter.merge(List.of(include(1), exclude())));
        assertEquals(include(), SourceFilter.merge(List.of()));
        assertTrue(include().isNobody());
        assertFalse(exclude().isNobody());
    }

    @Test
    @DisplayName("§3.1: a filter accepts those it includes, or all but those it excludes")
    void accepts() {
        assertTrue(include(1).accepts(source(1).value()));
        assertFalse(include(1).accepts(source(2).value()));
        assertFalse(exclude(1).accepts(source(1).value()));
        assertTrue(exclude(1).accepts(source(2).value()));
        assertFalse(SourceFilter.NOBODY.accepts(source(1).value()));
        assertTrue(SourceFilter.EVERYBODY.accepts(source(1).value()));
        assertEquals("include 192.0.2.1,192.0.2.2", include(2, 1).toString());
        assertEquals("exclude none", exclude().toString());
    }

    @Test
    @DisplayName("§3.2: each holder's word counts until it is replaced or the holder is gone; interfaces are apart")
    void holders() {
        memberships.set("a", HERE, include(1));
        memberships.set("b", HERE, include(2));
        memberships.set("b", new Place(1, GROUP), exclude());
        memberships.set("b", new Place(0, OTHER), exclude(3));
        assertEquals(include(1, 2), memberships.merged(HERE));
        assertEquals(Map.of(GROUP, include(1, 2), OTHER, exclude(3)), memberships.on(0));
        assertEquals(Map.of(GROUP, exclude()), memberships.on(1));
        memberships.set("a", HERE, exclude(2));
        assertEquals(exclude(), memberships.merged(HERE));
        assertEquals(List.of(HERE, new Place(0, OTHER), new Place(1, GROUP)), memberships.remove("b"));
        assertEquals(exclude(2), memberships.merged(HERE));
        assertFalse(memberships.holds("b"));
        memberships.set("a", HERE, SourceFilter.NOBODY);
        assertEquals(0, memberships.size());
        assertTrue(memberships.merged(HERE).isNobody());
    }
}
