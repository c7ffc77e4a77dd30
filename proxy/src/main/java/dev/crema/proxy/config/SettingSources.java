package dev.crema.proxy.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of each setting, and where: overrides over environment over {@code config.json}. Values are as somebody wrote
 * them; only that the file can be read is checked here. Does not change; safe from any thread.
 */
public final class SettingSources {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> environment;
    private final Map<Setting, String> overrides;
    private final Map<Setting, JsonNode> file = new EnumMap<>(Setting.class);
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingSources(Map<String, String> environment, Map<Setting, String> overrides) {
        this.environment = Map.copyOf(environment);
        this.overrides = Map.copyOf(overrides);
    }

    /**
     * Reads the file; what is wrong with it is found again when a configuration is made of all this.
     *
     * @param home folder of the file, which may be missing
     * @param overrides what the command line says, or what was chosen in this run
     */
    public static SettingSources read(Path home, Map<String, String> environment, Map<Setting, String> overrides) {
        SettingSources sources = new SettingSources(environment, overrides);
        sources.readFile(home.resolve(ConfigLoader.FILE_NAME));
        return sources;
    }

    /** Where a setting's value comes from. */
    public Origin origin(Setting setting) {
        if (overrides.containsKey(setting)) {
            return Origin.OVERRIDE;
        }
        if (environment.containsKey(setting.variable())) {
            return Origin.ENVIRONMENT;
        }
        return file.containsKey(setting) ? Origin.FILE : Origin.DEFAULT;
    }

    /** A setting's value as it is written there, JSON for a list or an object; null where the default holds. */
    public @Nullable String text(Setting setting) {
        return switch (origin(setting)) {
            case OVERRIDE -> overrides.get(setting);
            case ENVIRONMENT -> environment.get(setting.variable());
            case FILE -> text(setting, file.get(setting));
            case DEFAULT -> null;
        };
    }

    private static @Nullable String text(Setting setting, @Nullable JsonNode node) {
        if (node == null || !node.isContainerNode()) {
            return node == null ? null : node.asText();
        }
        if (setting.isJson() || !isList(setting, node)) {
            return node.toPrettyString();
        }
        List<String> names = new ArrayList<>();
        node.forEach(name -> names.add(name.asText()));
        return String.join(",", names);
    }

    /** Whether somebody has set it in the environment, which counts at the next start even if it does not now. */
    public boolean inEnvironment(Setting setting) {
        return environment.containsKey(setting.variable());
    }

    /** Oddities of the file that do no harm. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Why the file could not be read. */
    List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    /** Whether the value comes from the file and is an object or a list there, where a text or a number should be. */
    boolean isWrongKind(Setting setting) {
        JsonNode node = file.get(setting);
        return origin(setting) == Origin.FILE
                && node != null
                && node.isContainerNode()
                && !setting.isJson()
                && !isList(setting, node);
    }

    private static boolean isList(Setting setting, JsonNode node) {
        return node.isArray() && setting == Setting.CACHING_DISABLED_RULES;
    }

    /**
     * The value of a setting that is a JSON document, which elsewhere than in the file stands as text; null where it is not set.
     *
     * @throws JsonProcessingException if the text is not JSON
     */
    @Nullable
    JsonNode json(Setting setting) throws JsonProcessingException {
        if (origin(setting) == Origin.FILE) {
            return file.get(setting);
        }
        String text = text(setting);
        return text == null || text.isBlank() ? null : MAPPER.readTree(text);
    }

    /** Where a person finds the value, for messages. */
    String place(Setting setting) {
        return switch (origin(setting)) {
            case OVERRIDE -> setting.option();
            case ENVIRONMENT -> setting.variable();
            case FILE, DEFAULT -> ConfigLoader.FILE_NAME + ": " + setting.key();
        };
    }

    private void readFile(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(path));
            if (root == null || !root.isObject()) {
                problems.add(new ConfigProblem(null, path.toString(), "must hold one JSON object"));
            } else {
                readObject(path, "", root);
            }
        } catch (JsonProcessingException e) {
            String place = path + ", line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            problems.add(new ConfigProblem(null, place, e.getOriginalMessage()));
        } catch (IOException e) {
            problems.add(new ConfigProblem(null, path.toString(), "cannot be read: " + e.getMessage()));
        }
    }

    private void readObject(Path path, String prefix, JsonNode object) {
        object.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            Setting setting = Setting.byKey(key).orElse(null);
            JsonNode value = entry.getValue();
            if (setting != null) {
                if (!value.isNull()) {
                    file.put(setting, value);
                }
            } else if (value.isObject() && Setting.anyBelow(key)) {
                readObject(path, key + ".", value);
            } else {
                warnings.add(path + ": \"" + key + "\" is not a setting of Crema; ignored");
            }
        });
    }
}
