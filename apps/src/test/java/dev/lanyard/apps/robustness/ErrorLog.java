package dev.lanyard.apps.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.link.loop.LoopSystem;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Hears whether an actor failed or was restarted, which Akka logs as an error, and whatever else came with an exception. */
final class ErrorLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int KEPT = 5;
    private static final String PROBE = "is anybody listening?";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    /** Warns of each address conflict, of which an attack has many. */
    private final Logger conflicts = (Logger) LoggerFactory.getLogger(ArpActor.class);

    private final List<String> first = new ArrayList<>();
    private int count;
    private int probes;

    ErrorLog() {
        start();
        root.addAppender(this);
        conflicts.setLevel(Level.ERROR);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().equals(PROBE)) {
            probes++;
        } else if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
            count++;
            if (first.size() < KEPT) {
                first.add(event.getLoggerName() + ": " + event.getFormattedMessage() + " " + event.getThrowableProxy());
            }
        }
    }

    /** That what actors of a system log is heard here; else silence would mean nothing. */
    void assertHears(LoopSystem system) {
        system.actorSystem().log().error(PROBE);
        assertEquals(1, probes, "errors of actors are not heard");
    }

    void assertNothing(String when) {
        assertTrue(count == 0, () -> count + " errors " + when + ", the first of which: " + first);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        conflicts.setLevel(null);
    }
}
