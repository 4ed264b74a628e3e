package dev.lanyard.actors.tcp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the connections of a node say what happens to them. While nobody listens it costs next to nothing. */
public final class TcpEvents {
    private static final Logger LOG = LoggerFactory.getLogger(TcpEvents.class);

    private final List<Consumer<TcpEvent>> subscribers = new CopyOnWriteArrayList<>();

    /** Ends a subscription; more than once is no error. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Hears of all events from now on, in order. May be called from any thread.
     *
     * @param subscriber called on the event loop, where it must not wait; if it throws, it hears no more
     */
    public Subscription subscribe(Consumer<TcpEvent> subscriber) {
        // wrapped, so that one that subscribes twice is two subscribers
        Consumer<TcpEvent> entry = subscriber::accept;
        subscribers.add(entry);
        return () -> subscribers.remove(entry);
    }

    boolean isWatched() {
        return !subscribers.isEmpty();
    }

    void publish(TcpEvent event) {
        for (Consumer<TcpEvent> subscriber : subscribers) {
            try {
                subscriber.accept(event);
            } catch (RuntimeException e) {
                subscribers.remove(subscriber);
                LOG.warn("a subscriber of TCP events failed and hears no more", e);
            }
        }
    }
}
