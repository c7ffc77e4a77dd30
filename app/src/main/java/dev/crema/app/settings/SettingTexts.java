package dev.crema.app.settings;

import dev.crema.proxy.config.Setting;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What every setting means. Immutable. */
public final class SettingTexts {
    static final String SIZE = "A size such as 512MB or 20GB";
    static final String TIME = "A time such as 250ms, 30s, 2h or 30d";
    static final String COUNT = "A whole number; 0 means never";
    static final String BY_MACHINE = "What this computer can spare";

    private static final Map<Setting, SettingText> ALL = new EnumMap<>(Setting.class);

    static {
        ALL.putAll(ServerTexts.general());
        ALL.putAll(ServerTexts.model());
        ALL.putAll(ServerTexts.hub());
        ALL.putAll(ServerTexts.prices());
        ALL.putAll(KvTexts.memory());
        ALL.putAll(KvTexts.ssd());
        ALL.putAll(KvTexts.prewarming());
        ALL.putAll(AnswerTexts.memory());
        ALL.putAll(AnswerTexts.disk());
        ALL.putAll(AnswerTexts.meaning());
        ALL.putAll(AnswerTexts.team());
    }

    private SettingTexts() {}

    /** The text of a setting. */
    public static SettingText of(Setting setting) {
        return Objects.requireNonNull(ALL.get(setting), setting.key());
    }

    /** The settings of a group, in the order people see them. */
    public static List<Setting> of(SettingGroup group) {
        return Arrays.stream(Setting.values())
                .filter(setting -> of(setting).group() == group)
                .toList();
    }
}
