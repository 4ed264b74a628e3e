package dev.lanyard.actors.packet;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.FrameFilter;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * What packet sockets are told by their users. Results are completed on the event loop's thread; those of a socket that closes
 * fail with SocketException "Socket closed".
 */
public sealed interface PacketCommand extends LayerMessage {
    /** From the stack: there is another interface. */
    record Attach(int index, ActorRef<EthernetActor.Command> ethernet) implements PacketCommand {}

    /**
     * Opens a socket.
     *
     * @param interfaceIndex of its interface
     * @param etherType of the frames, or 0 for all
     * @param filter which of them; called on the event loop
     * @param receiveBuffer bytes that wait to be received, at least 1; one frame is accepted whatever its size
     * @param result fails with IOException if there is no such interface or too many are open
     */
    record Open(
            int interfaceIndex, int etherType, FrameFilter filter, int receiveBuffer, CompletableFuture<Opened> result)
            implements PacketCommand {}

    /**
     * An open socket.
     *
     * @param id that names it in the other commands
     * @param closed completes when it is gone
     */
    record Opened(int id, CompletableFuture<Void> closed) {}

    /**
     * Sends a frame as it is.
     *
     * @param frame what remains in it, from the Ethernet header on; the socket's until the result is there
     * @param done fails with SocketException "Message too long", "Invalid argument" or "Network is down"
     */
    record Send(int id, ByteBuffer frame, CompletableFuture<Void> done) implements PacketCommand {}

    /** Asks for the next frame. Cancel the result to withdraw: the frame is then the next receiver's. */
    record Receive(int id, CompletableFuture<CapturedFrame> result) implements PacketCommand {}

    /** Closes the socket; nothing if it is gone already. */
    record Close(int id) implements PacketCommand {}
}
