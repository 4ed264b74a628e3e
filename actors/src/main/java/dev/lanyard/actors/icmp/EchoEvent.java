package dev.lanyard.actors.icmp;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LayerMessage;

/** What the listener of an echo endpoint hears. */
public sealed interface EchoEvent extends LayerMessage {
    /**
     * Somebody answered an echo.
     *
     * @param ttl that the reply arrived with
     * @param payload as it came back; with 8 more bytes it was the ICMP message
     * @param options of its IPv4 header, in which we have recorded as the last; {@link dev.lanyard.actors.ip.IpOptions} reads them
     * @param receivedAt on the node's clock, in nanoseconds
     */
    record Replied(Ipv4Address source, int sequence, int ttl, byte[] payload, byte[] options, long receivedAt)
            implements EchoEvent {}

    /** An echo could not be delivered. */
    record Failed(IcmpError error, int sequence) implements EchoEvent {}

    /** ICMP has failed and forgotten the listener's endpoints: nothing more comes for them. */
    record Lost() implements EchoEvent {}
}
