package dev.lanyard.os;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@DisplayName("ppoll")
class PollerTest {
    @Test
    @DisplayName("an empty set waits for the timeout, counted in nanoseconds")
    void timeout() {
        try (Poller poller = new Poller()) {
            long start = System.nanoTime();
            assertEquals(0, poller.poll(2_000_000));
            assertTrue(System.nanoTime() - start >= 2_000_000);
        }
    }

    @Test
    @DisplayName("the set grows, keeps its order when one is removed, and says which are ready")
    void set() throws Exception {
        List<EventFd> events = new ArrayList<>();
        try (Poller poller = new Poller()) {
            for (int i = 0; i < 20; i++) {
                events.add(EventFd.create());
                assertEquals(i, poller.add(events.get(i).fd(), Poller.POLLIN));
            }
            assertTrue(poller.remove(events.get(3).fd()));
            assertFalse(poller.remove(events.get(3).fd()));
            assertEquals(19, poller.size());
            events.get(2).signal();
            events.get(3).signal();
            events.get(19).signal();
            assertEquals(2, poller.poll(0));
            for (int i = 0; i < poller.size(); i++) {
                boolean ready = i == 2 || i == 18;
                assertEquals(ready ? Poller.POLLIN : 0, poller.revents(i), "index " + i);
                assertEquals(events.get(i < 3 ? i : i + 1).fd(), poller.fd(i));
            }
            poller.events(2, (short) 0);
            assertEquals(1, poller.poll(0));
            poller.events(2, (short) (Poller.POLLIN | Poller.POLLOUT));
            assertEquals(2, poller.poll(0));
            assertEquals(Poller.POLLIN | Poller.POLLOUT, poller.revents(2));
        } finally {
            events.forEach(EventFd::close);
        }
    }

    @Test
    @DisplayName("mistakes are refused, a closed descriptor is reported")
    void mistakes() throws Exception {
        Poller poller = new Poller();
        EventFd event = EventFd.create();
        poller.add(event.fd(), Poller.POLLIN);
        assertThrows(IllegalArgumentException.class, () -> poller.add(event.fd(), Poller.POLLIN));
        assertThrows(IllegalArgumentException.class, () -> poller.add(-1, Poller.POLLIN));
        assertThrows(IndexOutOfBoundsException.class, () -> poller.revents(1));
        event.close();
        assertEquals(1, poller.poll(0));
        assertEquals(Poller.POLLNVAL, poller.revents(0));
        poller.close();
        assertThrows(IllegalStateException.class, () -> poller.poll(0));
    }
}
