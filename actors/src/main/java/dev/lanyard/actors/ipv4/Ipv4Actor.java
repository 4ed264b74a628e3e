package dev.lanyard.actors.ipv4;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBuffer;

/** The IPv4 layer of a node. */
public final class Ipv4Actor {
    private Ipv4Actor() {}

    /** What the protocols above tell the IPv4 layer. */
    public sealed interface Command extends LayerMessage permits Bind, Transmit {}

    /** Asks for the packets and errors of a protocol, and for the routes, now and whenever they change. */
    public record Bind(int protocol, ActorRef<TransportEvent> transport) implements Command {}

    /**
     * Sends a packet whose head is at the transport header.
     *
     * @param source address, one of ours; 0 takes that of the route
     * @param destination address
     * @param protocol IP protocol number
     * @param tos type of service octet
     * @param ttl time to live, 1 to 255
     * @param dontFragment whether DF is set
     */
    public record Transmit(
            PacketBuffer packet, int source, int destination, int protocol, int tos, int ttl, boolean dontFragment)
            implements Command {
        public static final int DEFAULT_TTL = 64;
    }
}
