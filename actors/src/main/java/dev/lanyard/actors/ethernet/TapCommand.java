package dev.lanyard.actors.ethernet;

import akka.actor.typed.ActorRef;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.concurrent.CompletableFuture;

/** What the Ethernet layer of an interface is told by who wants whole frames. */
public sealed interface TapCommand extends EthernetActor.Command {
    /** {@link Open#etherType()} of all. */
    int ANY = 0;

    /**
     * Asks for copies of the frames that the link brings, also those that are not for us, and of those that are handed to it.
     *
     * @param tap number that names the tap; one with the same is replaced
     * @param etherType of the frames, or {@link #ANY}
     * @param filter which of them
     */
    record Open(int tap, int etherType, FrameFilter filter, ActorRef<Seen> listener) implements TapCommand {}

    record Close(int tap) implements TapCommand {}

    /**
     * Sends a frame as it is. All taps see it but the one that sends it.
     *
     * @param frame head at its header; handed over
     * @param tap that it comes from
     * @param done fails with SocketException "Message too long" or "Network is down"
     */
    record Send(PacketBuffer frame, int tap, CompletableFuture<Void> done) implements TapCommand {}

    /**
     * To the listener of a tap.
     *
     * @param frame a copy, the receiver's own, its checksums complete; one that the link is to cut into segments is whole
     */
    record Seen(int tap, PacketBuffer frame, FrameType type) implements LayerMessage {}
}
