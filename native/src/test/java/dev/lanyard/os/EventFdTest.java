package dev.lanyard.os;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@DisplayName("eventfd")
class EventFdTest {
    @Test
    @DisplayName("signals add up until they are drained")
    void signalsAddUp() throws Exception {
        try (EventFd event = EventFd.create()) {
            assertEquals(0, event.drain());
            event.signal();
            event.signal();
            assertEquals(2, event.drain());
            assertEquals(0, event.drain());
        }
    }

    @Test
    @DisplayName("a signal from another thread ends a poll")
    void wakes() throws Exception {
        try (EventFd event = EventFd.create();
                Poller poller = new Poller()) {
            poller.add(event.fd(), Poller.POLLIN);
            Thread signaller = new Thread(event::signal);
            signaller.start();
            assertEquals(1, poller.poll(10_000_000_000L));
            signaller.join();
            assertEquals(Poller.POLLIN, poller.revents(0));
            assertEquals(1, poller.poll(Poller.FOREVER), "still readable");
            assertEquals(1, event.drain());
            assertEquals(0, poller.poll(0));
        }
    }

    @Test
    @DisplayName("close is idempotent, and a late signal does not reach a descriptor of the same number")
    void lateSignal() throws Exception {
        EventFd first = EventFd.create();
        first.close();
        first.close();
        try (EventFd second = EventFd.create()) {
            assertEquals(first.fd(), second.fd(), "the kernel gives the lowest free number");
            first.signal();
            assertEquals(0, first.drain());
            assertEquals(0, second.drain());
        }
    }
}
