package dev.crema.app.dashboard.settings;

import atlantafx.base.theme.Styles;
import dev.crema.app.settings.CurrentSettings;
import dev.crema.app.settings.SettingInput;
import dev.crema.app.settings.SettingText;
import dev.crema.app.settings.SettingTexts;
import dev.crema.proxy.config.Setting;
import java.util.Objects;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One setting. A text is checked while it is typed, and holds when Enter is pressed or the field is left; a wrong one stays in
 * the field, with the reason, and changes nothing.
 */
final class SettingRow extends Row implements Editor.Listener {
    private static final Duration PAUSE = Duration.millis(250);

    private final Setting setting;
    private final SettingsDesk desk;
    private final Runnable changed;
    private final Editor editor;
    private final Label origin = text("setting-origin");
    private final Button reset = new Button("Reset to Default");
    private final PauseTransition pause = new PauseTransition(PAUSE);
    private @Nullable CurrentSettings now;
    private String typed = "";
    private boolean dirty;
    private int question;

    /** @param changed told when it was changed */
    SettingRow(Setting setting, SettingsDesk desk, Runnable changed) {
        SettingText text = SettingTexts.of(setting);
        super(text.name(), text.meaning(), room(text.input()));
        this.setting = setting;
        this.desk = desk;
        this.changed = changed;
        this.editor = Editor.of(text, setting == Setting.API_KEY, this);
        String id = setting.option().substring(2);
        editor.control().setId("setting-" + id);
        editor.control().setAccessibleText(text.name());
        editor.control().setAccessibleHelp(text.meaning() + " " + SettingWords.facts(text));
        problem().setId("problem-" + id);
        origin.setId("origin-" + id);
        reset.setId("reset-" + id);
        reset.setAccessibleText("Reset " + text.name() + " to its default");
        reset.getStyleClass().addAll(Styles.SMALL, Styles.FLAT, "reset");
        reset.setMinWidth(Region.USE_PREF_SIZE);
        reset.setOnAction(event -> choose(""));
        Label facts = text("setting-facts");
        facts.setText(SettingWords.facts(text));
        Tooltip.install(facts, new Tooltip(SettingWords.names(setting)));
        addLeft(facts);
        HBox.setHgrow(origin, Priority.ALWAYS);
        origin.setMaxWidth(Double.MAX_VALUE);
        addRight(editor.view(), below(text.input()));
        pause.setOnFinished(event -> check());
    }

    /** Below a switch, which stands at the edge, they stand there too, one below the other. */
    private Node below(SettingInput input) {
        if (input instanceof SettingInput.Switch) {
            origin.setAlignment(Pos.CENTER_RIGHT);
            VBox below = new VBox(2, origin, reset);
            below.setAlignment(Pos.CENTER_RIGHT);
            return below;
        }
        HBox below = new HBox(6, origin, reset);
        below.setAlignment(Pos.CENTER_LEFT);
        return below;
    }

    private static Room room(SettingInput input) {
        return switch (input) {
            case SettingInput.Switch ignored -> Room.LITTLE;
            case SettingInput.Lines ignored -> Room.LINE;
            case SettingInput.Choice ignored -> Room.USUAL;
            case SettingInput.Line ignored -> Room.USUAL;
            case SettingInput.Secret ignored -> Room.USUAL;
            case SettingInput.File ignored -> Room.USUAL;
            case SettingInput.Folder ignored -> Room.USUAL;
        };
    }

    /** Shows what is set; what is being typed stays. */
    void show(CurrentSettings next) {
        now = next;
        boolean resettable = SettingWords.isResettable(setting, next);
        reset.setVisible(resettable);
        reset.setManaged(resettable);
        origin.setText(SettingWords.origin(setting, next));
        if (!dirty) {
            editor.show(next.sources().text(setting));
            told(
                    next.problems(setting).isEmpty()
                            ? ""
                            : SettingWords.sentence(next.problems(setting).getFirst()));
        }
    }

    @Override
    public void typed(String text) {
        typed = text;
        dirty = !text.equals(held());
        question++;
        if (dirty) {
            pause.playFromStart();
        } else {
            pause.stop();
            cancelled();
        }
    }

    @Override
    public void entered(String text) {
        if (!text.equals(held())) {
            typed = text;
            dirty = true;
            choose(text);
        }
    }

    @Override
    public void cancelled() {
        pause.stop();
        question++;
        dirty = false;
        if (now != null) {
            show(now);
        }
    }

    private String held() {
        return now == null ? "" : Objects.requireNonNullElse(now.sources().text(setting), "");
    }

    private void check() {
        int asked = question;
        desk.check(setting, typed, problem -> {
            if (asked == question && dirty) {
                told(problem);
            }
        });
    }

    private void choose(String text) {
        pause.stop();
        int asked = ++question;
        desk.choose(setting, text, problem -> {
            if (asked != question) {
                return; // something else was typed meanwhile
            }
            dirty = !problem.isEmpty();
            told(problem);
            changed.run();
        });
    }

    private void told(String problem) {
        tell(problem);
        Node control = editor.control();
        control.pseudoClassStateChanged(Styles.STATE_DANGER, !problem.isEmpty());
    }
}
