package dev.crema.app.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param subject what was looked at, in a word
 * @param text what was found
 * @param fix what to do; null if all is well
 */
public record Finding(
        Status status,
        String subject,
        String text,
        @Nullable String fix) {
    /** How it stands. In order of growing need. */
    public enum Status {
        /** As it should be. */
        OK,
        /** Works, with a limit the user should know. */
        WARNING,
        /** {@code serve} would fail, or fail its clients. */
        PROBLEM
    }

    static Finding ok(String subject, String text) {
        return new Finding(Status.OK, subject, text, null);
    }

    static Finding warning(String subject, String text, String fix) {
        return new Finding(Status.WARNING, subject, text, fix);
    }

    static Finding problem(String subject, String text, String fix) {
        return new Finding(Status.PROBLEM, subject, text, fix);
    }
}
