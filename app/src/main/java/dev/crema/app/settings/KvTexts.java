package dev.crema.app.settings;

import static dev.crema.app.settings.SettingText.text;

import dev.crema.app.settings.SettingInput.Choice;
import dev.crema.app.settings.SettingInput.File;
import dev.crema.app.settings.SettingInput.Folder;
import dev.crema.app.settings.SettingInput.Line;
import dev.crema.app.settings.SettingInput.Switch;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.normalize.Normalizer;
import java.util.List;
import java.util.Map;

/** The first level of caches: keys and values of prompts, in memory and on the SSD. */
final class KvTexts {
    private KvTexts() {}

    static Map<Setting, SettingText> memory() {
        return Map.of(
                Setting.KV_BUDGET_BYTES,
                text(
                                SettingGroup.MEMORY,
                                "Memory for prompts",
                                "The most memory that prompts may take between requests. What was quiet longest makes room first.",
                                new Line(),
                                SettingTexts.SIZE + "; 0 keeps none",
                                "4GB")
                        .otherwiseInWords(SettingTexts.BY_MACHINE),
                Setting.CACHING_L1_ENABLED,
                text(
                                SettingGroup.MEMORY,
                                "Keep prompts",
                                "Keeps prompts between requests. When it is off, each request is computed from its beginning.",
                                new Switch(),
                                "true or false",
                                "false")
                        .otherwise("true"),
                Setting.CACHING_KV_FORMAT,
                text(
                                SettingGroup.MEMORY,
                                "Precision",
                                "How exactly keys and values are kept. 8bit takes about half the memory and 4bit about a quarter, at some loss of quality.",
                                new Choice(List.of("model", "8bit", "4bit")),
                                "model, 8bit or 4bit",
                                "8bit")
                        .otherwise("model"),
                Setting.CACHING_KV_SIZE,
                text(
                                SettingGroup.MEMORY,
                                "Conversation size",
                                "The tokens of a conversation that are held with ease. Longer ones get more, as far as memory goes.",
                                new Line(),
                                "512 or more",
                                "16384")
                        .otherwiseInWords(SettingTexts.BY_MACHINE),
                Setting.CACHING_RESET_REQUESTS,
                text(
                                SettingGroup.MEMORY,
                                "Empty after requests",
                                "Empties the memory for prompts after so many requests. Rarely needed: what is not used makes room by itself.",
                                new Line(),
                                SettingTexts.COUNT,
                                "500")
                        .otherwise("0"),
                Setting.CACHING_RESET_TOKENS,
                text(
                                SettingGroup.MEMORY,
                                "Empty after tokens",
                                "Empties the memory for prompts after so many tokens of prompts. Rarely needed.",
                                new Line(),
                                SettingTexts.COUNT,
                                "1000000")
                        .otherwise("0"));
    }

    static Map<Setting, SettingText> ssd() {
        return Map.of(
                Setting.CACHING_SSD_ENABLED,
                text(
                                SettingGroup.SSD,
                                "Keep prompts on the SSD",
                                "Prompts survive a restart, and long conversations need less memory.",
                                new Switch(),
                                "true or false",
                                "false")
                        .otherwise("true"),
                Setting.CACHING_SSD_FOLDER,
                text(SettingGroup.SSD, "Folder", "Where the cache lies.", new Folder(), "A path", "~/kv")
                        .otherwiseInWords("In Crema's folder"),
                Setting.CACHING_SSD_BUDGET,
                text(
                                SettingGroup.SSD,
                                "Size limit",
                                "The most that the cache takes on the SSD, over all models.",
                                new Line(),
                                SettingTexts.SIZE,
                                "40GB")
                        .otherwise("20GB"),
                Setting.CACHING_SSD_FREE_FLOOR,
                text(
                                SettingGroup.SSD,
                                "Space left free",
                                "Space on the SSD that is always left to other programs.",
                                new Line(),
                                SettingTexts.SIZE,
                                "20GB")
                        .otherwise("10GB"),
                Setting.CACHING_SSD_DAILY_WRITES,
                text(
                                SettingGroup.SSD,
                                "Writes per day",
                                "The most that is written in a day, which spares the SSD.",
                                new Line(),
                                SettingTexts.SIZE,
                                "25GB")
                        .otherwise("50GB"),
                Setting.CACHING_SSD_KEY_FILE,
                text(
                                SettingGroup.SSD,
                                "Encryption key",
                                "The file with the key that the cache is encrypted with, made if it is missing; or the word keychain, which keeps the key in the Mac's keychain.",
                                new File(),
                                "A path, or keychain",
                                "keychain")
                        .otherwiseInWords("Not encrypted"));
    }

    static Map<Setting, SettingText> prewarming() {
        return Map.of(
                Setting.CACHING_DISABLED_RULES,
                text(
                                SettingGroup.PREWARMING,
                                "Rules that are off",
                                "What agents change from turn to turn is undone by rules, or each turn would look new. The ones named here are switched off.",
                                new Line(),
                                "Names separated by commas, of: " + String.join(", ", Normalizer.names()),
                                "move-dates")
                        .otherwiseInWords("No rule is off"),
                Setting.CACHING_PREWARM,
                text(
                                SettingGroup.PREWARMING,
                                "Prewarming",
                                "How long the beginnings of recent conversations may be computed after a start, while nobody asks.",
                                new Line(),
                                SettingTexts.TIME + "; 0 switches it off",
                                "2m")
                        .otherwise("60s"));
    }
}
