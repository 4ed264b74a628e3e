package dev.lanyard.simulator;

import dev.lanyard.link.loop.EventLoop;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How a world's time passes. Times are nanoseconds since the world began. */
abstract class Passage {
    final EventLoop loop;
    private final long origin;

    private Passage(EventLoop loop) {
        this.loop = loop;
        this.origin = loop.clock().nanos();
    }

    static Passage of(LoopSystem system) {
        return system.loop() instanceof VirtualLoop virtual ? new Virtual(virtual) : new Real(system.loop());
    }

    /** A task that may fail for the file system. */
    interface IoTask {
        void run() throws IOException;
    }

    final long now() {
        return loop.clock().nanos() - origin;
    }

    abstract boolean runUntil(BooleanSupplier condition, Duration limit);

    abstract boolean runUntilQuiet(Duration quiet, Duration limit);

    /** Runs a task on the loop and waits for it. */
    abstract void call(Runnable task);

    final void callIo(IoTask task) throws IOException {
        try {
            call(() -> {
                try {
                    task.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The sum of the present time and a span, without overflow. */
    final long after(Duration span) {
        long now = loop.clock().nanos();
        long nanos = span.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : span.toNanos();
        long sum = now + nanos;
        return nanos > 0 && sum < now ? Long.MAX_VALUE : sum;
    }

    private static final class Virtual extends Passage {
        private final VirtualLoop virtual;

        Virtual(VirtualLoop virtual) {
            super(virtual);
            this.virtual = virtual;
        }

        @Override
        boolean runUntil(BooleanSupplier condition, Duration limit) {
            long end = after(limit);
            while (!condition.getAsBoolean()) {
                if (!virtual.step(end)) {
                    virtual.advance(end);
                    return condition.getAsBoolean();
                }
            }
            return true;
        }

        @Override
        boolean runUntilQuiet(Duration quiet, Duration limit) {
            long end = after(limit);
            while (true) {
                long horizon = after(quiet);
                if (!virtual.step(Math.min(end, horizon))) {
                    if (horizon <= end) {
                        return true;
                    }
                    virtual.advance(end);
                    return false;
                }
            }
        }

        @Override
        void call(Runnable task) {
            task.run();
        }
    }

    private static final class Real extends Passage {
        private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(1);

        Real(EventLoop loop) {
            super(loop);
        }

        @Override
        boolean runUntil(BooleanSupplier condition, Duration limit) {
            long end = after(limit);
            while (!holds(condition)) {
                long left = end - loop.clock().nanos();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(Math.min(left, LOOK));
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while the world ran");
                }
            }
            return true;
        }

        private boolean holds(BooleanSupplier condition) {
            boolean[] result = new boolean[1];
            call(() -> result[0] = condition.getAsBoolean());
            return result[0];
        }

        @Override
        boolean runUntilQuiet(Duration quiet, Duration limit) {
            throw new IllegalStateException("only a world in virtual time knows when it is quiet");
        }

        @Override
        void call(Runnable task) {
            if (loop.inLoop()) {
                task.run();
                return;
            }
            try {
                CompletableFuture.runAsync(task, loop).join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }
}
