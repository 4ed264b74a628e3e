package dev.lanyard.link.loop;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Makes the event loop of the system's {@link LoopScheduler} the executor of a dispatcher. Named in the configuration. */
public final class LoopExecutorConfigurator extends ExecutorServiceConfigurator {
    private final EventLoop loop;

    public LoopExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        loop = ((LoopScheduler) prerequisites.scheduler()).loop();
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> new LoopExecutorService(loop);
    }

    /** A dispatcher's view of the loop, which outlives it. */
    private static final class LoopExecutorService extends AbstractExecutorService implements ExecutorService {
        private final EventLoop loop;
        private volatile boolean shutdown;

        LoopExecutorService(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }
}
