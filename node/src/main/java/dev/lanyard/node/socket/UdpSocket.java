package dev.lanyard.node.socket;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A UDP port. */
public interface UdpSocket {
    Endpoint local();

    /** One datagram as it arrived, with a payload that belongs to the receiver. */
    record Datagram(Endpoint source, byte[] payload) {}

    /**
     * Sends one datagram of the buffer's remaining bytes, 0 to 65,507. Completes when it was handed to the network layer; fails
     * if a previous one to a connected peer came back as unreachable.
     */
    CompletionStage<Void> send(Endpoint destination, ByteBuffer payload);

    /** Fixes the peer: others' datagrams are ignored, and errors about ours are reported. */
    CompletionStage<Void> connect(Endpoint peer);

    /** The next datagram. Several calls may wait; they are served in order. */
    CompletionStage<Datagram> receive();

    CompletionStage<Void> close();
}
