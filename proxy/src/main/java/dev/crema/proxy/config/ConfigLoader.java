package dev.crema.proxy.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.config.Config.BackendKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds the one {@link Config} of a process: command line over environment over {@code config.json} over defaults. All
 * values are checked before anything is refused, so that one run shows every problem. Used by one thread, once.
 */
public final class ConfigLoader {
    /** The file in {@link CremaHome}; it may hold comments. */
    public static final String FILE_NAME = "config.json";

    /** Two of Anthropic's own largest requests. */
    static final long DEFAULT_MAX_BODY_BYTES = 64L << 20;

    static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(10);

    private final Path home;
    private final Path userHome;
    private final SettingSources sources;
    private final List<ConfigProblem> problems;

    private ConfigLoader(Path home, Path userHome, SettingSources sources) {
        this.home = home;
        this.userHome = userHome;
        this.sources = sources;
        this.problems = new ArrayList<>(sources.problems());
    }

    /**
     * Loads for this process and user.
     *
     * @param overrides what the command line says; settings it does not mention are absent
     * @throws ConfigException with every problem found
     */
    public static LoadedConfig load(Map<Setting, String> overrides) {
        Map<String, String> environment = System.getenv();
        Path userHome = Path.of(System.getProperty("user.home"));
        return load(CremaHome.resolve(environment, System.getProperty("os.name"), userHome), environment, overrides);
    }

    /**
     * Loads from the given places.
     *
     * @param home folder of the file, which may be missing
     * @throws ConfigException with every problem found
     */
    public static LoadedConfig load(Path home, Map<String, String> environment, Map<Setting, String> overrides) {
        return load(home, SettingSources.read(home, environment, overrides));
    }

    /**
     * Makes a configuration of what was read already.
     *
     * @param home folder of Crema's own files
     * @throws ConfigException with every problem found
     */
    public static LoadedConfig load(Path home, SettingSources sources) {
        Path userHome = Path.of(System.getProperty("user.home"));
        return new ConfigLoader(home, userHome, sources).build();
    }

    private LoadedConfig build() {
        String host = value(Setting.HOST, "127.0.0.1", ConfigLoader::host);
        int port = value(Setting.PORT, Config.DEFAULT_PORT, ConfigLoader::port);
        BackendKind backend = value(Setting.BACKEND, BackendKind.MLX, ConfigLoader::backend);
        String model = optional(Setting.MODEL, Function.identity());
        Path liteScript = optional(Setting.LITE_SCRIPT, this::userPath);
        String apiKey = optional(Setting.API_KEY, ConfigLoader::apiKey);
        long maxBody = value(Setting.MAX_BODY_BYTES, DEFAULT_MAX_BODY_BYTES, ConfigLoader::maxBody);
        Duration ping = value(Setting.PING_INTERVAL, DEFAULT_PING_INTERVAL, ConfigLoader::ping);
        Long kvBudget = optional(Setting.KV_BUDGET_BYTES, Units::bytes);
        CacheConfig caching = new CacheSettings(this).build(CacheConfig.defaults(home));
        PriceTable prices = new PriceSettings(this).build(PriceTable.defaults());
        HubConfig hub = new HubSettings(this).build(HubConfig.defaults());
        if (apiKey == null && !isLoopback(host)) {
            problem(
                    Setting.HOST,
                    "listening on " + host + " lets other machines use this model. Set " + Setting.API_KEY.key() + " ("
                            + Setting.API_KEY.variable()
                            + ") first, so that they must present a key, or keep 127.0.0.1");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new LoadedConfig(
                new Config(
                        home,
                        host,
                        port,
                        backend,
                        model,
                        liteScript,
                        apiKey,
                        maxBody,
                        ping,
                        kvBudget,
                        caching,
                        prices,
                        hub),
                sources.warnings());
    }

    /** A path in which {@code ~/} stands for the user's home. */
    Path userPath(String text) {
        return CremaHome.expand(text, userHome);
    }

    /** The setting where it is set, else the fallback; what is wrong with it is noted, and the fallback goes on. */
    <T> T value(Setting setting, T fallback, Function<String, T> parser) {
        T parsed = optional(setting, parser);
        return parsed == null ? fallback : parsed;
    }

    /** The setting, or null where it is not set or not right. */
    <T> @Nullable T optional(Setting setting, Function<String, T> parser) {
        String text = text(setting);
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            String shown = setting.isSecret() ? "the value" : "\"" + text.strip() + "\"";
            problem(setting, shown + " " + e.getMessage());
            return null;
        }
    }

    private @Nullable String text(Setting setting) {
        if (sources.isWrongKind(setting)) {
            problem(setting, "must be a text or a number, not an object or a list");
            return null;
        }
        return sources.text(setting);
    }

    /** A setting that is a JSON document; null where it is not set or not JSON. */
    @Nullable
    JsonNode json(Setting setting) {
        try {
            return sources.json(setting);
        } catch (JsonProcessingException e) {
            problem(setting, "is not JSON: " + e.getOriginalMessage());
            return null;
        }
    }

    /** Notes what is wrong with a setting. */
    void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting, sources.place(setting), message));
    }

    private static String host(String text) {
        if (text.chars().anyMatch(c -> Character.isWhitespace(c) || c == '/')) {
            throw new IllegalArgumentException("is not a host name or address");
        }
        try {
            InetAddress.getByName(text);
            return text;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is no address of this machine and cannot be resolved", e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a number from 0 (any free port) to 65535", e);
        }
        throw new IllegalArgumentException("is not a number from 0 (any free port) to 65535");
    }

    private static BackendKind backend(String text) {
        try {
            return BackendKind.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a backend; choose mlx or lite", e);
        }
    }

    /** A key or token as it is sent. */
    static String apiKey(String text) {
        if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("holds characters that cannot travel in an HTTP header");
        }
        return text;
    }

    private static long maxBody(String text) {
        long bytes = Units.bytes(text);
        if (bytes < 1024) {
            throw new IllegalArgumentException("is too small: no request fits into less than 1024 bytes");
        }
        return bytes;
    }

    private static Duration ping(String text) {
        Duration interval = Units.duration(text);
        if (interval.compareTo(Duration.ofMillis(50)) < 0 || interval.compareTo(Duration.ofMinutes(4)) > 0) {
            throw new IllegalArgumentException(
                    "must lie between 50ms and 4m: clients give up after 5 minutes of silence");
        }
        return interval;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
