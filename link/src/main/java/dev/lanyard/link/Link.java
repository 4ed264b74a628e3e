package dev.lanyard.link;

import akka.actor.typed.ActorRef;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;

/**
 * The protocol between a link actor and the layer above it. Nothing above can tell a tap from a simulated LAN.
 *
 * <p>Frames are Ethernet II without preamble and FCS. Ownership of a frame goes with the message.
 */
public final class Link {
    private Link() {}

    /** What a link actor is told. */
    public sealed interface Command extends LayerMessage permits Attach, Transmit {}

    /** Names the layer above. The link answers with {@link Up} or {@link Down}; a second attachment replaces the first. */
    public record Attach(ActorRef<Event> upper) implements Command {}

    /** Sends a frame, whose checksum may be partial and which may be a super-segment, as far as the capabilities allow. */
    public record Transmit(PacketBuffer frame) implements Command {}

    /** What a link actor tells the layer above. */
    public sealed interface Event extends LayerMessage permits Up, Down, Received {}

    /** The link carries frames from now on. */
    public record Up(LinkCapabilities capabilities) implements Event {}

    /** The link carries no frames until the next {@link Up}. */
    public record Down(String reason) implements Event {}

    /** Frames that arrived, in order; 1 to {@link PacketBatch#LIMIT} of them. */
    public record Received(PacketBatch frames) implements Event {}
}
