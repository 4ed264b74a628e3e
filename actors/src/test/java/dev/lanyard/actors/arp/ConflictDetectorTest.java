package dev.lanyard.actors.arp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.MAC_C;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayName("Address conflict detection (RFC 5227, checklist 58)")
class ConflictDetectorTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> events = new ArrayList<>();
    private long now;
    private ConflictDetector detector = detector(1);

    private ConflictDetector detector(long seed) {
        return new ConflictDetector(MAC_A, new SplittableRandom(seed), new ConflictDetector.Output() {
            @Override
            public void probe(Ipv4Address address) {
                events.add("probe");
            }

            @Override
            public void announce(Ipv4Address address) {
                events.add("announce");
            }

            @Override
            public void defend(Ipv4Address address) {
                events.add("defend");
            }

            @Override
            public void probed(Ipv4Address address, MacAddress other) {
                events.add("found " + other);
            }

            @Override
            public void contested(Ipv4Address address, MacAddress other) {
                events.add("contested by " + other);
            }
        });
    }

    /** Lets time pass until the next deadline; returns how much that was. */
    private long step() {
        long before = now;
        now = detector.nextDeadline();
        detector.expire(now);
        return now - before;
    }

    private static ArpPacket probeOf(MacAddress mac, Ipv4Address target) {
        return ArpPacket.request(mac, Ipv4Address.ANY, target);
    }

    @RepeatedTest(20)
    @DisplayName("58: three probes 1 to 2 s apart after at most 1 s, then 2 s, and the address is free")
    void probe(RepetitionInfo repetition) {
        detector = detector(repetition.getCurrentRepetition());
        detector.probe(A, ConflictTiming.RFC_5227, now);
        assertTrue(step() <= SECOND);
        for (int i = 0; i < 2; i++) {
            long gap = step();
            assertTrue(gap >= SECOND && gap <= 2 * SECOND, "" + gap);
        }
        assertEquals(List.of("probe", "probe", "probe"), events);
        assertEquals(2 * SECOND, step());
        assertEquals("found null", events.get(3));
        assertEquals(Long.MAX_VALUE, detector.nextDeadline());
    }

    @Test
    @DisplayName("58, §2.1.1: who uses the address, or probes for it too, has it; our own frames do not count")
    void found() {
        detector.probe(A, ConflictTiming.RFC_5227, now);
        step();
        detector.heard(probeOf(MAC_A, A), false, now);
        detector.heard(probeOf(MAC_B, B), false, now);
        detector.heard(ArpPacket.request(MAC_B, B, A), false, now);
        assertEquals(List.of("probe"), events);
        detector.heard(ArpPacket.request(MAC_B, A, B), false, now);
        assertEquals("found " + MAC_B, events.get(1));
        detector.probe(A, ConflictTiming.RFC_5227, now);
        detector.heard(probeOf(MAC_C, A), false, now);
        assertEquals("found " + MAC_C, events.get(2));
        assertEquals(Long.MAX_VALUE, detector.nextDeadline());
    }

    @Test
    @DisplayName("58: after ten conflicts the next search waits a minute")
    void rateLimited() {
        for (int i = 0; i < ConflictDetector.MAXIMUM_CONFLICTS; i++) {
            detector.probe(A, ConflictTiming.RFC_5227, now);
            assertTrue(detector.nextDeadline() <= now + SECOND);
            detector.heard(probeOf(MAC_B, A), false, now);
        }
        detector.probe(A, ConflictTiming.RFC_5227, now);
        assertTrue(detector.nextDeadline() >= now + 60 * SECOND);
    }

    @Test
    @DisplayName("58, §2.3: an address that was looked for is announced again after 2 s")
    void announced() {
        detector.taken(A, now);
        assertEquals(2 * SECOND, step());
        assertEquals(List.of("announce"), events);
        detector.taken(A, now);
        detector.given(A);
        assertEquals(Long.MAX_VALUE, detector.nextDeadline());
    }

    @Test
    @DisplayName("58, §2.4: defended once in ten seconds; a second claim within them is a contest")
    void defended() {
        ArpPacket claim = ArpPacket.request(MAC_B, A, A);
        detector.heard(claim, true, now);
        detector.heard(claim, true, now += 10 * SECOND - 1);
        detector.heard(claim, true, now += 1);
        assertEquals(List.of("defend", "contested by " + MAC_B, "defend"), events);
    }

    @Test
    @DisplayName("while the link is down nobody is found")
    void down() {
        detector.probe(A, ConflictTiming.QUICK, now);
        detector.stop();
        assertEquals(List.of("found null"), events);
    }
}
