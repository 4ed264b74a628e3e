package dev.lanyard.link.loop;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import scala.concurrent.BlockContext;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's scheduler on an event loop's timer heap. Akka creates it by reflection while a system is being built; it takes the
 * loop from the {@link LoopBlockContext} that {@link LoopSystem} puts around that.
 */
public final class LoopScheduler extends AbstractScheduler {
    private final EventLoop loop;

    public LoopScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        if (!(BlockContext.current() instanceof LoopBlockContext context)) {
            throw new IllegalStateException("an actor system on an event loop is created by LoopSystem");
        }
        loop = context.loop();
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return loop.at(after(loop.clock().nanos(), delay.toNanos()), () -> executor.execute(task));
    }

    /** At a fixed rate: the n-th run is due at initial delay + n intervals, however long the runs take. */
    @Override
    @SuppressWarnings("deprecation")
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return new Repeating(after(loop.clock().nanos(), initialDelay.toNanos()), interval.toNanos(), task, executor);
    }

    /** A time that many nanoseconds later; {@link Long#MAX_VALUE}, at which nothing ever happens, if that is beyond all times. */
    private static long after(long time, long delay) {
        long sum = time + Math.max(0, delay);
        return sum < time ? Long.MAX_VALUE : sum;
    }

    @Override
    public double maxFrequency() {
        return 1e6;
    }

    private final class Repeating implements Cancellable {
        private final long interval;
        private final Runnable task;
        private final ExecutionContext executor;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private volatile LoopTimer next;

        Repeating(long firstDue, long interval, Runnable task, ExecutionContext executor) {
            this.interval = interval;
            this.task = task;
            this.executor = executor;
            arm(firstDue);
        }

        private void arm(long due) {
            next = loop.at(due, () -> {
                if (!cancelled.get()) {
                    arm(after(due, interval));
                    executor.execute(task);
                }
            });
        }

        @Override
        public boolean cancel() {
            if (!cancelled.compareAndSet(false, true)) {
                return false;
            }
            next.cancel();
            return true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }
}
