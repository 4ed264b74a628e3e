package dev.lanyard.apps.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Output that a thread of its own writes, so that a pipe that nobody reads stops the command that fills it and not the node.
 * When the output is gone (a closed pipe) the rest is thrown away.
 */
final class Console implements AutoCloseable {
    /** Bytes that may wait before a writer is asked to. */
    private static final int ROOM = 256 * 1024;

    private final OutputStream out;
    private final Thread thread;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private long queued;
    private boolean broken;
    private boolean closed;

    Console(OutputStream out) {
        this.out = out;
        this.thread = new Thread(this::run, "lanyard-output");
        thread.setDaemon(true);
        thread.start();
    }

    void print(String line) {
        offer((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Copies the bytes.
     *
     * @param loop where the stage completes
     * @return completes when there is room for more
     */
    synchronized CompletionStage<Void> write(ByteBuffer data, Executor loop) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        offer(bytes);
        if (queued < ROOM) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> room = new CompletableFuture<>();
        waiting.add(() -> loop.execute(() -> room.complete(null)));
        return room;
    }

    private synchronized void offer(byte[] bytes) {
        if (!broken && bytes.length > 0) {
            queue.add(bytes);
            queued += bytes.length;
            notifyAll();
        }
    }

    /** Waits until everything is written, but no longer than this. */
    synchronized void flush(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            long left;
            while (queued > 0 && (left = (end - System.nanoTime()) / 1_000_000) > 0) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        byte[] next;
        while ((next = take()) != null) {
            boolean failed = false;
            try {
                out.write(next);
                out.flush();
            } catch (IOException e) {
                failed = true;
            }
            written(next.length, failed);
        }
    }

    private synchronized byte[] take() {
        try {
            while (queue.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            return null;
        }
        return queue.poll();
    }

    private synchronized void written(int count, boolean failed) {
        queued -= count;
        if (failed) {
            broken = true;
            queue.clear();
            queued = 0;
        }
        if (queued < ROOM) {
            waiting.forEach(Runnable::run);
            waiting.clear();
        }
        notifyAll();
    }

    /** Ends the thread when it has written what there is. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
