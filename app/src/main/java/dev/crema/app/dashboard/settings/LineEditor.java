package dev.crema.app.dashboard.settings;

import dev.crema.app.settings.SettingText;
import java.io.File;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** A line of text; for a path with a button to choose it. */
final class LineEditor implements Editor {
    private final TextField control = new TextField();
    private final Typing typing;
    private final HBox view = new HBox(6, control);

    /** What the button offers. */
    enum Chooser {
        NONE,
        FILE,
        FOLDER
    }

    LineEditor(SettingText text, Chooser chooser, Listener listener) {
        control.setPromptText(text.standard());
        HBox.setHgrow(control, Priority.ALWAYS);
        this.typing = new Typing(control, true, listener);
        if (chooser != Chooser.NONE) {
            Button choose = new Button("Choose…");
            choose.setMinWidth(Region.USE_PREF_SIZE);
            choose.setAccessibleText("Choose " + text.name());
            choose.setOnAction(event -> {
                File chosen = choose(chooser, text.name(), control.getScene().getWindow());
                if (chosen != null) {
                    typing.show(chosen.toString());
                    listener.entered(chosen.toString());
                }
            });
            view.getChildren().add(choose);
        }
    }

    private static @Nullable File choose(Chooser chooser, String title, Window owner) {
        if (chooser == Chooser.FOLDER) {
            DirectoryChooser dialog = new DirectoryChooser();
            dialog.setTitle(title);
            return dialog.showDialog(owner);
        }
        FileChooser dialog = new FileChooser();
        dialog.setTitle(title);
        return dialog.showOpenDialog(owner);
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public Node control() {
        return control;
    }

    @Override
    public void show(@Nullable String value) {
        typing.show(value);
    }
}
