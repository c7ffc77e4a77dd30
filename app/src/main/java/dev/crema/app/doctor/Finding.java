package dev.crema.app.doctor;

/**
 * What one check found.
 *
 * @param subject what was looked at, in a word
 * @param text what was found and, unless all is well, what to do
 */
public record Finding(Verdict verdict, String subject, String text) {
    /** How it stands. */
    public enum Verdict {
        /** As it should be. */
        GOOD,
        /** Works, with a limit the user should know. */
        NOTE,
        /** {@code serve} would fail. */
        BAD
    }

    static Finding good(String subject, String text) {
        return new Finding(Verdict.GOOD, subject, text);
    }

    static Finding note(String subject, String text) {
        return new Finding(Verdict.NOTE, subject, text);
    }

    static Finding bad(String subject, String text) {
        return new Finding(Verdict.BAD, subject, text);
    }
}
