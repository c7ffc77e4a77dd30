package dev.crema.app.dashboard.models;

import atlantafx.base.theme.Styles;
import dev.crema.mlx.hub.PullState;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A download with its bar and buttons. */
final class DownloadLine extends VBox {
    private final DownloadList.Actions actions;
    private final Label name = Lines.name("");
    private final Label amounts = Lines.detail("");
    private final Label problem = Lines.detail("");
    private final ProgressBar bar = new ProgressBar();
    private final Button toggle = Lines.button("Pause", "", this::toggle);
    private final Button cancel = Lines.button("Cancel", "", this::cancel);
    private final HBox remedies = new HBox(8);
    private @Nullable Download shown;

    DownloadLine(DownloadList.Actions actions) {
        this.actions = actions;
        getStyleClass().add("list-line");
        setSpacing(6);
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.getStyleClass().add(Styles.SMALL);
        problem.getStyleClass().add("problem");
        Button copy = Lines.button("Copy Link to Licence", "", () -> onShown(each -> actions.copyLink(each.request())));
        Button token = Lines.button("Enter Token …", "", actions::enterToken);
        remedies.getChildren().setAll(copy, token);
        VBox text = new VBox(3, name, amounts);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox buttons = new HBox(8, toggle, cancel);
        buttons.setMinWidth(Region.USE_PREF_SIZE);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        HBox head = new HBox(20, text, buttons);
        head.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(head, bar, problem, remedies);
    }

    void show(Download download) {
        shown = download;
        name.setText(download.name());
        amounts.setText(download.amounts());
        bar.setProgress(
                download.running() && download.fraction() == 0
                        ? ProgressBar.INDETERMINATE_PROGRESS
                        : download.fraction());
        bar.setAccessibleText(download.name() + ": " + download.amounts());
        toggle.setText(download.running() ? "Pause" : download.state() == PullState.FAILED ? "Try Again" : "Resume");
        toggle.setAccessibleText(toggle.getText() + " " + download.name());
        cancel.setAccessibleText("Cancel " + download.name());
        problem.setText(download.failure() == null ? "" : download.failure().getMessage());
        visible(problem, download.failure() != null);
        visible(remedies, download.gated());
    }

    private void toggle() {
        onShown(download -> {
            if (download.running()) {
                actions.pause(download.request());
            } else {
                actions.resume(download.request());
            }
        });
    }

    private void cancel() {
        onShown(actions::cancel);
    }

    private void onShown(Consumer<Download> action) {
        if (shown != null) {
            action.accept(shown);
        }
    }

    private static void visible(Region region, boolean visible) {
        region.setVisible(visible);
        region.setManaged(visible);
    }
}
