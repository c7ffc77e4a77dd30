package dev.crema.app.dashboard.part;

import atlantafx.base.controls.ToggleSwitch;
import java.util.function.Consumer;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseEvent;

/** A switch that the keyboard reaches, and that tells a person's choice only. */
public final class Switch extends ToggleSwitch {
    private boolean showing;

    /**
     * Off.
     *
     * @param chosen told what a person switched it to
     */
    public Switch(Consumer<Boolean> chosen) {
        setFocusTraversable(true);
        addEventHandler(MouseEvent.MOUSE_PRESSED, event -> requestFocus());
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.SPACE) {
                fire();
                event.consume();
            }
        });
        selectedProperty().addListener((property, was, is) -> {
            if (!showing) {
                chosen.accept(is);
            }
        });
    }

    /** Shows a state; nobody is told. */
    public void show(boolean on) {
        showing = true;
        setSelected(on);
        showing = false;
    }
}
