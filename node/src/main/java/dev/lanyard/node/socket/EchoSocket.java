package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.concurrent.CompletionStage;

/** An endpoint with an ICMP identifier of its own, for echo requests and what comes of them (RFC 792, RFC 1122 §3.2.2.6). */
public interface EchoSocket {
    /** What came of a request. */
    sealed interface Event {
        /** Sequence number of the request, 0 to 65,535. */
        int sequence();
    }

    /**
     * An echo reply.
     *
     * @param bytes of data behind the ICMP header
     * @param ttl that it arrived with
     * @param matches whether the data is what was sent
     */
    record Reply(int sequence, Ipv4Address source, int bytes, int ttl, boolean matches) implements Event {}

    /**
     * An ICMP error about a request.
     *
     * @param reporter who said it
     * @param text as ping prints it: {@code Destination Host Unreachable}
     */
    record Failure(int sequence, Ipv4Address reporter, int type, int code, String text) implements Event {}

    /**
     * Sends one request.
     *
     * @param sequence 0 to 65,535
     * @param size bytes of data, 0 to 65,507
     * @param ttl 1 to 255
     */
    CompletionStage<Void> send(Ipv4Address destination, int sequence, int size, int ttl);

    /** The next reply or error. One call may wait. */
    CompletionStage<Event> receive();

    CompletionStage<Void> close();
}
