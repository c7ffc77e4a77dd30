package dev.crema.proxy.config;

import dev.crema.proxy.config.CacheConfig.KvFormat;
import dev.crema.proxy.normalize.Normalizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the {@code caching} part of the configuration. Used by one thread, once. */
final class CacheSettings {
    private static final int FEWEST_TOKENS = 512;
    private static final int FEWEST_ENTRIES = 64;
    private static final int MOST_ENTRIES = 1024;
    private static final Set<String> TEAM_SCHEMES = Set.of("redis", "rediss");

    private final ConfigLoader loader;

    CacheSettings(ConfigLoader loader) {
        this.loader = loader;
    }

    CacheConfig build(CacheConfig defaults) {
        return new CacheConfig(
                kv(defaults.kv()),
                answers(defaults.answers()),
                loader.value(Setting.CACHING_DISABLED_RULES, defaults.disabledRules(), CacheSettings::rules),
                loader.value(Setting.CACHING_PREWARM, defaults.prewarm(), Units::duration));
    }

    private CacheConfig.Kv kv(CacheConfig.Kv defaults) {
        return new CacheConfig.Kv(
                flag(Setting.CACHING_L1_ENABLED, defaults.enabled()),
                loader.value(Setting.CACHING_KV_FORMAT, defaults.format(), CacheSettings::format),
                loader.optional(Setting.CACHING_KV_SIZE, CacheSettings::tokens),
                ssd(defaults.ssd()),
                loader.value(Setting.CACHING_RESET_REQUESTS, defaults.resetRequests(), CacheSettings::count),
                loader.value(Setting.CACHING_RESET_TOKENS, defaults.resetTokens(), text -> (long) count(text)));
    }

    private CacheConfig.Ssd ssd(CacheConfig.Ssd defaults) {
        return new CacheConfig.Ssd(
                flag(Setting.CACHING_SSD_ENABLED, defaults.enabled()),
                path(Setting.CACHING_SSD_FOLDER, defaults.folder()),
                loader.value(Setting.CACHING_SSD_BUDGET, defaults.budgetBytes(), Units::bytes),
                loader.value(Setting.CACHING_SSD_FREE_FLOOR, defaults.freeFloorBytes(), Units::bytes),
                loader.value(Setting.CACHING_SSD_DAILY_WRITES, defaults.dailyWriteBytes(), Units::bytes),
                loader.optional(Setting.CACHING_SSD_KEY_FILE, text -> text));
    }

    private CacheConfig.Answers answers(CacheConfig.Answers defaults) {
        return new CacheConfig.Answers(
                memory(defaults.l2()),
                disk(defaults.l3()),
                new CacheConfig.Remote(
                        remoteUrl(),
                        loader.value(
                                Setting.CACHING_REMOTE_TIMEOUT,
                                defaults.remote().timeout(),
                                Units::duration),
                        loader.value(
                                Setting.CACHING_REMOTE_TTL, defaults.remote().ttl(), Units::duration)),
                semantic(defaults.semantic()),
                flag(Setting.CACHING_REUSE_SAMPLED, defaults.reuseSampled()));
    }

    private CacheConfig.Memory memory(CacheConfig.Memory defaults) {
        return new CacheConfig.Memory(
                flag(Setting.CACHING_L2_ENABLED, defaults.enabled()),
                loader.value(Setting.CACHING_L2_MAX_SIZE, defaults.maxBytes(), Units::bytes),
                loader.value(Setting.CACHING_L2_MAX_ENTRIES, defaults.maxEntries(), CacheSettings::entries),
                loader.value(Setting.CACHING_L2_TTL, defaults.ttl(), Units::duration));
    }

    private CacheConfig.Disk disk(CacheConfig.Disk defaults) {
        return new CacheConfig.Disk(
                flag(Setting.CACHING_L3_ENABLED, defaults.enabled()),
                path(Setting.CACHING_L3_PATH, defaults.file()),
                loader.value(Setting.CACHING_L3_MAX_SIZE, defaults.maxBytes(), Units::bytes),
                loader.value(Setting.CACHING_L3_TTL, defaults.ttl(), Units::duration));
    }

    private CacheConfig.Semantic semantic(CacheConfig.Semantic defaults) {
        return new CacheConfig.Semantic(
                flag(Setting.CACHING_SEMANTIC_ENABLED, defaults.enabled()),
                loader.optional(Setting.CACHING_EMBEDDING_MODEL, loader::userPath),
                loader.value(Setting.CACHING_SEMANTIC_THRESHOLD, defaults.threshold(), CacheSettings::similarity));
    }

    private @Nullable String remoteUrl() {
        return loader.optional(Setting.CACHING_REMOTE_URL, text -> {
            if (!isTeamCache(text)) {
                // Without the address, which may hold a password.
                throw new IllegalArgumentException(
                        "is no address of a team's cache; write redis://host:port or rediss://…");
            }
            return text;
        });
    }

    private static boolean isTeamCache(String text) {
        try {
            URI url = new URI(text);
            return TEAM_SCHEMES.contains(String.valueOf(url.getScheme())) && url.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private boolean flag(Setting setting, boolean fallback) {
        return loader.value(setting, fallback, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        });
    }

    private Path path(Setting setting, Path fallback) {
        return loader.value(setting, fallback, loader::userPath);
    }

    private static Set<String> rules(String text) {
        List<String> known = Normalizer.names();
        Set<String> names = Stream.of(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "names a rule that does not exist, " + name + "; there are " + String.join(", ", known));
            }
        }
        return names;
    }

    private static KvFormat format(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "model" -> KvFormat.MODEL;
            case "8bit", "q8" -> KvFormat.Q8;
            case "4bit", "q4" -> KvFormat.Q4;
            default -> throw new IllegalArgumentException("is no KV format; choose model, 8bit or 4bit");
        };
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number; 0 means never", e);
        }
        throw new IllegalArgumentException("is not a whole number; 0 means never");
    }

    private static int tokens(String text) {
        int tokens = count(text);
        if (tokens < FEWEST_TOKENS) {
            throw new IllegalArgumentException("must be " + FEWEST_TOKENS + " tokens or more");
        }
        return tokens;
    }

    private static int entries(String text) {
        int entries = count(text);
        if (entries < FEWEST_ENTRIES || entries > MOST_ENTRIES) {
            throw new IllegalArgumentException("must lie between " + FEWEST_ENTRIES + " and " + MOST_ENTRIES);
        }
        return entries;
    }

    private static double similarity(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a similarity from 0 to 1", e);
        }
        throw new IllegalArgumentException("is not a similarity from 0 to 1");
    }
}
