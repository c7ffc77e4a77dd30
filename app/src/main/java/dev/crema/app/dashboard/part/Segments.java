package dev.crema.app.dashboard.part;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** A choice of one of a few, side by side. */
public final class Segments extends HBox {
    /**
     * The first is chosen.
     *
     * @param chosen told the index of another one
     */
    public Segments(List<String> names, IntConsumer chosen) {
        ToggleGroup group = new ToggleGroup();
        for (int i = 0; i < names.size(); i++) {
            ToggleButton button = new ToggleButton(names.get(i));
            button.setToggleGroup(group);
            button.setSelected(i == 0);
            button.getStyleClass()
                    .addAll(
                            Styles.SMALL,
                            i == 0 ? Styles.LEFT_PILL : i == names.size() - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
            int index = i;
            button.setOnAction(event -> {
                button.setSelected(true); // one is always chosen
                chosen.accept(index);
            });
            getChildren().add(button);
        }
    }
}
