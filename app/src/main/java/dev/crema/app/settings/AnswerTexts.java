package dev.crema.app.settings;

import static dev.crema.app.settings.SettingText.text;

import dev.crema.app.settings.SettingInput.File;
import dev.crema.app.settings.SettingInput.Folder;
import dev.crema.app.settings.SettingInput.Line;
import dev.crema.app.settings.SettingInput.Secret;
import dev.crema.app.settings.SettingInput.Switch;
import dev.crema.proxy.config.Setting;
import java.util.Map;

/** The other levels of caches: whole answers. */
final class AnswerTexts {
    private AnswerTexts() {}

    static Map<Setting, SettingText> memory() {
        return Map.of(
                Setting.CACHING_L2_ENABLED,
                text(
                                SettingGroup.ANSWERS,
                                "Answers in memory",
                                "Repeats an answer that is still in memory.",
                                new Switch(),
                                "true or false",
                                "false")
                        .otherwise("true"),
                Setting.CACHING_L2_MAX_SIZE,
                text(
                                SettingGroup.ANSWERS,
                                "Size in memory",
                                "The most memory that answers may take.",
                                new Line(),
                                SettingTexts.SIZE,
                                "256MB")
                        .otherwise("128MB"),
                Setting.CACHING_L2_MAX_ENTRIES,
                text(
                                SettingGroup.ANSWERS,
                                "Number in memory",
                                "How many answers are kept in memory.",
                                new Line(),
                                "64 to 1024",
                                "512")
                        .otherwise("256"),
                Setting.CACHING_L2_TTL,
                text(
                                SettingGroup.ANSWERS,
                                "Time in memory",
                                "How long an answer is kept in memory.",
                                new Line(),
                                SettingTexts.TIME,
                                "2h")
                        .otherwise("1h"));
    }

    static Map<Setting, SettingText> disk() {
        return Map.of(
                Setting.CACHING_L3_ENABLED,
                text(
                                SettingGroup.ANSWERS,
                                "Answers on disk",
                                "Repeats an answer that is on disk, also after a restart.",
                                new Switch(),
                                "true or false",
                                "false")
                        .otherwise("true"),
                Setting.CACHING_L3_PATH,
                text(
                                SettingGroup.ANSWERS,
                                "File on disk",
                                "The database that holds the answers.",
                                new File(),
                                "A path",
                                "~/answers.db")
                        .otherwiseInWords("In Crema's folder"),
                Setting.CACHING_L3_MAX_SIZE,
                text(
                                SettingGroup.ANSWERS,
                                "Size on disk",
                                "The most that answers may take on disk.",
                                new Line(),
                                SettingTexts.SIZE,
                                "1GB")
                        .otherwise("256MB"),
                Setting.CACHING_L3_TTL,
                text(
                                SettingGroup.ANSWERS,
                                "Time on disk",
                                "How long an answer is kept on disk.",
                                new Line(),
                                SettingTexts.TIME,
                                "7d")
                        .otherwise("30d"));
    }

    static Map<Setting, SettingText> meaning() {
        return Map.of(
                Setting.CACHING_REUSE_SAMPLED,
                text(
                                SettingGroup.ANSWERS,
                                "Repeat random answers",
                                "Also repeats answers that were drawn at random, so that the same question always gets the same answer.",
                                new Switch(),
                                "true or false",
                                "true")
                        .otherwise("false"),
                Setting.CACHING_SEMANTIC_ENABLED,
                text(
                                SettingGroup.ANSWERS,
                                "Questions that mean the same",
                                "Gives the answer of a question that means the same in other words. Needs an embedding model, and only plain questions are compared.",
                                new Switch(),
                                "true or false",
                                "true")
                        .otherwise("false"),
                Setting.CACHING_SEMANTIC_THRESHOLD,
                text(
                                SettingGroup.ANSWERS,
                                "Likeness",
                                "How alike two questions have to be: 1 is the same text, and a lower value finds more and errs more.",
                                new Line(),
                                "0 to 1",
                                "0.97")
                        .otherwise("0.95"),
                Setting.CACHING_EMBEDDING_MODEL,
                text(
                                SettingGroup.ANSWERS,
                                "Embedding model",
                                "The model that compares meanings. It also serves embeddings to clients.",
                                new Folder(),
                                "The folder of a BERT model",
                                "~/models/bge-small-en")
                        .otherwiseInWords("None"));
    }

    static Map<Setting, SettingText> team() {
        return Map.of(
                Setting.CACHING_REMOTE_URL,
                text(
                                SettingGroup.TEAM,
                                "Server",
                                "The address of the team's Redis or Valkey server. It may hold a password, so it is masked.",
                                new Secret(),
                                "redis://host:port, or rediss:// for an encrypted connection",
                                "redis://127.0.0.1:6379")
                        .otherwiseInWords("None"),
                Setting.CACHING_REMOTE_TIMEOUT,
                text(
                                SettingGroup.TEAM,
                                "Patience",
                                "How long to wait for the server. A slower one is passed over.",
                                new Line(),
                                SettingTexts.TIME,
                                "500ms")
                        .otherwise("250ms"),
                Setting.CACHING_REMOTE_TTL,
                text(
                                SettingGroup.TEAM,
                                "Time on the server",
                                "How long the server keeps an answer.",
                                new Line(),
                                SettingTexts.TIME,
                                "7d")
                        .otherwise("30d"));
    }
}
