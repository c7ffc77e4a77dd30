package dev.crema.app.agents.text;

/** A settings text that cannot be read, or cannot take what is to be put into it. The message says where and why. */
public final class SettingsFormatException extends RuntimeException {
    /** With a part of a sentence, to be led in by the file's name. */
    public SettingsFormatException(String message) {
        super(message);
    }

    /** What is wrong at an offset of the text. */
    static SettingsFormatException at(String text, int offset, String problem) {
        int place = Math.min(offset, text.length());
        int lineStart = text.lastIndexOf('\n', place - 1) + 1;
        long line = text.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;
        return new SettingsFormatException("line " + line + ", column " + (place - lineStart + 1) + ": " + problem);
    }
}
