package dev.lanyard.apps.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logging as a user wants it: warnings and errors to standard error, in one line each. {@code LANYARD_LOG=debug} (or another
 * level) says more, with time, logger and stack traces. In code rather than in a logback.xml because reading that costs a tenth
 * of a second of every start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** Environment variable with the level. */
    static final String VARIABLE = "LANYARD_LOG";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Level level = Level.toLevel(System.getenv(VARIABLE), Level.WARN);
        LayoutBase<ILoggingEvent> layout = level.isGreaterOrEqual(Level.WARN) ? new Brief() : new Full();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName("stderr");
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** For people: {@code lanyard: tap0: the device was deleted}. */
    private static final class Brief extends LayoutBase<ILoggingEvent> {
        @Override
        public String doLayout(ILoggingEvent event) {
            IThrowableProxy failure = event.getThrowableProxy();
            String reason = failure == null ? "" : ": " + failure.getClassName() + ": " + failure.getMessage();
            return "lanyard: " + event.getFormattedMessage() + reason + System.lineSeparator();
        }
    }

    /** For us. */
    private static final class Full extends LayoutBase<ILoggingEvent> {
        @Override
        public String doLayout(ILoggingEvent event) {
            IThrowableProxy failure = event.getThrowableProxy();
            return event.getInstant() + " " + event.getLevel() + " " + event.getLoggerName() + " "
                    + event.getFormattedMessage() + System.lineSeparator()
                    + (failure == null ? "" : ThrowableProxyUtil.asString(failure));
        }
    }
}
