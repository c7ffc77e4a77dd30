package dev.crema.app.dashboard.settings;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.part.CopyButton;
import dev.crema.app.settings.AccessKey;
import dev.crema.app.settings.SettingText;
import javafx.scene.Node;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A line that nobody should read over a shoulder: masked until it is asked for. Some can be generated. */
final class SecretEditor implements Editor {
    private final PasswordField masked = new PasswordField();
    private final TextField plain = new TextField();
    private final Typing typing;
    private final VBox view;
    private final Listener listener;

    SecretEditor(SettingText text, boolean generated, Listener listener) {
        this.listener = listener;
        masked.setPromptText(text.standard());
        plain.setPromptText(text.standard());
        plain.textProperty().bindBidirectional(masked.textProperty());
        plain.setAccessibleText(text.name());
        plain.setVisible(false);
        masked.visibleProperty().bind(plain.visibleProperty().not());
        this.typing = new Typing(masked, true, listener);
        // The same text in another dress: it is done with when that one is.
        plain.setOnAction(event -> listener.entered(plain.getText()));
        plain.focusedProperty().addListener((property, was, is) -> {
            if (!is) {
                listener.entered(plain.getText());
            }
        });
        Button reveal = new Button();
        reveal.textProperty().bind(plain.visibleProperty().map(shown -> shown ? "Hide" : "Show"));
        reveal.setAccessibleHelp("Shows or masks " + text.name());
        reveal.setOnAction(event -> plain.setVisible(!plain.isVisible()));
        CopyButton copy = new CopyButton("Copy", masked::getText);
        copy.setAccessibleText("Copy " + text.name());
        reveal.disableProperty().bind(masked.textProperty().isEmpty());
        copy.disableProperty().bind(masked.textProperty().isEmpty());
        HBox buttons = new HBox(6, reveal, copy);
        if (generated) {
            Button generate = new Button("Generate");
            generate.setId("generate");
            generate.setAccessibleHelp("Makes a new key of 32 random bytes and sets it");
            generate.setOnAction(event -> generate());
            buttons.getChildren().addFirst(generate);
        }
        buttons.getChildren().forEach(button -> button.getStyleClass().add(Styles.SMALL));
        this.view = new VBox(6, new StackPane(masked, plain), buttons);
    }

    private void generate() {
        if (masked.getText().isEmpty() || confirmed()) {
            String key = AccessKey.generate();
            typing.show(key);
            listener.entered(key);
        }
    }

    private boolean confirmed() {
        ButtonType replace = new ButtonType("Replace Key", ButtonData.OK_DONE);
        Alert alert = new Alert(
                Alert.AlertType.CONFIRMATION,
                "From the next restart on, clients that present the old key are refused. Update them on the Clients page.",
                replace,
                ButtonType.CANCEL);
        alert.initOwner(view.getScene().getWindow());
        alert.setHeaderText("Replace the key by a new one?");
        return alert.showAndWait().filter(replace::equals).isPresent();
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public Node control() {
        return masked;
    }

    @Override
    public void show(@Nullable String value) {
        typing.show(value);
    }
}
