package dev.lanyard.apps;

import dev.lanyard.link.loop.EventLoop;
import dev.lanyard.link.loop.LoopTimer;

/** A timer that is set to one time at a time. On the event loop only. */
public final class Alarm {
    private final EventLoop loop;
    private LoopTimer timer;

    public Alarm(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Does something at a time, instead of what was set before.
     *
     * @param due on the loop's clock
     */
    public void set(long due, Runnable action) {
        cancel();
        timer = loop.at(due, action);
    }

    /** Does nothing of what was set. */
    public void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
