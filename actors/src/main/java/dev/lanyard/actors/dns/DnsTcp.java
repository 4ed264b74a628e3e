package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks a server over TCP (RFC 7766): connects, sends the message behind its length, reads one message, closes. */
@FunctionalInterface
public interface DnsTcp {
    /**
     * Called on the event loop, on which the stage completes too.
     *
     * @param limit after which it fails
     * @return the answer without the length in front of it
     */
    CompletionStage<byte[]> exchange(Endpoint server, byte[] query, Duration limit);
}
