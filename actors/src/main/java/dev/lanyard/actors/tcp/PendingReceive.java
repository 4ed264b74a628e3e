package dev.lanyard.actors.tcp;

import dev.lanyard.actors.tcp.TcpConnectionCommand.Receive;
import dev.lanyard.actors.tcp.TcpConnectionCommand.ReceiveUrgent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.CompletableFuture;

/** What the application waits to receive: some of the stream, an urgent byte, or both. */
final class PendingReceive {
    private final TcpConnection connection;
    private final TcpEffects effects;
    private Receive receiving;
    private CompletableFuture<Integer> urgent;

    PendingReceive(TcpConnection connection, TcpEffects effects) {
        this.connection = connection;
        this.effects = effects;
    }

    void receive(Receive receive) {
        if (receiving != null && !receiving.result().isDone()) {
            receive.result().completeExceptionally(new ReadPendingException());
        } else {
            receiving = receive;
        }
    }

    void receiveUrgent(ReceiveUrgent receive) {
        if (urgent != null && !urgent.isDone()) {
            receive.result().completeExceptionally(new ReadPendingException());
        } else {
            urgent = receive.result();
        }
    }

    /** Where the application waits for data, or null. */
    ByteBuffer target() {
        return receiving == null || receiving.result().isDone() ? null : receiving.target();
    }

    /**
     * New data may be there; taking it before the turn's ACK lets that one announce the room.
     *
     * @param delivered bytes that were copied to the target already
     */
    void onData(int delivered, long now) {
        if (receiving != null && (delivered > 0 || !receiving.result().isDone() && connection.readable() > 0)) {
            Receive receive = receiving;
            receiving = null;
            int more = connection.readable() > 0 ? connection.receive(receive.target(), now, effects) : 0;
            receive.result().complete(delivered + more);
        }
    }

    /**
     * Completes what can be completed.
     *
     * @param failure of the connection, or null
     */
    void settle(TcpFailure failure, long now) {
        if (receiving != null && receiving.result().isDone()) {
            receiving = null;
        }
        if (receiving != null) {
            settleStream(failure, now);
        }
        if (urgent != null) {
            settleUrgent(failure);
        }
    }

    private void settleStream(TcpFailure failure, long now) {
        if (!receiving.target().hasRemaining()) {
            takeReceiving().complete(0);
            return;
        }
        int count = failure == null ? connection.receive(receiving.target(), now, effects) : 0;
        if (count != 0) {
            takeReceiving().complete(count);
        } else if (failure != null) {
            takeReceiving().completeExceptionally(TcpErrors.established(failure));
        }
    }

    private CompletableFuture<Integer> takeReceiving() {
        CompletableFuture<Integer> result = receiving.result();
        receiving = null;
        return result;
    }

    private void settleUrgent(TcpFailure failure) {
        int octet = urgent.isDone() ? -1 : connection.receiveUrgent();
        if (octet >= 0) {
            urgent.complete(octet);
        } else if (failure != null) {
            urgent.completeExceptionally(TcpErrors.established(failure));
        } else if (connection.isExhausted() || connection.state() == TcpState.CLOSED) {
            urgent.complete(-1);
        }
        urgent = urgent.isDone() ? null : urgent;
    }

    /** What is waited for does not come. */
    void fail(IOException reason) {
        if (urgent != null) {
            urgent.completeExceptionally(reason);
            urgent = null;
        }
        if (receiving != null) {
            takeReceiving().completeExceptionally(reason);
        }
    }
}
