package dev.crema.app.dashboard.settings;

import dev.crema.app.dashboard.part.Switch;
import dev.crema.app.dashboard.settings.SettingsDesk.Login;
import dev.crema.app.login.LaunchAtLogin;
import dev.crema.app.login.LaunchAtLogin.State;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** Whether the app starts when its user logs in. */
final class LoginRow extends Row {
    static final String NAME = "Launch at login";
    static final String MEANING =
            "Starts Crema without its window when you log in: it is in the menu bar, and clients can ask it.";

    private final SettingsDesk desk;
    private final Optional<LaunchAtLogin> login;
    private final Switch control;
    private final Label note = text("setting-facts");

    /** @param login empty if this app cannot be launched */
    LoginRow(SettingsDesk desk, Optional<LaunchAtLogin> login) {
        super(NAME, MEANING, Room.LITTLE);
        this.desk = desk;
        this.login = login;
        this.control = new Switch(this::choose);
        control.setId("launch-at-login");
        control.setAccessibleText(NAME);
        control.setAccessibleHelp(MEANING);
        problem().setId("problem-launch-at-login");
        note.setId("note-launch-at-login");
        HBox line = new HBox(control);
        line.setAlignment(Pos.CENTER_RIGHT);
        addLeft(note);
        addRight(line);
        say(
                login.isPresent()
                        ? ""
                        : "Not available here: Crema was started neither as an app nor by its launcher, so it is not"
                                + " known what to launch.");
        control.setDisable(login.isEmpty());
    }

    /** Looks at it again. */
    void look() {
        login.ifPresent(present -> desk.login(present, this::show));
    }

    private void choose(boolean on) {
        login.ifPresent(present -> desk.login(present, on, this::show));
    }

    private void show(Login now) {
        tell(now.problem());
        control.show(now.state() == State.ON || now.state() == State.OTHER);
        say(
                now.state() == State.OTHER
                        ? "Another copy of Crema, or this one at an earlier place, is launched. Switch this off and on to launch"
                                + " this one."
                        : "");
    }

    private void say(String text) {
        note.setText(text);
        note.setVisible(!text.isEmpty());
        note.setManaged(!text.isEmpty());
    }
}
