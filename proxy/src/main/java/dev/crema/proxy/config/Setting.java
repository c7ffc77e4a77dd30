package dev.crema.proxy.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Every setting with its three names: in the file, in the environment and on the command line. */
public enum Setting {
    HOST("host"),
    PORT("port"),
    BACKEND("backend"),
    MODEL("model"),
    LITE_SCRIPT("liteScript"),
    API_KEY("apiKey"),
    MAX_BODY_BYTES("maxBodyBytes"),
    PING_INTERVAL("pingInterval"),
    KV_BUDGET_BYTES("kvBudgetBytes"),
    CACHING_L1_ENABLED("caching.l1Enabled"),
    CACHING_KV_FORMAT("caching.kvFormat"),
    CACHING_KV_SIZE("caching.kvSize"),
    CACHING_RESET_REQUESTS("caching.resetRequests"),
    CACHING_RESET_TOKENS("caching.resetTokens"),
    CACHING_SSD_ENABLED("caching.ssdEnabled"),
    CACHING_SSD_FOLDER("caching.ssdFolder"),
    CACHING_SSD_BUDGET("caching.ssdBudget"),
    CACHING_SSD_FREE_FLOOR("caching.ssdFreeFloor"),
    CACHING_SSD_DAILY_WRITES("caching.ssdDailyWrites"),
    CACHING_SSD_KEY_FILE("caching.ssdKeyFile"),
    CACHING_L2_ENABLED("caching.l2Enabled"),
    CACHING_L2_MAX_SIZE("caching.l2MaxSize"),
    CACHING_L2_MAX_ENTRIES("caching.l2MaxEntries"),
    CACHING_L2_TTL("caching.l2Ttl"),
    CACHING_L3_ENABLED("caching.l3Enabled"),
    CACHING_L3_PATH("caching.l3Path"),
    CACHING_L3_MAX_SIZE("caching.l3MaxSize"),
    CACHING_L3_TTL("caching.l3Ttl"),
    CACHING_REUSE_SAMPLED("caching.reuseSampled"),
    CACHING_REMOTE_URL("caching.remoteUrl"),
    CACHING_REMOTE_TIMEOUT("caching.remoteTimeout"),
    CACHING_REMOTE_TTL("caching.remoteTtl"),
    CACHING_SEMANTIC_ENABLED("caching.semanticEnabled"),
    CACHING_SEMANTIC_THRESHOLD("caching.semanticThreshold"),
    CACHING_EMBEDDING_MODEL("caching.embeddingModel"),
    CACHING_DISABLED_RULES("caching.disabledRules"),
    CACHING_PREWARM("caching.prewarm"),
    PRICES("prices"),
    HUB_URL("hub.url"),
    HUB_TOKEN("hub.token");

    private static final Set<Setting> SECRETS = EnumSet.of(API_KEY, CACHING_REMOTE_URL, HUB_TOKEN);

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    /** Its key in {@code config.json}; a dot stands for an object within the object. */
    public String key() {
        return key;
    }

    /** Its environment variable. */
    public String variable() {
        return "CREMA_" + name();
    }

    /** Its command-line option. */
    public String option() {
        return "--" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Whether its value is, or may hold, what only its owner should see: it is shown and logged nowhere. */
    public boolean isSecret() {
        return SECRETS.contains(this);
    }

    /** Whether its value is a JSON document; all others are texts. */
    public boolean isJson() {
        return this == PRICES;
    }

    /** Whether the key is that of an object that holds settings. */
    static boolean anyBelow(String key) {
        return Arrays.stream(values()).anyMatch(setting -> setting.key.startsWith(key + "."));
    }

    static Optional<Setting> byKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
