package dev.crema.proxy.observe;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.crema.proxy.chat.CacheMiss;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per request, at INFO. Says who asked what of which model and how it went, never what was said. Only at DEBUG a
 * second line shows the words around the place where a prompt left its cached beginning.
 */
public final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final int MAX_NAME = 60;

    private RequestLog() {}

    /** Writes the line; any thread. */
    public static void write(RequestRecord record) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line(record));
        }
        CacheMiss miss = missOf(record);
        if (miss != null && LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} left its cached prefix: was {} and is {}",
                    record.id(),
                    quoted(miss.before()),
                    quoted(miss.now()));
        }
    }

    static String line(RequestRecord record) {
        var usage = record.usage();
        var timings = record.timings();
        var first = record.timeToFirst();
        return String.format(
                Locale.ROOT,
                "%s %s %s %d %s model=%s%s client=%s tokens in=%d reused=%d created=%d out=%d"
                        + " queue=%.0f prefill=%.0f decode=%.0f first=%s total=%.0f ms%s%s",
                record.id(),
                record.protocol(),
                record.path(),
                record.status(),
                record.streamed() ? "stream" : "whole",
                clean(record.asked()),
                record.served().isEmpty() || record.served().equals(record.asked()) ? "" : ">" + clean(record.served()),
                clean(record.caller().name()),
                usage.input(),
                usage.cacheRead(),
                usage.cacheCreation(),
                usage.output(),
                timings.queueNanos() / 1e6,
                timings.prefillNanos() / 1e6,
                timings.decodeNanos() / 1e6,
                first == null ? "-" : String.format(Locale.ROOT, "%.0f", millis(first)),
                millis(record.total()),
                cache(record),
                record.failure().isEmpty() ? "" : " failed=" + record.failure());
    }

    /** Which cache helped, how much time that saved, and what kept the prefix from being reused. */
    private static String cache(RequestRecord record) {
        if (record.cache() == null) {
            return "";
        }
        CacheMiss miss = missOf(record);
        return String.format(
                        Locale.ROOT, " cache=%s saved=%.0f ms", record.level().wireName(), record.savedNanos() / 1e6)
                + (miss == null ? "" : " why=" + miss.cause().wireName() + "@" + miss.position());
    }

    private static @Nullable CacheMiss missOf(RequestRecord record) {
        return record.cache() == null ? null : record.cache().miss();
    }

    /** On one line, so that a prompt cannot write lines of its own. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** Names come from the client: no line breaks, no blanks, no novels. */
    private static String clean(String name) {
        StringBuilder cleaned = new StringBuilder(Math.min(name.length(), MAX_NAME));
        for (int i = 0; i < name.length() && i < MAX_NAME; i++) {
            char c = name.charAt(i);
            cleaned.append(c > ' ' && c < 127 ? c : '_');
        }
        return cleaned.isEmpty() ? "-" : cleaned.toString();
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
