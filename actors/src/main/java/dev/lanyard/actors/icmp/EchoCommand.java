package dev.lanyard.actors.icmp;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LayerMessage;
import java.util.concurrent.CompletableFuture;

/** What ICMP is told by who sends echoes. */
public sealed interface EchoCommand extends LayerMessage {
    /**
     * Opens an echo endpoint. It closes by {@link Close}, or when its listener stops.
     *
     * @param listener hears of replies and errors
     * @param identifier of the endpoint, chosen at random; fails with IOException if too many are open
     */
    record Open(ActorRef<EchoEvent> listener, CompletableFuture<Integer> identifier) implements EchoCommand {}

    /**
     * Sends an echo. If it cannot be sent, the listener hears {@link EchoEvent.Failed}, as if the error had come from outside.
     *
     * @param identifier of an open endpoint; otherwise nothing is sent
     * @param destination a host or, to ask all, a broadcast address
     * @param sequence 0 to 65,535
     * @param ttl 1 to 255
     * @param payload up to 65,507 bytes, fewer by those of the options; handed over
     * @param options of the IPv4 header, as in {@link dev.lanyard.actors.ipv4.Ipv4Actor.Transmit}
     */
    record Send(
            int identifier,
            Ipv4Address destination,
            int sequence,
            int ttl,
            boolean dontFragment,
            byte[] payload,
            byte[] options)
            implements EchoCommand {
        /** Without options. */
        public Send(
                int identifier, Ipv4Address destination, int sequence, int ttl, boolean dontFragment, byte[] payload) {
            this(identifier, destination, sequence, ttl, dontFragment, payload, new byte[0]);
        }
    }

    record Close(int identifier) implements EchoCommand {}
}
