package dev.lanyard.actors.raw;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LayerMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * What raw sockets are told by their users. Results are completed on the event loop's thread; those of a socket that closes fail
 * with SocketException "Socket closed".
 */
public sealed interface RawCommand extends LayerMessage {
    /**
     * Opens a socket.
     *
     * @param protocol IP protocol number, 0 to 255; 255 only sends, with headers that the user writes
     * @param local an address of ours, or a broadcast address, that packets are sent to; {@link Ipv4Address#ANY} takes all
     * @param result fails with BindException if the address is not ours, with IOException if too many are open
     */
    record Open(int protocol, Ipv4Address local, RawOptions options, CompletableFuture<Opened> result)
            implements RawCommand {}

    /**
     * An open socket.
     *
     * @param id that names it in the other commands
     * @param closed completes when it is gone
     */
    record Opened(int id, CompletableFuture<Void> closed) {}

    /**
     * Sends a packet.
     *
     * @param destination null for the one connected to, or else that in the header which the user wrote
     * @param packet what remains in it: what stands behind the header, or with the header if the options say so; the socket's
     *     until the result is there
     * @param done when it has left for IPv4, or fails with an IOException that says why it cannot: SocketException "Message too
     *     long", "Permission denied", "Invalid argument" or "Destination address required", NoRouteToHostException, or an error
     *     that came before
     */
    record Send(int id, Ipv4Address destination, ByteBuffer packet, CompletableFuture<Void> done)
            implements RawCommand {}

    /**
     * Asks for the next packet. Cancel the result to withdraw: the packet is then the next receiver's.
     *
     * @param result fails with what an ICMP error said about a packet sent before
     */
    record Receive(int id, CompletableFuture<RawDatagram> result) implements RawCommand {}

    /**
     * Limits the socket to one remote host, which is where packets without a destination go.
     *
     * @param remote {@link Ipv4Address#ANY} to hear everybody again
     */
    record Connect(int id, Ipv4Address remote, CompletableFuture<Void> done) implements RawCommand {}

    /** Changes the options. */
    record Configure(int id, RawOptions options, CompletableFuture<Void> done) implements RawCommand {}

    /** Closes the socket; nothing if it is gone already. */
    record Close(int id) implements RawCommand {}
}
