package dev.crema.app.dashboard.part;

import javafx.scene.Node;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;

/** Asks before what cannot be undone. */
public final class Confirmation {
    private Confirmation() {}

    /**
     * Waits for the answer.
     *
     * @param owner a node of the window that asks
     * @param question in one line
     * @param consequence what it means, as sentences
     * @param verb on the button that does it
     * @param otherwise on the button that leaves things as they are
     */
    public static boolean ask(Node owner, String question, String consequence, String verb, String otherwise) {
        ButtonType yes = new ButtonType(verb, ButtonData.OK_DONE);
        ButtonType no = new ButtonType(otherwise, ButtonData.CANCEL_CLOSE);
        Alert alert = new Alert(Alert.AlertType.CONFIRMATION, consequence, yes, no);
        alert.initOwner(owner.getScene().getWindow());
        alert.setTitle(question);
        alert.setHeaderText(question);
        return alert.showAndWait().filter(yes::equals).isPresent();
    }
}
