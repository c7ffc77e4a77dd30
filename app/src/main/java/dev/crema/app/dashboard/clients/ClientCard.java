package dev.crema.app.dashboard.clients;

import atlantafx.base.theme.Styles;
import dev.crema.app.agents.Client;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.agents.Plan;
import dev.crema.app.agents.ProbeResult;
import dev.crema.app.agents.SettingsClient;
import dev.crema.app.dashboard.clients.ClientDesk.Planned;
import dev.crema.app.dashboard.clients.ClientFacts.Standing;
import dev.crema.app.dashboard.part.CopyButton;
import java.util.Objects;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** One client: how it stands, what can be done, and the change that is about to be made. */
final class ClientCard extends VBox {
    private final ClientDesk desk;
    private final Client client;
    private final Runnable changed;

    private final Label chip = new Label();
    private final Label file = new Label();
    private final Label remark = text("tile-detail");
    private final Label command = text("command");
    private final Label outcome = text("outcome");
    private final Button connect = new Button("Connect…");
    private final Button undo = new Button("Undo…");
    private final Button test = new Button("Test Connection");
    private final CopyButton copy;
    private final HBox actions = new HBox(8);
    private final VBox change = new VBox(10);
    private @Nullable Endpoint endpoint;
    private @Nullable ClientFacts facts;

    /** @param changed told when its settings were changed */
    ClientCard(ClientDesk desk, Client client, Runnable changed) {
        this.desk = desk;
        this.client = client;
        this.changed = changed;
        this.copy = new CopyButton("Copy Command", () -> endpoint == null ? "" : client.commandLine(endpoint));
        setId("client-" + client.id());
        getStyleClass().addAll("card", "client");
        change.getStyleClass().add("change");
        fillActions();
        getChildren().setAll(head(), file, remark, command, actions, outcome, change);
        for (Node each : new Node[] {file, remark, command, outcome, change}) {
            hide(each);
        }
    }

    private Node head() {
        Label name = new Label(client.name());
        name.getStyleClass().add("client-name");
        chip.setId("standing-" + client.id());
        chip.getStyleClass().add("chip");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        connect.setId("connect-" + client.id());
        connect.setAccessibleText("Connect " + client.name());
        connect.setOnAction(event -> planToConnect());
        HBox head = new HBox(10, name, chip, gap, connect);
        head.setAlignment(Pos.CENTER_LEFT);
        file.getStyleClass().add("client-file");
        remark.setId("remark-" + client.id());
        outcome.setId("outcome-" + client.id());
        return head;
    }

    private void fillActions() {
        test.setId("test-" + client.id());
        test.setAccessibleHelp("Asks the model a small question as " + client.name() + " would");
        test.setOnAction(event -> tryOut());
        copy.setId("copy-" + client.id());
        copy.setAccessibleHelp("Copies a line for a terminal, which uses Crema without any change of settings");
        undo.setId("undo-" + client.id());
        undo.setAccessibleHelp("Shows how the settings of " + client.name() + " become what they were");
        undo.setOnAction(event -> {
            if (client instanceof SettingsClient settings) {
                desk.disconnect(settings, planned -> show(planned, false));
            }
        });
        actions.getChildren().setAll(test, copy, undo);
        actions.getChildren().forEach(button -> button.getStyleClass().add(Styles.SMALL));
    }

    /** Shows how it stands; a change that is being looked at stays. */
    void show(ClientFacts now, @Nullable Endpoint at) {
        facts = now;
        endpoint = at;
        Standing standing = now.standing();
        visible(chip, standing != null);
        if (standing != null) {
            chip.setText(standing.word());
            chip.getStyleClass().setAll("label", "chip", standing.style());
        }
        visible(file, now.status() != null && standing != Standing.MISSING);
        if (now.status() != null) {
            file.setText(shortened(now.status().file().toString()));
        }
        remark.setText(now.remark());
        visible(remark, !now.remark().isEmpty());
        remark.pseudoClassStateChanged(
                Styles.STATE_WARNING, now.status() != null && now.status().problem() != null);
        visible(command, now.status() == null && at != null);
        if (now.status() == null && at != null) {
            command.setText(client.commandLine(at));
        }
        buttons(now, standing);
    }

    private void buttons(ClientFacts now, @Nullable Standing standing) {
        boolean runs = endpoint != null;
        boolean canConnect = standing != null && standing != Standing.CONNECTED && now.served();
        visible(connect, canConnect && !change.isVisible());
        connect.setText(standing == Standing.OUTDATED ? "Update…" : "Connect…");
        connect.setDisable(!runs);
        boolean primary = runs && standing != Standing.MISSING;
        connect.getStyleClass().remove(Styles.ACCENT);
        if (primary) {
            connect.getStyleClass().add(Styles.ACCENT);
        }
        visible(undo, now.connected());
        undo.setDisable(change.isVisible());
        visible(test, now.served());
        visible(copy, now.served());
        visible(actions, now.served() || now.connected());
        test.setDisable(!runs);
        copy.setDisable(!runs);
    }

    private void planToConnect() {
        if (client instanceof SettingsClient settings && endpoint != null) {
            desk.connect(settings, endpoint, planned -> show(planned, true));
        }
    }

    private void show(Planned planned, boolean connecting) {
        Plan plan = planned.plan();
        if (plan == null) {
            tell(String.valueOf(planned.problem()), false);
            return;
        }
        hide(outcome);
        Label title = new Label(
                plan.isEmpty()
                        ? "Nothing is to be changed in " + plan.file() + "."
                        : connecting ? "This is written into " + plan.file() : "This becomes of " + plan.file());
        title.getStyleClass().add("change-title");
        title.setWrapText(true);
        Button apply = new Button(connecting ? "Apply Change" : "Undo Change");
        apply.setId("apply-" + client.id());
        apply.setDefaultButton(true);
        apply.getStyleClass().addAll(Styles.SMALL, Styles.ACCENT);
        apply.setOnAction(event -> {
            apply.setDisable(true);
            desk.carryOut(plan, problem -> done(problem, connecting));
        });
        Button cancel = new Button("Cancel");
        cancel.setId("cancel-" + client.id());
        cancel.setCancelButton(true);
        cancel.getStyleClass().add(Styles.SMALL);
        cancel.setOnAction(event -> closeChange());
        HBox buttons = new HBox(8, apply, cancel);
        change.getChildren().setAll(title);
        if (!plan.isEmpty()) {
            change.getChildren().add(new DiffView(plan.diff()));
        }
        plan.notes().forEach(note -> {
            Label line = text("tile-detail");
            line.setText(note);
            change.getChildren().add(line);
        });
        Label safe = text("tile-detail");
        safe.setText(
                connecting
                        ? "A copy of the file as it is now is kept, and Undo brings it back to the byte."
                        : "Everything else in the file stays as it is.");
        change.getChildren().addAll(safe, buttons);
        visible(change, true);
        refreshButtons();
        apply.requestFocus();
    }

    private void done(String problem, boolean connecting) {
        closeChange();
        tell(
                !problem.isEmpty()
                        ? problem
                        : connecting
                                ? "Done. " + client.name() + " uses Crema from its next start."
                                : "Done. " + client.name() + " no longer uses Crema from its next start.",
                problem.isEmpty());
        changed.run();
    }

    private void closeChange() {
        change.getChildren().clear();
        hide(change);
        refreshButtons();
    }

    private void refreshButtons() {
        if (facts != null) {
            buttons(facts, facts.standing());
        }
    }

    private void tryOut() {
        if (endpoint == null) {
            return;
        }
        test.setText("Testing …");
        test.setDisable(true);
        hide(outcome);
        desk.test(client, endpoint, this::show);
    }

    private void show(ProbeResult result) {
        test.setText("Test Connection");
        test.setDisable(endpoint == null);
        tell(result.text(), result.answered());
    }

    private void tell(String text, boolean good) {
        outcome.setText(text);
        outcome.pseudoClassStateChanged(Styles.STATE_SUCCESS, good);
        outcome.pseudoClassStateChanged(Styles.STATE_DANGER, !good);
        visible(outcome, true);
    }

    /** With the home folder as people write it. */
    private static String shortened(String path) {
        String user = Objects.requireNonNullElse(System.getProperty("user.home"), "");
        return !user.isEmpty() && path.startsWith(user + "/") ? "~" + path.substring(user.length()) : path;
    }

    private static Label text(String style) {
        Label label = new Label();
        label.setWrapText(true);
        label.getStyleClass().add(style);
        return label;
    }

    private static void hide(Node node) {
        visible(node, false);
    }

    private static void visible(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
