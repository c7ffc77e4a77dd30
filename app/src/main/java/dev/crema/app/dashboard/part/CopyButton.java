package dev.crema.app.dashboard.part;

import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.scene.control.Button;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Copies a text, and says for a moment that it did. */
public final class CopyButton extends Button {
    private static final Duration MOMENT = Duration.seconds(1.5);

    /**
     * With a name of its own.
     *
     * @param text what is copied, asked for at each click
     */
    public CopyButton(String name, Supplier<String> text) {
        super(name, new FontIcon(Feather.COPY));
        PauseTransition pause = new PauseTransition(MOMENT);
        pause.setOnFinished(event -> show(name, Feather.COPY));
        setOnAction(event -> {
            Copying.copy(text.get());
            show("Copied", Feather.CHECK);
            pause.playFromStart();
        });
    }

    private void show(String name, Feather icon) {
        setMinWidth(getWidth()); // its neighbours stay where they are
        setText(name);
        setGraphic(new FontIcon(icon));
    }
}
