package dev.lanyard.actors.udp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** Datagrams that wait for a receiver, and receivers that wait for a datagram: at any time one of the two is empty. */
final class UdpReceiveQueue {
    /** Receivers that may wait at a time; more are refused. */
    static final int WAITING = 65_536;

    private int limit;
    private final ArrayDeque<Datagram> datagrams = new ArrayDeque<>(0);
    private final ArrayDeque<CompletableFuture<Datagram>> receivers = new ArrayDeque<>(0);
    private int charge;
    private IOException pending;

    /**
     * @param limit bytes, as in {@link UdpOptions#receiveBuffer()}
     */
    UdpReceiveQueue(int limit) {
        this.limit = limit;
    }

    /** Changes the limit; what waits already stays. */
    void limit(int bytes) {
        limit = bytes;
    }

    /** Whether a datagram with that many bytes of payload finds a receiver or room. */
    boolean accepts(int length) {
        dropCancelled();
        return !receivers.isEmpty() || datagrams.isEmpty() || charge + charge(length) <= limit;
    }

    /** Takes a datagram that was {@linkplain #accepts accepted}. */
    void offer(Datagram datagram) {
        CompletableFuture<Datagram> receiver;
        while ((receiver = receivers.poll()) != null) {
            if (receiver.complete(datagram)) {
                return;
            }
        }
        datagrams.add(datagram);
        charge += charge(datagram.payload().length);
    }

    /** Completes the receiver with the next datagram, or fails it with the error that came before, or lets it wait. */
    void receive(CompletableFuture<Datagram> receiver) {
        IOException error = takeError();
        if (error != null) {
            receiver.completeExceptionally(error);
            return;
        }
        Datagram datagram = datagrams.peek();
        if (datagram == null) {
            dropCancelled();
            if (receivers.size() == WAITING) {
                receiver.completeExceptionally(new IOException("too many receives wait on one socket: " + WAITING));
            } else {
                receivers.add(receiver);
            }
        } else if (receiver.complete(datagram)) {
            datagrams.poll();
            charge -= charge(datagram.payload().length);
        }
    }

    /** An error for the next receiver or sender. */
    void fail(IOException error) {
        CompletableFuture<Datagram> receiver;
        while ((receiver = receivers.poll()) != null) {
            if (receiver.completeExceptionally(error)) {
                return;
            }
        }
        pending = error;
    }

    /** The error that nobody was told of yet, or null. */
    IOException takeError() {
        IOException error = pending;
        pending = null;
        return error;
    }

    /** Fails all who wait and forgets what they did not take. */
    void close(IOException error) {
        CompletableFuture<Datagram> receiver;
        while ((receiver = receivers.poll()) != null) {
            receiver.completeExceptionally(error);
        }
        datagrams.clear();
        charge = 0;
    }

    private void dropCancelled() {
        while (!receivers.isEmpty() && receivers.peek().isDone()) {
            receivers.poll();
        }
    }

    private static int charge(int length) {
        return Math.max(length, UdpOptions.MINIMUM_CHARGE);
    }
}
