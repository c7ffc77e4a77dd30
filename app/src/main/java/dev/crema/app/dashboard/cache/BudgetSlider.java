package dev.crema.app.dashboard.cache;

import dev.crema.app.dashboard.cache.BudgetModel.Offer;
import dev.crema.app.text.Amounts;
import java.util.function.LongConsumer;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/**
 * Chooses a budget among round sizes and says at every move what it would mean. A choice holds when the thumb is let go, or
 * a moment after the last key.
 */
final class BudgetSlider extends VBox {
    private static final Duration AFTER_KEYS = Duration.millis(400);

    private final String name;
    private final LongConsumer chosen;
    private final Slider slider = new Slider(0, 1, 0);
    private final Label most = new Label();
    private final Label meaning = new Label();
    private final PauseTransition pause = new PauseTransition(AFTER_KEYS);
    private Offer offer = Offer.none("");
    private boolean showing;

    /** @param chosen told the bytes that a person chose */
    BudgetSlider(String name, String id, LongConsumer chosen) {
        this.name = name;
        this.chosen = chosen;
        slider.setId(id);
        slider.setMajorTickUnit(1);
        slider.setMinorTickCount(0);
        slider.setBlockIncrement(1);
        slider.setSnapToTicks(true);
        meaning.setId(id + "-meaning");
        meaning.setWrapText(true);
        meaning.setMinHeight(USE_PREF_SIZE);
        meaning.getStyleClass().add("tile-detail");
        getStyleClass().add("budget");
        most.getStyleClass().add("tile-detail");
        Label least = new Label("Off");
        least.getStyleClass().add("tile-detail");
        HBox.setHgrow(slider, Priority.ALWAYS);
        HBox line = new HBox(8, least, slider, most);
        line.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(line, meaning);
        pause.setOnFinished(event -> choose());
        slider.valueProperty().addListener((property, was, is) -> moved());
        slider.valueChangingProperty().addListener((property, was, is) -> {
            if (was) {
                choose();
            }
        });
    }

    /** Shows what can be chosen; not over a choice that is being made. */
    void show(Offer next) {
        if (slider.isValueChanging() || pause.getStatus() == PauseTransition.Status.RUNNING) {
            return;
        }
        offer = next;
        showing = true;
        slider.setDisable(next.stops().size() < 2);
        slider.setMax(Math.max(1, next.stops().size() - 1));
        slider.setValue(next.position());
        showing = false;
        most.setText(next.stops().isEmpty() ? "" : Amounts.bytes(next.stops().getLast()));
        say();
    }

    private void moved() {
        if (showing) {
            return;
        }
        say();
        if (!slider.isValueChanging()) {
            pause.playFromStart();
        }
    }

    private void choose() {
        pause.stop();
        long bytes = bytes();
        if (!offer.stops().isEmpty() && bytes != offer.now()) {
            offer = new Offer(offer.stops(), bytes, offer.meaning());
            chosen.accept(bytes);
        }
    }

    private long bytes() {
        return offer.stops().isEmpty() ? 0 : offer.stops().get((int) Math.round(slider.getValue()));
    }

    private void say() {
        String text = offer.meaning().apply(bytes());
        meaning.setText(text);
        slider.setAccessibleText(name + ", " + Amounts.bytes(bytes()) + ". " + text);
    }
}
