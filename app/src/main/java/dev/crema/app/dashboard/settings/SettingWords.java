package dev.crema.app.dashboard.settings;

import dev.crema.app.settings.CurrentSettings;
import dev.crema.app.settings.SettingInput;
import dev.crema.app.settings.SettingText;
import dev.crema.app.settings.SettingTexts;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.ConfigProblem;
import dev.crema.proxy.config.Origin;
import dev.crema.proxy.config.Setting;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the page of settings says. Knows no controls. */
final class SettingWords {
    /** How the loader's messages begin that are about the setting as a whole. */
    private static final Pattern PREDICATE = Pattern.compile("^(is|must|would) .*", Pattern.DOTALL);

    private SettingWords() {}

    /** Whether a person who searches for this means the setting. Every word has to be found. */
    static boolean matches(Setting setting, String search) {
        SettingText text = SettingTexts.of(setting);
        String all = String.join(
                        " ",
                        text.group().title(),
                        text.name(),
                        text.meaning(),
                        text.allowed(),
                        setting.key(),
                        setting.variable())
                .toLowerCase(Locale.ROOT);
        return Stream.of(search.strip().toLowerCase(Locale.ROOT).split("\\s+")).allMatch(all::contains);
    }

    /** A problem as a sentence at the setting. */
    static String sentence(ConfigProblem problem) {
        Setting setting = problem.setting();
        String message = problem.message();
        String whole = setting != null && PREDICATE.matcher(message).matches()
                ? SettingTexts.of(setting).name() + " " + message
                : message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
        return whole.endsWith(".") ? whole : whole + ".";
    }

    /** Why a change was refused: what is wrong with the setting itself before what is wrong elsewhere by it. */
    static String refusal(Setting setting, ConfigException refusal) {
        return refusal.problems().stream()
                .sorted(Comparator.comparing(problem -> problem.setting() != setting))
                .map(SettingWords::sentence)
                .collect(Collectors.joining(" "));
    }

    /** Where a setting's value comes from. */
    static String origin(Setting setting, CurrentSettings now) {
        boolean waits = now.sources().inEnvironment(setting);
        return switch (now.sources().origin(setting)) {
            case OVERRIDE ->
                waits
                        ? "Chosen here. At the next start of the app " + setting.variable() + " counts again."
                        : "Chosen here";
            case ENVIRONMENT -> "From " + setting.variable();
            case FILE -> "From " + ConfigLoader.FILE_NAME;
            case DEFAULT -> "Default";
        };
    }

    /** Whether there is a choice that could be taken back. */
    static boolean isResettable(Setting setting, CurrentSettings now) {
        Origin origin = now.sources().origin(setting);
        return origin == Origin.OVERRIDE || origin == Origin.FILE;
    }

    /** What a setting takes and what holds otherwise. */
    static String facts(SettingText text) {
        if (text.input() instanceof SettingInput.Switch) {
            return "Default: " + (Boolean.parseBoolean(text.standard()) ? "on." : "off.");
        }
        return text.allowed() + ". Default: " + text.standard() + ".";
    }

    /** Its names outside of the window. */
    static String names(Setting setting) {
        return ConfigLoader.FILE_NAME + ": " + setting.key() + "\nEnvironment: " + setting.variable();
    }

    /** Whether the running service was started with other settings. Where models come from is asked at each download. */
    static boolean needsRestart(ServiceState state, CurrentSettings now) {
        Config wanted = now.config();
        return wanted != null
                && state instanceof ServiceState.Up(Running running)
                && !running.config().withHub(wanted.hub()).equals(wanted);
    }

    /** What a person should do about a service that does not follow the settings; empty if nothing. */
    static String notice(ServiceState state, CurrentSettings now, long active) {
        if (state instanceof ServiceState.Failed && now.config() != null) {
            return "Crema could not be started. Once you have changed what kept it from starting, start it again.";
        }
        return needsRestart(state, now) ? restart(active) : "";
    }

    private static String restart(long active) {
        return active == 0
                ? "Your changes hold once the proxy is restarted, which takes a few seconds."
                : "Your changes hold once the proxy is restarted. That would cut off "
                        + (active == 1 ? "the request" : "the " + active + " requests") + " being answered now.";
    }

    /** Why the service could not be started with these settings; null if it could. */
    static @Nullable String trouble(CurrentSettings now) {
        if (now.problems().isEmpty()) {
            return null;
        }
        String file = now.fileProblems().stream()
                .map(problem -> problem.path() + ": " + problem.message() + ".")
                .collect(Collectors.joining(" "));
        if (!file.isEmpty()) {
            return "The file of your settings cannot be used. " + file + " Correct it by hand, or delete it.";
        }
        String names = Stream.of(Setting.values())
                .filter(setting -> !now.problems(setting).isEmpty())
                .map(setting -> SettingTexts.of(setting).name() + " ("
                        + SettingTexts.of(setting).group().title() + ")")
                .collect(Collectors.joining(", "));
        return "Crema cannot be started with these settings. To be corrected: " + names + ".";
    }
}
