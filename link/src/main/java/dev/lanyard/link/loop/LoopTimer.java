package dev.lanyard.link.loop;

import akka.actor.Cancellable;
import java.util.concurrent.atomic.AtomicInteger;

/** A task with a due time. Cancelling it is safe from any thread and takes it out of the heap on the loop's own. */
public final class LoopTimer implements Cancellable {
    private static final int PENDING = 0;
    private static final int FIRED = 1;
    private static final int CANCELLED = 2;

    final long due;
    long tieBreak;
    long sequence;
    int index = -1;

    private final EventLoop loop;
    private final Runnable task;
    private final AtomicInteger state = new AtomicInteger(PENDING);

    LoopTimer(EventLoop loop, long due, Runnable task) {
        this.loop = loop;
        this.due = due;
        this.task = task;
    }

    void fire() {
        if (state.compareAndSet(PENDING, FIRED)) {
            task.run();
        }
    }

    @Override
    public boolean cancel() {
        if (!state.compareAndSet(PENDING, CANCELLED)) {
            return false;
        }
        if (loop.inLoop()) {
            loop.timers.remove(this);
        }
        return true;
    }

    @Override
    public boolean isCancelled() {
        return state.get() == CANCELLED;
    }
}
