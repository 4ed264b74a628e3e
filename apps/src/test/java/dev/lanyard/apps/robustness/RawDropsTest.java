package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.UDP;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.udp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.packet.PacketDrop;
import dev.lanyard.actors.raw.RawDrop;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.node.NodeRawSockets;
import dev.lanyard.node.socket.RawSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Whatever raw and packet sockets do not get or send is one drop with a name")
class RawDropsTest {
    private static final int PROTOCOL = 99;
    private static final int OTHER = 100;

    private static RawSocket open(Victim victim, int protocol, RawOptions options) throws Exception {
        return victim.await(victim.node.rawSockets().raw(protocol, Ipv4Address.ANY, options));
    }

    private static void refused(Victim victim, RawOptions options, String to, int length) throws Exception {
        RawSocket socket = open(victim, PROTOCOL, options);
        try {
            victim.await(socket.send(Ipv4Address.parse(to), ByteBuffer.allocate(length)));
            throw new AssertionError("it was sent");
        } catch (ExecutionException e) {
            victim.settle();
        }
    }

    @TestFactory
    @DisplayName("raw(7)")
    Stream<DynamicTest> raw() {
        RawOptions plain = RawOptions.DEFAULT;
        return new DropTable<>("raw", RawDrop.class)
                .row(RawDrop.RECEIVE_QUEUE_FULL, "nobody reads", victim -> {
                    open(victim, PROTOCOL, plain.withReceiveBuffer(1));
                    victim.arrive(ipv4(PROTOCOL, new byte[8]), ipv4(PROTOCOL, new byte[8]));
                })
                .row(RawDrop.NO_SOCKET, "from another than the one connected to", victim -> {
                    RawSocket socket = open(victim, PROTOCOL, plain);
                    victim.await(socket.connect(Ipv4Address.parse("192.0.2.12")));
                    victim.arrive(ipv4(PROTOCOL, new byte[8]));
                })
                .row(
                        RawDrop.BAD_HEADER,
                        "a header that is none",
                        victim -> refused(victim, plain.withHeaderIncluded(true), "192.0.2.11", 19))
                .row(RawDrop.MESSAGE_TOO_LONG, "65,516 bytes", victim -> refused(victim, plain, "192.0.2.11", 65_516))
                .row(RawDrop.NO_ROUTE, "to where no route leads", victim -> refused(victim, plain, "203.0.113.5", 1))
                .row(
                        RawDrop.BROADCAST_NOT_ALLOWED,
                        "to all, without the option",
                        victim -> refused(victim, plain, "192.0.2.255", 1))
                .tests();
    }

    @TestFactory
    @DisplayName("packet(7)")
    Stream<DynamicTest> packets() {
        return new DropTable<>("packet", PacketDrop.class)
                .row(PacketDrop.RECEIVE_QUEUE_FULL, "nobody reads", victim -> {
                    victim.await(victim.node.udp(OTHER));
                    victim.await(victim.node.rawSockets().packet("eth0", NodeRawSockets.ANY, frame -> true, 1));
                    byte[] frame = ipv4(PEER, Frames.NODE, UDP, new byte[0], udp(1, OTHER, new byte[1]));
                    victim.arrive(frame, frame.clone());
                })
                .tests();
    }
}
