package dev.lanyard.link.loop;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * An event loop in virtual time: its thread is whoever calls {@link #step}, its clock jumps to the next timer when nothing is
 * ready, and two loops with one seed that are given the same tasks do the same things in the same order.
 *
 * <p>Belongs to the thread that created it until another one {@linkplain #adopt adopts} it; tasks from other threads are
 * refused, because when they came would depend on the machine.
 */
public final class VirtualLoop extends EventLoop {
    /** Tasks that may run at one instant before that counts as an endless loop. */
    static final long TASKS_PER_INSTANT = 50_000_000;

    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final Clock clock = new VirtualClock();
    private Thread owner = Thread.currentThread();
    private final TieBreaks tieBreaks;
    private long now;
    private long tasksAtNow;
    private long tasks;

    /**
     * @param seed of the order in which timers run that are due at one time; those that were set at one time too run in the order
     *     in which they were set
     */
    public VirtualLoop(long seed) {
        this(new TieBreaks(seed));
    }

    private VirtualLoop(TieBreaks tieBreaks) {
        super(new TimerHeap(tieBreaks));
        this.tieBreaks = tieBreaks;
    }

    /**
     * The same for all timers that are set at one instant. Were it drawn for each timer, then one that is added anywhere would
     * change the order of all others.
     */
    private static final class TieBreaks implements LongSupplier {
        private final long seed;
        private long present;

        TieBreaks(long seed) {
            this.seed = new SplittableRandom(seed).nextLong();
            moveTo(0);
        }

        /** Scatters the time with the finalizer of MurmurHash3. */
        void moveTo(long now) {
            long bits = seed ^ now;
            bits = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
            bits = (bits ^ bits >>> 33) * 0xc4ceb9fe1a85ec53L;
            present = bits ^ bits >>> 33;
        }

        @Override
        public long getAsLong() {
            return present;
        }
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == owner;
    }

    @Override
    int throughput() {
        return 1;
    }

    /** Makes the calling thread the loop's own. The one that had it must have stopped using it. */
    public void adopt() {
        owner = Thread.currentThread();
    }

    /**
     * Queues a task for the present instant.
     *
     * @throws RejectedExecutionException if called from another thread than the loop's own
     */
    @Override
    public void execute(Runnable task) {
        if (!inLoop()) {
            throw new RejectedExecutionException(
                    "thread '" + Thread.currentThread().getName()
                            + "' may not act in a virtual-time world that belongs to thread '" + owner.getName()
                            + "': do it there, or adopt the world first");
        }
        ready.add(task);
    }

    /** Runs all tasks that are ready now, and those that they make ready; the clock stands still. */
    public void runReady() {
        Runnable task;
        while ((task = ready.poll()) != null) {
            count();
            tasks++;
            task.run();
        }
    }

    private void count() {
        if (++tasksAtNow > TASKS_PER_INSTANT) {
            throw new IllegalStateException("time stands still at " + now + " ns: more than " + TASKS_PER_INSTANT
                    + " tasks ran at one instant; something answers itself without delay");
        }
    }

    /**
     * Runs what is ready; if nothing was, advances to the next instant that has timers, runs them all and what they make ready.
     *
     * @param limit nanoseconds on this loop's clock that are not passed
     * @return whether anything ran; if not, the next timer lies beyond the limit or there is none
     */
    public boolean step(long limit) {
        if (!ready.isEmpty()) {
            runReady();
            return true;
        }
        long due = timers.nextDue();
        if (due > limit || due == Long.MAX_VALUE) {
            return false;
        }
        advance(due);
        LoopTimer timer;
        while ((timer = timers.pollDue(now)) != null) {
            count();
            timer.fire();
            runReady();
        }
        return true;
    }

    /** Moves the clock forward to a time at which nothing is due before it; a time in the past changes nothing. */
    public void advance(long to) {
        if (to > now) {
            now = to;
            tieBreaks.moveTo(to);
            tasksAtNow = 0;
        }
    }

    /** Whether neither a task nor a timer waits. */
    public boolean isQuiet() {
        return ready.isEmpty() && timers.size() == 0;
    }

    /** Tasks run since the beginning. */
    public long tasks() {
        return tasks;
    }

    /** Timers that wait. */
    public int pendingTimers() {
        return timers.size();
    }

    @Override
    void stop() {
        ready.clear();
    }

    private final class VirtualClock implements Clock {
        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Instant instant() {
            return EPOCH.plusNanos(now);
        }
    }
}
