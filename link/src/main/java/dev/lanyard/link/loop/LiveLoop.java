package dev.lanyard.link.loop;

import dev.lanyard.os.EventFd;
import dev.lanyard.os.Poller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop in real time: a thread that runs tasks and timers and, when nothing is ready, looks on for a moment ({@link
 * BusyPoll}) and then sleeps in {@code ppoll} on the descriptors that were registered, on an eventfd by which other threads wake
 * it, and until the next timer.
 */
public final class LiveLoop extends EventLoop {
    /** Tasks that may run before the descriptors are looked at again. */
    private static final int TASKS_PER_TURN = 256;

    private static final Logger LOG = LoggerFactory.getLogger(LiveLoop.class);

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Runnable> foreign = new ConcurrentLinkedQueue<>();
    private final List<Descriptor> descriptors = new ArrayList<>();
    private final Clock clock = new SystemClock();
    private final EventFd wakeUp;
    private final Poller poller;
    private final BusyPoll busyPoll;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;

    /**
     * Starts the loop's thread.
     *
     * @param busyPoll how long it looks on before it sleeps; zero to sleep at once
     * @throws UncheckedIOException if the kernel has no descriptor left
     */
    public LiveLoop(String name, Duration busyPoll) {
        super(new TimerHeap(() -> 0));
        this.busyPoll = new BusyPoll(busyPoll.toNanos());
        try {
            wakeUp = EventFd.create();
            poller = new Poller();
            poller.add(wakeUp.fd(), Poller.POLLIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What a descriptor's owner does when it is ready; runs on the loop's thread. */
    @FunctionalInterface
    public interface ReadinessHandler {
        /**
         * @param events the {@code revents} of poll(2)
         */
        void ready(int events);
    }

    private record Descriptor(int fd, ReadinessHandler handler) {}

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    int throughput() {
        return 64;
    }

    @Override
    public void execute(Runnable task) {
        if (inLoop()) {
            ready.add(task);
            return;
        }
        foreign.add(task);
        if (asleep) {
            asleep = false;
            wakeUp.signal();
        }
    }

    /** Whether the loop waits in the kernel, or is about to. */
    boolean isAsleep() {
        return asleep;
    }

    /** Calls the handler whenever the descriptor can be read, until {@link #unregister}. On the loop's thread only. */
    public void register(int fd, ReadinessHandler handler) {
        poller.add(fd, Poller.POLLIN);
        descriptors.add(new Descriptor(fd, handler));
    }

    /** Forgets a descriptor. On the loop's thread only. */
    public void unregister(int fd) {
        poller.remove(fd);
        descriptors.removeIf(d -> d.fd == fd);
    }

    private void run() {
        try {
            while (!stopped) {
                runReady();
                fireTimers();
                poll();
            }
            runReady();
        } finally {
            poller.close();
            wakeUp.close();
        }
    }

    private void runReady() {
        drainForeign();
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task = ready.poll();
            if (task == null) {
                if (foreign.isEmpty()) {
                    return;
                }
                drainForeign();
                continue;
            }
            guarded(task);
        }
    }

    private void drainForeign() {
        Runnable task;
        while ((task = foreign.poll()) != null) {
            ready.add(task);
        }
    }

    private void fireTimers() {
        if (timers.size() == 0) {
            return;
        }
        long now = clock.nanos();
        LoopTimer timer;
        // One that arms itself for the past again waits for the next turn.
        for (int i = timers.size(); i > 0 && (timer = timers.pollDue(now)) != null; i--) {
            guarded(timer::fire);
        }
    }

    /** What a task throws, an assertion's error too, is logged; nothing but {@link #stop} ends the loop. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a task on the event loop failed", e);
        }
    }

    private void poll() {
        if (ready.isEmpty() && lookOn()) {
            return;
        }
        long timeout = 0;
        if (ready.isEmpty()) {
            long due = timers.nextDue();
            timeout = due == Long.MAX_VALUE ? -1 : Math.max(0, due - clock.nanos());
        }
        if (timeout != 0) {
            asleep = true;
            // A task that came between the last look and the flag has woken nobody.
            if (!foreign.isEmpty() || stopped) {
                timeout = 0;
            }
        }
        int count = poller.poll(timeout);
        asleep = false;
        if (count > 0) {
            dispatch();
        }
    }

    /** Returns true if something came, or a timer is due, before the window was over. */
    private boolean lookOn() {
        long window = busyPoll.begin();
        if (window == 0) {
            return false;
        }
        long due = timers.nextDue();
        long now = clock.nanos();
        long end = now + window;
        int count = 0;
        while (count == 0 && foreign.isEmpty() && !stopped && now < due) {
            if (now >= end) {
                busyPoll.end(false);
                return false;
            }
            count = poller.poll(0);
            now = clock.nanos();
        }
        if (now < due) {
            busyPoll.end(true);
        }
        if (count > 0) {
            dispatch();
        }
        return true;
    }

    private void dispatch() {
        if (poller.revents(0) != 0) {
            wakeUp.drain();
        }
        for (int i = 0; i < descriptors.size(); i++) {
            int events = poller.revents(i + 1);
            if (events != 0) {
                ReadinessHandler handler = descriptors.get(i).handler;
                guarded(() -> handler.ready(events));
            }
        }
    }

    @Override
    void stop() {
        stopped = true;
        wakeUp.signal();
        if (!inLoop()) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class SystemClock implements Clock {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }
    }
}
