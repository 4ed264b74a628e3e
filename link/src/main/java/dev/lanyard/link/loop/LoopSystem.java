package dev.lanyard.link.loop;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An actor system on an {@link EventLoop}: what nodes and simulated networks are spawned into. */
public final class LoopSystem implements AutoCloseable {
    /** The mailbox of actors that only the loop's thread reads: pass it to {@code spawn} of hot actors. */
    public static final Props SINGLE_CONSUMER = MailboxSelector.fromConfig("lanyard.single-consumer-mailbox");

    /** Twice what it takes to wake a core that has gone to rest. */
    public static final Duration BUSY_POLL = Duration.ofNanos(100_000);

    /** More would be a loop that never sleeps. */
    public static final Duration MOST_BUSY_POLL = Duration.ofMillis(10);

    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final LoopBlockContext blockContext;
    private final ActorSystem<Spawn<?>> system;

    private LoopSystem(String name, EventLoop loop) {
        this.loop = loop;
        this.blockContext = new LoopBlockContext(loop);
        Config config = ConfigFactory.parseString("lanyard.dispatcher-throughput = " + loop.throughput())
                .withFallback(ConfigFactory.parseResources(LoopSystem.class, "/lanyard-akka.conf"))
                .withFallback(ConfigFactory.load())
                .resolve();
        this.system = blockContext.call(() -> ActorSystem.create(guardian(), name, config));
    }

    private record Spawn<T>(Behavior<T> behavior, String name, Props props, CompletableFuture<ActorRef<T>> reply) {}

    /** A system in real time on a thread of its own, which looks on for {@link #BUSY_POLL} before it sleeps. */
    public static LoopSystem live(String name) {
        return live(name, Runtime.getRuntime().availableProcessors() > 1 ? BUSY_POLL : Duration.ZERO);
    }

    /**
     * A system in real time on a thread of its own.
     *
     * @param busyPoll how long the thread looks on before it sleeps, as long as that turns out to be worth it ({@link BusyPoll}); zero
     *     to sleep at once
     * @throws IllegalArgumentException if negative, or over {@link #MOST_BUSY_POLL}
     */
    public static LoopSystem live(String name, Duration busyPoll) {
        checkBusyPoll(busyPoll);
        return new LoopSystem(name, new LiveLoop(name, busyPoll));
    }

    /**
     * @throws IllegalArgumentException if negative, or over {@link #MOST_BUSY_POLL}
     */
    public static void checkBusyPoll(Duration busyPoll) {
        if (busyPoll.isNegative() || busyPoll.compareTo(MOST_BUSY_POLL) > 0) {
            throw new IllegalArgumentException("busy polling for " + busyPoll.toNanos() / 1000 + " µs: from 0 to "
                    + MOST_BUSY_POLL.toNanos() / 1000);
        }
    }

    /** A system in virtual time, driven by the calling thread. */
    public static LoopSystem virtual(String name, long seed) {
        return new LoopSystem(name, new VirtualLoop(seed));
    }

    private static Behavior<Spawn<?>> guardian() {
        return Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
            spawn(context, message);
            return Behaviors.same();
        }));
    }

    private static <T> void spawn(ActorContext<Spawn<?>> context, Spawn<T> request) {
        try {
            request.reply.complete(context.spawn(request.behavior, request.name, request.props));
        } catch (RuntimeException e) {
            request.reply.completeExceptionally(e);
        }
    }

    public EventLoop loop() {
        return loop;
    }

    public Clock clock() {
        return loop.clock();
    }

    public ActorSystem<?> actorSystem() {
        return system;
    }

    /** Starts a top-level actor and waits until it has been created. */
    public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        CompletableFuture<ActorRef<T>> reply = new CompletableFuture<>();
        system.tell(new Spawn<>(behavior, name, SINGLE_CONSUMER, reply));
        try {
            return await(reply, SHUTDOWN);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot start actor " + name + ": " + e.getMessage(), e);
        }
    }

    /** Calls Akka where it waits for its own actors, as when a stream materializer is created. */
    public <T> T callBlocking(Supplier<T> body) {
        return blockContext.call(body);
    }

    /**
     * Waits for a result: blocks the calling thread on a live loop, runs the world on a virtual one.
     *
     * @param timeout on the loop's clock
     * @throws ExecutionException with the cause that the stage failed with
     * @throws TimeoutException if the time is over, or in virtual time if nothing is left to happen
     * @throws IllegalStateException on a live loop's own thread, which would wait for itself
     */
    public <T> T await(CompletionStage<T> stage, Duration timeout) throws ExecutionException, TimeoutException {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (loop instanceof VirtualLoop virtual) {
            return run(virtual, future, timeout);
        }
        if (loop.inLoop() && !future.isDone()) {
            throw new IllegalStateException("the event loop's thread cannot wait for itself");
        }
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("not within " + timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(new InterruptedIOException("interrupted while waiting"));
        }
    }

    private static <T> T run(VirtualLoop loop, CompletableFuture<T> future, Duration timeout)
            throws ExecutionException, TimeoutException {
        long now = loop.clock().nanos();
        long limit = now + Math.min(timeout.toNanos(), Long.MAX_VALUE - now);
        while (!future.isDone()) {
            if (!loop.step(limit)) {
                boolean quiet = loop.isQuiet();
                loop.advance(limit);
                throw new TimeoutException(
                        quiet ? "nothing is left to happen" : "not within " + timeout + " of virtual time");
            }
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new ExecutionException(e.getCause());
        }
    }

    /**
     * Stops every actor, then the loop.
     *
     * @throws IllegalStateException on a live loop's own thread, which would wait for itself
     */
    @Override
    public void close() {
        if (loop instanceof LiveLoop && loop.inLoop()) {
            throw new IllegalStateException("the event loop's thread cannot wait for its own end");
        }
        system.terminate();
        if (loop instanceof VirtualLoop virtual) {
            long limit = virtual.clock().nanos() + SHUTDOWN.toNanos();
            while (!system.whenTerminated().isCompleted() && virtual.step(limit)) {
                // each step stops more
            }
        } else {
            try {
                system.getWhenTerminated().toCompletableFuture().get(SHUTDOWN.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                system.log().warn("actors still run {} after they were told to stop", SHUTDOWN);
            }
        }
        loop.stop();
    }
}
