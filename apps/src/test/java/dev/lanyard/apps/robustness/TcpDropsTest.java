package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.NODE;
import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.TCP;
import static dev.lanyard.apps.robustness.Frames.TRANSPORT;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.mend;
import static dev.lanyard.apps.robustness.Frames.with8;
import static dev.lanyard.apps.robustness.RawPeer.ACK;
import static dev.lanyard.apps.robustness.RawPeer.FIN;
import static dev.lanyard.apps.robustness.RawPeer.PORT;
import static dev.lanyard.apps.robustness.RawPeer.RST;
import static dev.lanyard.apps.robustness.RawPeer.SYN;
import static dev.lanyard.apps.robustness.RawPeer.timestamps;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.tcp.TcpDrop;
import dev.lanyard.actors.tcp.TcpLimits;
import dev.lanyard.actors.tcp.TcpLimits.SynCookies;
import dev.lanyard.node.socket.TcpSocket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Every kind of TCP segment that is not processed is one drop with a name")
class TcpDropsTest {
    private static final byte[] NONE = {};
    private static final TcpLimits NO_COOKIES = TcpLimits.DEFAULT.withSynCookies(SynCookies.NEVER);
    private static final int HOLES = 128;

    /** A segment of nobody, to a port at which nobody listens. */
    private static byte[] stray(Victim victim, int flags) {
        return new RawPeer(victim, PORT, 80).segment(flags, 0, 0);
    }

    /** The same from or to somebody else. */
    private static byte[] between(Victim victim, Ipv4Address source, Ipv4Address destination) {
        byte[] frame = stray(victim, SYN);
        return ipv4(source, destination, TCP, NONE, Arrays.copyOfRange(frame, TRANSPORT, frame.length));
    }

    @TestFactory
    @DisplayName("Form and addresses (RFC 9293 §3.1, §3.9.2.3, 23, 26)")
    Stream<DynamicTest> segments() {
        DropTable<TcpDrop> table = new DropTable<>("tcp", TcpDrop.class);
        table.frame(TcpDrop.TRUNCATED, "19 bytes", ipv4(TCP, new byte[19]))
                .row(
                        TcpDrop.BAD_DATA_OFFSET,
                        "offset 4",
                        victim -> victim.arrive(mend(with8(stray(victim, SYN), TRANSPORT + 12, 0x40))))
                .row(
                        TcpDrop.BAD_DATA_OFFSET,
                        "options that are not there",
                        victim -> victim.arrive(mend(with8(stray(victim, SYN), TRANSPORT + 12, 0x60))))
                .row(
                        TcpDrop.BAD_CHECKSUM,
                        "one bit",
                        victim -> victim.arrive(with8(stray(victim, SYN), TRANSPORT + 7, 1)))
                .row(TcpDrop.BAD_FLAGS, "23. SYN and FIN", victim -> victim.arrive(stray(victim, SYN | FIN)))
                .row(TcpDrop.BAD_FLAGS, "23. SYN and RST", victim -> victim.arrive(stray(victim, SYN | RST)))
                .row(
                        TcpDrop.BAD_SOURCE,
                        "26. from 0.0.0.0 to all",
                        victim -> victim.arrive(between(victim, Ipv4Address.ANY, Ipv4Address.BROADCAST)))
                .row(
                        TcpDrop.BAD_DESTINATION,
                        "19. a SYN to all of our network",
                        victim -> victim.arrive(between(victim, PEER, Ipv4Address.parse("192.0.2.255"))))
                .row(TcpDrop.NO_LISTENER, "18. a SYN to a closed port", victim -> victim.arrive(stray(victim, SYN)))
                .row(TcpDrop.NO_LISTENER, "18. an ACK to a closed port", victim -> victim.arrive(stray(victim, ACK)))
                .row(TcpDrop.NO_LISTENER, "19. a RST to a closed port", victim -> victim.arrive(stray(victim, RST)));
        opening(table);
        states(table);
        closing(table);
        return table.tests();
    }

    private static void opening(DropTable<TcpDrop> table) {
        table.row(TcpDrop.BACKLOG_FULL, "25. a SYN while as many wait as may", victim -> {
                    victim.await(victim.node.listen(80, 1));
                    new RawPeer(victim, PORT, 80).establish(NONE, NONE);
                    victim.arrive(new RawPeer(victim, PORT + 1, 80).segment(SYN, 0, 0));
                })
                .row(
                        TcpDrop.TABLE_FULL,
                        "42. a connection more than the node may have",
                        () -> Victim.withTcp(NO_COOKIES.withConnections(1)),
                        victim -> {
                            victim.await(victim.node.listen(80, 5));
                            new RawPeer(victim, PORT, 80).establish(NONE, NONE);
                            victim.arrive(new RawPeer(victim, PORT + 1, 80).segment(SYN, 0, 0));
                        })
                .row(
                        TcpDrop.BAD_ACK,
                        "21. SYN_SENT: a SYN-ACK for another SYN",
                        victim -> victim.arrive(RawPeer.called(victim).segment(SYN | ACK, 0, 1)))
                .row(
                        TcpDrop.INEXACT_RESET,
                        "21. SYN_SENT: a RST that acknowledges nothing",
                        victim -> victim.arrive(RawPeer.called(victim).segment(RST, 0, 0)))
                .row(
                        TcpDrop.UNEXPECTED_IN_SYN_SENT,
                        "21. SYN_SENT: an ACK without SYN",
                        victim -> victim.arrive(RawPeer.called(victim).segment(ACK, 0, 0)))
                .row(TcpDrop.UNEXPECTED_SYN, "22. SYN_RECEIVED: the SYN again", victim -> {
                    RawPeer.listen(victim);
                    RawPeer peer = new RawPeer(victim, PORT, 80);
                    peer.open(NONE);
                    victim.arrive(peer.segment(SYN, -1, 0));
                })
                .row(TcpDrop.BAD_ACK, "SYN_RECEIVED: acknowledges what was not sent", victim -> {
                    RawPeer.listen(victim);
                    RawPeer peer = new RawPeer(victim, PORT, 80);
                    peer.open(NONE);
                    victim.arrive(peer.segment(ACK, 0, 1));
                })
                .row(TcpDrop.MISSING_ACK, "SYN_RECEIVED: data without ACK", victim -> {
                    RawPeer.listen(victim);
                    RawPeer peer = new RawPeer(victim, PORT, 80);
                    peer.open(NONE);
                    victim.arrive(peer.segment(0, 0, 0, NONE, new byte[1]));
                });
    }

    private static void states(DropTable<TcpDrop> table) {
        established(table, TcpDrop.UNEXPECTED_SYN, "38. a SYN", peer -> peer.segment(SYN, 0, 0));
        established(table, TcpDrop.INEXACT_RESET, "37. a RST inside the window", peer -> peer.segment(RST, 1, 0));
        established(table, TcpDrop.OUT_OF_WINDOW, "37. a RST outside of it", peer -> peer.segment(RST, -1, 0));
        established(table, TcpDrop.OUT_OF_WINDOW, "2. data left of the window", peer -> peer.data(-10, 10));
        established(table, TcpDrop.OUT_OF_WINDOW, "2. data right of it", peer -> peer.data(10_000_000, 10));
        established(table, TcpDrop.MISSING_ACK, "data without ACK", peer -> peer.segment(0, 0, 0, NONE, new byte[1]));
        established(table, TcpDrop.BAD_ACK, "39. acknowledges what was not sent", peer -> peer.segment(ACK, 0, 1));
        established(
                table, TcpDrop.BAD_ACK, "39. acknowledges what is long past", peer -> peer.segment(ACK, 0, -100_000));
        table.row(TcpDrop.PAWS, "49. an old timestamp", victim -> {
                    RawPeer.listen(victim);
                    RawPeer peer = new RawPeer(victim, PORT, 80).establish(timestamps(100, 0), timestamps(100, 1));
                    victim.arrive(peer.segment(ACK, 0, 0, timestamps(99, 1), new byte[1]));
                })
                .row(TcpDrop.MISSING_TIMESTAMP, "49. no timestamp", victim -> {
                    RawPeer.listen(victim);
                    RawPeer peer = new RawPeer(victim, PORT, 80).establish(timestamps(100, 0), timestamps(100, 1));
                    victim.arrive(peer.data(0, 1));
                })
                .row(TcpDrop.TOO_MANY_HOLES, "9. one hole more than is remembered", victim -> {
                    RawPeer peer = RawPeer.connected(victim);
                    for (int i = 0; i <= HOLES; i++) {
                        victim.arrive(peer.data(2 + 4 * i, 1));
                    }
                })
                .row(
                        TcpDrop.NO_MEMORY,
                        "9. out of order, while the node has no memory left",
                        () -> Victim.withTcp(TcpLimits.DEFAULT.withBuffers(0)),
                        victim -> victim.arrive(RawPeer.connected(victim).data(8000, 1000)))
                .row(TcpDrop.CLOSED, "behind the RST that ended it, in one batch", victim -> {
                    RawPeer peer = RawPeer.connected(victim);
                    victim.arrive(peer.segment(RST, 0, 0), peer.data(0, 1));
                });
    }

    private interface Segment {
        byte[] of(RawPeer peer);
    }

    private static void established(DropTable<TcpDrop> table, TcpDrop reason, String kind, Segment segment) {
        table.row(reason, kind, victim -> victim.arrive(segment.of(RawPeer.connected(victim))));
    }

    private static void closing(DropTable<TcpDrop> table) {
        table.row(TcpDrop.DATA_AFTER_CLOSE, "32. data for an application that has gone", victim -> {
            CompletionStage<TcpSocket> accepted = RawPeer.listen(victim);
            RawPeer peer = new RawPeer(victim, PORT, 80).establish(NONE, NONE);
            victim.await(victim.await(accepted).close());
            victim.arrive(peer.data(0, 1));
        });
        resting(table, TcpDrop.RESET_IN_TIME_WAIT, "33. a RST", peer -> peer.segment(RST, 0, 0));
        resting(table, TcpDrop.UNEXPECTED_SYN, "34. an older SYN", peer -> peer.segment(SYN, -5, 0));
        resting(table, TcpDrop.OUT_OF_WINDOW, "33. old data", peer -> peer.data(-10, 5));
        byte[] first = timestamps(100, 0);
        table.row(
                        TcpDrop.PAWS,
                        "33. TIME_WAIT: an old timestamp",
                        victim -> victim.arrive(RawPeer.inTimeWait(victim, first, timestamps(100, 1))
                                .segment(ACK, 0, 0, timestamps(99, 1), NONE)))
                .row(
                        TcpDrop.MISSING_TIMESTAMP,
                        "33. TIME_WAIT: no timestamp",
                        victim -> victim.arrive(RawPeer.inTimeWait(victim, first, timestamps(100, 1))
                                .segment(ACK, 0, 0)));
    }

    private static void resting(DropTable<TcpDrop> table, TcpDrop reason, String kind, Segment segment) {
        table.row(
                reason,
                "TIME_WAIT, " + kind,
                victim -> victim.arrive(segment.of(RawPeer.inTimeWait(victim, NONE, NONE))));
    }

    @Test
    @DisplayName("26. a SYN from our own address and port is refused by IPv4, before TCP sees it")
    void land() throws Exception {
        try (Victim victim = Victim.host()) {
            victim.arrive(between(victim, NODE, NODE));
            assertEquals(Map.of("ip.dropped.source-is-ours", 1L), victim.dropped());
        }
    }
}
