package dev.crema.app.settings;

import org.jspecify.annotations.Nullable;

/**
 * What people are told of a setting, in the window and in the documentation.
 *
 * @param name what it is called
 * @param meaning what it does, in a sentence or two
 * @param allowed which values it takes
 * @param standard what holds if nobody sets it, in words or as one would write it
 * @param standardIsValue whether {@code standard} is a value that could be written
 * @param example a value that it takes
 */
public record SettingText(
        SettingGroup group,
        String name,
        String meaning,
        SettingInput input,
        String allowed,
        String standard,
        boolean standardIsValue,
        String example) {
    /** The value that holds if nobody sets it; null where that depends on the machine, or is none. */
    public @Nullable String standardValue() {
        return standardIsValue ? standard : null;
    }

    /** Without a default yet. */
    static SettingText text(
            SettingGroup group, String name, String meaning, SettingInput input, String allowed, String example) {
        return new SettingText(group, name, meaning, input, allowed, "", false, example);
    }

    /** The same with a default that is a value. */
    SettingText otherwise(String value) {
        return new SettingText(group, name, meaning, input, allowed, value, true, example);
    }

    /** The same with a default that is told in words. */
    SettingText otherwiseInWords(String words) {
        return new SettingText(group, name, meaning, input, allowed, words, false, example);
    }
}
