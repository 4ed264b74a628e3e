package dev.lanyard.actors.ip;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

/**
 * What a socket received and waits for a receiver, and receivers that wait: at any time one of the two is empty. Bounded in bytes
 * and in receivers.
 *
 * @param <T> a datagram, packet or frame
 */
public class ReceiveQueue<T> {
    /** Bytes that one counts for at least. */
    public static final int MINIMUM_CHARGE = 64;

    /** Receivers that may wait at a time; more are refused. */
    public static final int WAITING = 65_536;

    private final ToIntFunction<T> length;
    private int limit;
    private final ArrayDeque<T> datagrams = new ArrayDeque<>(0);
    private final ArrayDeque<CompletableFuture<T>> receivers = new ArrayDeque<>(0);
    private int charge;
    private IOException pending;

    /**
     * @param limit bytes that wait at a time, at least 1; one is accepted whatever its size
     * @param length bytes of one
     */
    public ReceiveQueue(int limit, ToIntFunction<T> length) {
        this.limit = limit;
        this.length = length;
    }

    /** Changes the limit; what waits already stays. */
    public void limit(int bytes) {
        limit = bytes;
    }

    /** Whether one of that many bytes finds a receiver or room. */
    public boolean accepts(int bytes) {
        dropCancelled();
        return !receivers.isEmpty() || datagrams.isEmpty() || charge + charge(bytes) <= limit;
    }

    /** Takes a datagram that was {@linkplain #accepts accepted}. */
    public void offer(T datagram) {
        CompletableFuture<T> receiver;
        while ((receiver = receivers.poll()) != null) {
            if (receiver.complete(datagram)) {
                return;
            }
        }
        datagrams.add(datagram);
        charge += charge(length.applyAsInt(datagram));
    }

    /** Completes the receiver with the next datagram, or fails it with the error that came before, or lets it wait. */
    public void receive(CompletableFuture<T> receiver) {
        IOException error = takeError();
        if (error != null) {
            receiver.completeExceptionally(error);
            return;
        }
        T datagram = datagrams.peek();
        if (datagram == null) {
            dropCancelled();
            if (receivers.size() == WAITING) {
                receiver.completeExceptionally(new IOException("too many receives wait on one socket: " + WAITING));
            } else {
                receivers.add(receiver);
            }
        } else if (receiver.complete(datagram)) {
            datagrams.poll();
            charge -= charge(length.applyAsInt(datagram));
        }
    }

    /** An error for the next receiver or sender. */
    public void fail(IOException error) {
        CompletableFuture<T> receiver;
        while ((receiver = receivers.poll()) != null) {
            if (receiver.completeExceptionally(error)) {
                return;
            }
        }
        pending = error;
    }

    /** The error that nobody was told of yet, or null. */
    public IOException takeError() {
        IOException error = pending;
        pending = null;
        return error;
    }

    /** Fails all who wait and forgets what they did not take. */
    public void close(IOException error) {
        CompletableFuture<T> receiver;
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

    private static int charge(int bytes) {
        return Math.max(bytes, MINIMUM_CHARGE);
    }
}
