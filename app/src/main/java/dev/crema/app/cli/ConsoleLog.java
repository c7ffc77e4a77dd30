package dev.crema.app.cli;

import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The log lines that people see on their terminal; all of them are in the log file too. */
final class ConsoleLog {
    /** As {@code logback.xml} names it. */
    private static final String APPENDER = "CONSOLE";

    private ConsoleLog() {}

    /** For the rest of the process: another program has the terminal now. */
    static void silence() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.detachAppender(APPENDER);
        }
    }
}
