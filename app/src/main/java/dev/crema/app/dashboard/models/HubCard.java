package dev.crema.app.dashboard.models;

import dev.crema.mlx.hub.PullRequest;
import dev.crema.proxy.config.HubConfig;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Any other model by its name, and how one is known at the hub. */
final class HubCard extends VBox {
    private static final double LABELS = 100;

    private final Consumer<PullRequest> download;
    private final Label source = Lines.detail("");
    private final TextField name = new TextField();
    private final Label hint = Lines.detail("");
    private final Button get = new Button("Download");
    private final PasswordField token = new PasswordField();
    private final Button save = new Button("Save Token");
    private final Label tokenState = Lines.detail("");

    /**
     * @param download a model that is to be asked for at the hub first
     * @param saveToken a token that is to be sent from now on
     */
    HubCard(Consumer<PullRequest> download, Consumer<String> saveToken) {
        this.download = download;
        getStyleClass().add("card");
        setSpacing(8);
        name.setId("hub-model");
        name.setPromptText("owner/name, owner/name/file.gguf, or the address of its page");
        name.textProperty().addListener((property, was, is) -> check(is));
        name.setOnAction(event -> get());
        get.setId("hub-download");
        get.setAccessibleText("Download Model");
        get.setDisable(true);
        get.setOnAction(event -> get());
        hint.setId("hub-hint");
        hint.getStyleClass().add("problem");
        show(hint, false);
        token.setId("hub-token");
        token.setPromptText("Only for models whose licence must be accepted");
        save.setId("hub-save-token");
        save.disableProperty().bind(token.textProperty().isEmpty());
        Runnable saving = () -> {
            if (!token.getText().isBlank()) {
                saveToken.accept(token.getText().strip());
                token.clear();
            }
        };
        token.setOnAction(event -> saving.run());
        save.setOnAction(event -> saving.run());
        getChildren()
                .addAll(
                        Lines.heading("Another model"),
                        source,
                        row("Model", name, get),
                        hint,
                        row("Access token", token, save),
                        tokenState);
    }

    /** @param hub null if the configuration is not valid */
    void show(@Nullable HubConfig hub) {
        if (hub == null) {
            source.setText("The settings hold a mistake; correct it before you download anything.");
            return;
        }
        boolean mirror = !hub.url().equals(HubConfig.defaults().url());
        source.setText(
                (mirror
                                ? "Models come from the mirror " + hub.url() + ", which hub.url in the settings names."
                                : "Models come from Hugging Face.")
                        + " Each file is checked against its checksum. Crema runs MLX and GGUF models of the families it knows.");
        tokenState.setText(
                hub.token() == null
                        ? "No token is set. You find yours in your account's settings at the hub; it is kept in config.json."
                        : "A token is set; it is sent to this hub only. Saving another replaces it.");
    }

    /** Where a token is typed. */
    void enterToken() {
        token.requestFocus();
    }

    private void check(String text) {
        String problem = "";
        try {
            if (!text.isBlank()) {
                WantedModel.parse(text);
            }
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        hint.setText(problem);
        show(hint, !problem.isEmpty());
        get.setDisable(text.isBlank() || !problem.isEmpty());
    }

    private void get() {
        if (!get.isDisabled()) {
            download.accept(WantedModel.parse(name.getText()));
            name.clear();
        }
    }

    private static Node row(String label, TextField field, Button button) {
        Label text = new Label(label);
        text.setMinWidth(LABELS);
        text.setLabelFor(field);
        HBox.setHgrow(field, Priority.ALWAYS);
        button.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(8, text, field, button);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static void show(Region region, boolean visible) {
        region.setVisible(visible);
        region.setManaged(visible);
    }
}
