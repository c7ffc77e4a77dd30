package dev.crema.app.live;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last lines of the log, in memory, for a window. Safe from any thread; who logs waits for nobody. */
public final class LogLines extends AppenderBase<ILoggingEvent> {
    /** How many are kept. */
    public static final int CAPACITY = 2000;

    private final Deque<Line> lines = new ArrayDeque<>(); // guarded by itself
    private long written; // guarded by lines

    /** How much a line matters. */
    public enum Severity {
        /** Something failed. */
        ERROR,
        /** Something is not as it should be. */
        WARN,
        /** What happens. */
        INFO,
        /** How it happens. */
        DEBUG
    }

    /**
     * A line of the log.
     *
     * @param number counted from the start
     * @param source the class that logged, without its package
     * @param text with the stack trace, if there is one
     */
    public record Line(long number, Instant at, Severity severity, String source, String text) {}

    /** Listens to everything that is logged from now on. */
    public static LogLines listen() {
        LogLines lines = new LogLines();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        lines.setContext(context);
        lines.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
        return lines;
    }

    /** All that are kept, the oldest first. */
    public List<Line> all() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** How many there were since the start: who sees the same number again has seen everything. */
    public long written() {
        synchronized (lines) {
            return written;
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        String trace =
                event.getThrowableProxy() == null ? "" : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        String logger = event.getLoggerName();
        String source = logger.substring(logger.lastIndexOf('.') + 1);
        String text = event.getFormattedMessage() + trace;
        synchronized (lines) {
            if (lines.size() == CAPACITY) {
                lines.removeFirst();
            }
            lines.addLast(new Line(++written, event.getInstant(), severity(event.getLevel()), source, text));
        }
    }

    private static Severity severity(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return Severity.ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return Severity.WARN;
        }
        return level.isGreaterOrEqual(Level.INFO) ? Severity.INFO : Severity.DEBUG;
    }

    /** Listens no more. */
    public void close() {
        ((LoggerContext) getContext()).getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        stop();
    }
}
