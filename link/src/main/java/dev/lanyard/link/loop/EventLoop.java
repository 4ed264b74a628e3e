package dev.lanyard.link.loop;

import java.util.concurrent.Executor;

/**
 * One thread that is dispatcher, scheduler and clock of everything that runs on it. Tasks run one at a time in the order in
 * which they were submitted; a timer's task runs at its due time after the tasks that were ready before it.
 */
public abstract class EventLoop implements Executor {
    final TimerHeap timers;
    private long sequence;

    EventLoop(TimerHeap timers) {
        this.timers = timers;
    }

    public abstract Clock clock();

    /** Whether the calling thread may touch what lives on the loop. */
    public abstract boolean inLoop();

    /** Actor messages that one mailbox may process before the next one gets its turn. */
    abstract int throughput();

    /**
     * Runs a task when the clock has reached a time.
     *
     * @param due on this loop's {@link Clock#nanos()}; in the past means at once
     */
    public final LoopTimer at(long due, Runnable task) {
        LoopTimer timer = new LoopTimer(this, due, task);
        if (inLoop()) {
            add(timer);
        } else {
            execute(() -> add(timer));
        }
        return timer;
    }

    private void add(LoopTimer timer) {
        if (!timer.isCancelled()) {
            timers.add(timer, sequence++);
        }
    }

    /** Runs what was submitted while the loop is told to end, then lets go of the operating system's resources. */
    abstract void stop();
}
