package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Whole datagrams of one IP protocol, as raw(7) of Linux has them: a copy of each that arrives, besides what the node does with
 * it, and any that is to be sent. Pending operations fail with {@link java.net.SocketException} when the socket or its node is
 * closed.
 */
public interface RawSocket {
    /** Its IP protocol number. */
    int protocol();

    /**
     * Sends what remains in the buffer, which belongs to the socket until the stage completes: what stands behind the IPv4
     * header, or with {@link RawOptions#headerIncluded()}, and always for protocol 255, with the header. Of such a header total
     * length and checksum are filled in, and identification and source if they are zero; the rest is sent as it is.
     *
     * <p>Fails with SocketException "Message too long" if it exceeds 65,535 bytes, or the MTU with a header of the user's or DF;
     * "Permission denied" to a broadcast address without the option; NoRouteToHostException; or with what an ICMP error said.
     *
     * @param destination null for the one connected to, or that in the user's header
     */
    CompletionStage<Void> send(Ipv4Address destination, ByteBuffer packet);

    /** The next datagram. Several calls may wait; they are served in order. */
    CompletionStage<RawDatagram> receive();

    /**
     * Fixes the peer: others' packets are ignored, and final errors about ours are reported.
     *
     * @param remote {@link Ipv4Address#ANY} to hear everybody again
     */
    CompletionStage<Void> connect(Ipv4Address remote);

    /** Changes its options. */
    CompletionStage<Void> options(RawOptions options);

    CompletionStage<Void> close();
}
