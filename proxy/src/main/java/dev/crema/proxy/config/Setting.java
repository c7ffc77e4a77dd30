package dev.crema.proxy.config;

import java.util.Arrays;
import java.util.Optional;

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
    KV_BUDGET_BYTES("kvBudgetBytes");

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    /** Its key in {@code config.json}. */
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

    static Optional<Setting> byKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
