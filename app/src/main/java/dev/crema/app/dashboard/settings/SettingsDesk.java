package dev.crema.app.dashboard.settings;

import dev.crema.app.login.LaunchAtLogin;
import dev.crema.app.settings.CurrentSettings;
import dev.crema.app.settings.Preferences;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes settings away from the JavaFX thread, which asks and gets the answers. Changes are made one after the
 * other, in the order in which they were asked for.
 */
final class SettingsDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsDesk.class);
    private static final Executor VIRTUAL =
            work -> Thread.ofVirtual().name("crema-settings").start(work);

    private final Preferences preferences;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null); // JavaFX thread only

    SettingsDesk(Preferences preferences) {
        this.preferences = preferences;
    }

    /** Where the settings are kept. */
    String place() {
        return preferences.home().resolve(ConfigLoader.FILE_NAME).toString();
    }

    /** Everything that is set, after the changes asked for so far. */
    void look(Consumer<CurrentSettings> answer) {
        inOrder(preferences::look, answer);
    }

    /** What would be wrong with a value; empty if nothing. */
    void check(Setting setting, String value, Consumer<String> answer) {
        VIRTUAL.execute(() -> {
            String problem = preferences.check(setting, value).stream()
                    .findFirst()
                    .map(SettingWords::sentence)
                    .orElse("");
            Platform.runLater(() -> answer.accept(problem));
        });
    }

    /**
     * Chooses a value; a blank one takes the choice back.
     *
     * @param answer why that was refused; empty if it holds
     */
    void choose(Setting setting, String value, Consumer<String> answer) {
        inOrder(
                () -> {
                    try {
                        if (value.isBlank()) {
                            preferences.reset(setting);
                        } else {
                            preferences.choose(setting, value.strip());
                        }
                        return "";
                    } catch (ConfigException e) {
                        return SettingWords.refusal(setting, e);
                    } catch (IOException e) {
                        return "It holds until the app ends, but could not be kept: " + e.getMessage() + ".";
                    }
                },
                answer);
    }

    /** What is known of the launch at login. */
    record Login(LaunchAtLogin.@Nullable State state, String problem) {}

    /** Looks whether the app is launched at login. */
    void login(LaunchAtLogin login, Consumer<Login> answer) {
        inOrder(() -> state(login), answer);
    }

    /** Changes whether the app is launched at login. */
    void login(LaunchAtLogin login, boolean on, Consumer<Login> answer) {
        inOrder(
                () -> {
                    try {
                        if (on) {
                            login.switchOn();
                        } else {
                            login.switchOff();
                        }
                        return state(login);
                    } catch (IOException e) {
                        return new Login(null, login.file() + " could not be changed: " + e.getMessage() + ".");
                    }
                },
                answer);
    }

    private static Login state(LaunchAtLogin login) {
        try {
            return new Login(login.state(), "");
        } catch (IOException e) {
            return new Login(null, login.file() + " could not be read: " + e.getMessage() + ".");
        }
    }

    private <T> void inOrder(Supplier<T> work, Consumer<T> answer) {
        last = last.handleAsync(
                (nothing, failure) -> {
                    if (failure != null) {
                        LOG.error("Settings could not be read or changed.", failure);
                    }
                    T result = work.get();
                    Platform.runLater(() -> answer.accept(result));
                    return null;
                },
                VIRTUAL);
    }
}
