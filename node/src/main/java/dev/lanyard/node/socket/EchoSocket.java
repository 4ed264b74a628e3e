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
     * @param options of its IPv4 header, in which we are the last to have recorded; {@link dev.lanyard.actors.ip.IpOptions} reads
     *     them
     */
    record Reply(int sequence, Ipv4Address source, int bytes, int ttl, boolean matches, byte[] options)
            implements Event {}

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
    default CompletionStage<Void> send(Ipv4Address destination, int sequence, int size, int ttl) {
        return send(destination, sequence, size, ttl, new byte[0]);
    }

    /**
     * Sends one request with options in its IPv4 header.
     *
     * @param size bytes of data, 0 to 65,507, fewer by those of the options
     * @param options well-formed: up to 40 bytes, a multiple of 4
     */
    CompletionStage<Void> send(Ipv4Address destination, int sequence, int size, int ttl, byte[] options);

    /** The next reply or error. One call may wait. */
    CompletionStage<Event> receive();

    CompletionStage<Void> close();
}
