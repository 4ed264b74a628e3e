package dev.lanyard.apps.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;

/** SIGINT, SIGTERM and SIGHUP: the first asks for an orderly end, the second ends the process at once. */
final class StopSignal {
    private static final int SIGNAL_STATUS = 128;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    private record Known(String name, int number) {}

    private static final List<Known> SIGNALS = List.of(new Known("HUP", 1), new Known("INT", 2), new Known("TERM", 15));

    /** Takes over the process's signals. */
    static StopSignal install() {
        StopSignal stop = new StopSignal();
        SIGNALS.forEach(signal -> Signals.register(signal.name, () -> stop.on(signal)));
        return stop;
    }

    private void on(Known signal) {
        if (!requested.complete(null)) {
            Runtime.getRuntime().halt(SIGNAL_STATUS + signal.number);
        }
    }

    boolean isRequested() {
        return requested.isDone();
    }

    /** Does something, on a thread of the virtual machine, when the first signal comes. */
    void onRequest(Runnable action) {
        requested.thenRun(action);
    }

    /** Completes with the first signal. */
    CompletableFuture<Void> requested() {
        return requested;
    }
}
