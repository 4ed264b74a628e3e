package dev.lanyard.link.loop;

import akka.actor.Cancellable;
import java.util.concurrent.atomic.AtomicBoolean;

/** A task with a due time. Cancelling it is safe from any thread and takes it out of the heap on the loop's own. */
public final class LoopTimer implements Cancellable {
    final long due;
    long tieBreak;
    long sequence;
    int index = -1;

    private final EventLoop loop;
    private final Runnable task;
    private final AtomicBoolean done = new AtomicBoolean();

    LoopTimer(EventLoop loop, long due, Runnable task) {
        this.loop = loop;
        this.due = due;
        this.task = task;
    }

    void fire() {
        if (done.compareAndSet(false, true)) {
            task.run();
        }
    }

    @Override
    public boolean cancel() {
        if (!done.compareAndSet(false, true)) {
            return false;
        }
        if (loop.inLoop()) {
            loop.timers.remove(this);
        }
        return true;
    }

    @Override
    public boolean isCancelled() {
        return done.get();
    }
}
