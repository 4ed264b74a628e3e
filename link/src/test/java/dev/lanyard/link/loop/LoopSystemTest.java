package dev.lanyard.link.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LoopSystemTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Behavior<String> ticker(Clock clock, List<String> log, CompletableFuture<Void> done) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerAtFixedRate("rate", "rate", Duration.ofNanos(333_333_333));
            timers.startSingleTimer("once", "once", Duration.ofNanos(1));
            timers.startTimerWithFixedDelay("delay", "delay", Duration.ofMillis(400));
            timers.startSingleTimer("end", "end", Duration.ofSeconds(1));
            return Behaviors.receiveMessage(message -> {
                log.add(message + "@" + clock.nanos());
                if (message.equals("end")) {
                    done.complete(null);
                    return Behaviors.stopped();
                }
                return Behaviors.same();
            });
        });
    }

    @Test
    void actorsTimersAreExactInVirtualTime() throws Exception {
        List<String> log = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (LoopSystem system = LoopSystem.virtual("virtual", 1)) {
            system.spawn(ticker(system.clock(), log, done), "ticker");
            system.await(done, Duration.ofHours(1));
        }
        assertEquals(
                List.of(
                        "once@1",
                        "rate@333333333",
                        "delay@400000000",
                        "rate@666666666",
                        "delay@800000000",
                        "rate@999999999",
                        "end@1000000000"),
                log);
    }

    @Test
    void cancelledTimersLeaveAQuietWorld() {
        try (LoopSystem system = LoopSystem.virtual("virtual", 1)) {
            VirtualLoop loop = (VirtualLoop) system.loop();
            int before = loop.pendingTimers();
            var scheduler = system.actorSystem().scheduler();
            var context = system.actorSystem().executionContext();
            Cancellable rate = scheduler.scheduleAtFixedRate(SECOND, Duration.ofDays(1), () -> {}, context);
            Cancellable once = scheduler.scheduleOnce(SECOND, () -> {}, context);
            while (loop.step(Duration.ofSeconds(2).toNanos())) {}
            assertEquals(before + 1, loop.pendingTimers());
            assertFalse(once.isCancelled());
            assertTrue(rate.cancel());
            assertFalse(rate.cancel());
            assertEquals(before, loop.pendingTimers());
        }
    }

    @Test
    void aDelayBeyondTheEndOfTimeNeverComes() {
        try (LoopSystem system = LoopSystem.virtual("virtual", 1)) {
            VirtualLoop loop = (VirtualLoop) system.loop();
            loop.advance(SECOND.toNanos());
            AtomicInteger runs = new AtomicInteger();
            system.actorSystem()
                    .scheduler()
                    .scheduleOnce(
                            Duration.ofNanos(Long.MAX_VALUE),
                            runs::incrementAndGet,
                            system.actorSystem().executionContext());
            while (loop.step(Duration.ofDays(365).toNanos())) {}
            assertEquals(0, runs.get());
        }
    }

    @Test
    void awaitInVirtualTimeEndsWhenNothingIsLeftOrTheTimeIsOver() throws Exception {
        try (LoopSystem system = LoopSystem.virtual("virtual", 1)) {
            long begin = system.clock().nanos();
            assertThrows(TimeoutException.class, () -> system.await(new CompletableFuture<>(), SECOND));
            assertEquals(begin + SECOND.toNanos(), system.clock().nanos());
            CompletableFuture<String> failed = new CompletableFuture<>();
            system.loop().at(0, () -> failed.completeExceptionally(new IllegalArgumentException("why")));
            Throwable cause = assertThrows(ExecutionException.class, () -> system.await(failed, SECOND))
                    .getCause();
            assertEquals("why", cause.getMessage());
        }
    }

    @Test
    void liveTimersFireWithinSaneBoundsAndForeignThreadsWakeTheLoop() throws Exception {
        try (LoopSystem system = LoopSystem.live("live")) {
            CompletableFuture<Long> fired = new CompletableFuture<>();
            long start = System.nanoTime();
            system.loop().at(start + 30_000_000, () -> fired.complete(System.nanoTime() - start));
            long elapsed = system.await(fired, Duration.ofSeconds(10));
            assertTrue(elapsed >= 30_000_000 && elapsed < 2_000_000_000L, elapsed + " ns");

            // Once it sleeps there is nothing to wake it but this thread.
            while (!((LiveLoop) system.loop()).isAsleep()) {
                assertTrue(System.nanoTime() - start < 10_000_000_000L, "the loop does not go to sleep");
                Thread.onSpinWait();
            }
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            system.loop().execute(() -> ran.complete(Thread.currentThread()));
            assertEquals("live", ran.get(10, TimeUnit.SECONDS).getName());
        }
    }

    @Test
    void liveActorsAnswerOnTheLoopsThread() throws Exception {
        try (LoopSystem system = LoopSystem.live("live")) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            ActorRef<String> actor = system.spawn(
                    Behaviors.receiveMessage(message -> {
                        reply.complete(message + " on " + Thread.currentThread().getName());
                        return Behaviors.same();
                    }),
                    "echo");
            actor.tell("here");
            assertEquals("here on live", system.await(reply, Duration.ofSeconds(10)));
            TimeoutException timeout = assertThrows(
                    TimeoutException.class, () -> system.await(new CompletableFuture<>(), Duration.ofMillis(20)));
            assertEquals("not within PT0.02S", timeout.getMessage());
        }
    }

    @Test
    void theLoopsThreadNeitherWaitsForItselfNorEndsByATasksError() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(LiveLoop.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        logger.setAdditive(false);
        try (LoopSystem system = LoopSystem.live("live")) {
            CompletableFuture<Throwable> awaited = new CompletableFuture<>();
            CompletableFuture<Throwable> closed = new CompletableFuture<>();
            system.loop().execute(() -> {
                awaited.complete(assertThrows(
                        IllegalStateException.class, () -> system.await(new CompletableFuture<>(), SECOND)));
                closed.complete(assertThrows(IllegalStateException.class, system::close));
                throw new AssertionError("a task's own");
            });
            assertSame(
                    IllegalStateException.class,
                    awaited.get(10, TimeUnit.SECONDS).getClass());
            assertSame(
                    IllegalStateException.class,
                    closed.get(10, TimeUnit.SECONDS).getClass());
            CompletableFuture<Void> alive = new CompletableFuture<>();
            system.loop().execute(() -> alive.complete(null));
            alive.get(10, TimeUnit.SECONDS);
            assertEquals("a task's own", logged.list.get(0).getThrowableProxy().getMessage());
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(logged);
        }
    }

    @Test
    void aTimerThatRearmsItselfInThePastDoesNotStarveTasks() throws Exception {
        try (LoopSystem system = LoopSystem.live("live")) {
            EventLoop loop = system.loop();
            boolean[] stop = {false};
            loop.execute(new Runnable() {
                @Override
                public void run() {
                    if (!stop[0]) {
                        loop.at(Long.MIN_VALUE, this);
                    }
                }
            });
            CountDownLatch ran = new CountDownLatch(1);
            loop.execute(() -> {
                stop[0] = true;
                ran.countDown();
            });
            assertTrue(ran.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void closeEndsTheThreadAfterWhatWasSubmitted() throws Exception {
        LoopSystem system = LoopSystem.live("ending");
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        system.loop().execute(() -> thread.complete(Thread.currentThread()));
        Thread loop = thread.get(10, TimeUnit.SECONDS);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            system.loop().execute(ran::incrementAndGet);
        }
        system.close();
        assertFalse(loop.isAlive());
        assertEquals(1000, ran.get());
        system.loop().execute(() -> {}); // nobody hears it, and nothing fails
    }
}
