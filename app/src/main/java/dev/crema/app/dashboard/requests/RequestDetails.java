package dev.crema.app.dashboard.requests;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.part.Copying;
import dev.crema.app.dashboard.part.Meter;
import dev.crema.app.dashboard.part.Meter.Fill;
import dev.crema.app.dashboard.part.Meter.Share;
import dev.crema.app.text.Amounts;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.ToolUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** Everything there is to tell of one request, and the button that ends it. */
final class RequestDetails extends VBox {
    private final Label title = new Label();
    private final Button copy = new Button("Copy ID");
    private final Button cancel = new Button("Cancel Request");
    private final Meter time = new Meter("Time");
    private final Meter tokens = new Meter("Tokens");
    private final GridPane meters = new GridPane(24, 0);
    private final VBox facts = new VBox(12);
    private final VBox content = new VBox(14, meters, facts);
    private final Label nothing = new Label("Choose a request to see where its time went and what was reused.");
    private @Nullable RequestRow shown;

    /** @param cancelling told the id of a request that is to be ended */
    RequestDetails(Consumer<String> cancelling) {
        setId("details");
        getStyleClass().add("details");
        title.getStyleClass().add("details-title");
        copy.setId("copy-id");
        copy.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        copy.setOnAction(event -> {
            if (shown != null) {
                Copying.copy(shown.request().id());
            }
        });
        cancel.setId("cancel-request");
        cancel.getStyleClass().addAll(Styles.SMALL, Styles.DANGER);
        cancel.setOnAction(event -> {
            if (shown != null) {
                cancel.setDisable(true);
                cancelling.accept(shown.request().id());
            }
        });
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(8, title, gap, copy, cancel);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("details-head");
        meters.addRow(0, time, tokens);
        for (double share : new double[] {55, 45}) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(share);
            meters.getColumnConstraints().add(column);
        }
        content.getStyleClass().add("details-content");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("details-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        nothing.getStyleClass().add("tile-detail");
        nothing.setMaxSize(Double.MAX_VALUE, Double.MAX_VALUE);
        nothing.setAlignment(Pos.CENTER);
        VBox.setVgrow(nothing, Priority.ALWAYS);
        getChildren().addAll(nothing, head, scroll);
        show(null);
    }

    /** Shows a request, or none. */
    void show(@Nullable RequestRow row) {
        if (row != null && row.equals(shown)) {
            return;
        }
        boolean other = row == null
                || shown == null
                || !row.request().id().equals(shown.request().id());
        shown = row;
        for (Node child : getChildren()) {
            boolean visible = (child == nothing) == (row == null);
            child.setVisible(visible);
            child.setManaged(visible);
        }
        if (row == null) {
            return;
        }
        title.setText(row.client() + ", " + row.role() + " request at " + row.time() + ": " + row.status());
        cancel.setVisible(row.runs());
        cancel.setManaged(row.runs());
        if (other) {
            cancel.setDisable(false);
        }
        time.show(time(row));
        tokens.show(tokens(row));
        facts.getChildren().setAll(facts(row));
    }

    private static Fill time(RequestRow row) {
        Duration first = row.request().timeToFirst();
        String sum = Amounts.seconds(row.totalSeconds())
                + (first == null ? "" : ", first token after " + Amounts.seconds(first.toNanos() / 1e9));
        return new Fill(
                List.of(
                        seconds("Queue", "share-others", row.queueSeconds()),
                        seconds("Prefill", "share-weights", row.prefillSeconds()),
                        seconds("Decode", "share-kv", row.decodeSeconds()),
                        seconds("Proxy", "share-running", row.proxySeconds())),
                row.totalSeconds(),
                sum);
    }

    private static Share seconds(String name, String style, double seconds) {
        return new Share(name, style, seconds, Amounts.seconds(seconds));
    }

    private static Fill tokens(RequestRow row) {
        int prompt = row.promptTokens();
        int computed = Math.max(0, prompt - row.reusedTokens());
        double saved = row.request().savedNanos() / 1e9;
        return new Fill(
                List.of(
                        count("Reused", "share-kv", row.reusedTokens(), Amounts.count(row.reusedTokens())),
                        count("Computed", "share-weights", computed, Amounts.count(computed)),
                        count("Answer", "share-running", row.outputTokens(), row.output())),
                Math.max(1, prompt + row.outputTokens()),
                Amounts.count(prompt) + " in, " + row.output() + " out"
                        + (saved > 0 ? ", " + Amounts.duration(saved) + " saved" : ""));
    }

    private static Share count(String name, String style, int tokens, String text) {
        return new Share(name, style, tokens, text);
    }

    private static List<Node> facts(RequestRow row) {
        RequestRecord request = row.request();
        List<Node> facts = new ArrayList<>();
        CacheMiss miss = request.cache() == null ? null : request.cache().miss();
        if (miss != null) {
            facts.add(section("Why it missed", miss(miss)));
        }
        if (!request.toolCalls().isEmpty()) {
            facts.add(section(
                    "Tool calls",
                    request.toolCalls().stream().map(RequestDetails::call).toList()));
        }
        if (!request.hygiene().isEmpty()) {
            facts.add(section(
                    "Cache hygiene",
                    request.hygiene().stream().map(RequestDetails::line).toList()));
        }
        facts.add(section("Request", List.of(ids(row))));
        return facts;
    }

    private static List<Node> miss(CacheMiss miss) {
        List<Node> lines = new ArrayList<>();
        lines.add(line(RequestRow.cause(miss.cause())));
        lines.add(line(
                miss.position() == 0
                        ? "All " + Amounts.count(miss.missedTokens()) + " prompt tokens were computed."
                        : "From token " + Amounts.count(miss.position()) + " on, " + Amounts.count(miss.missedTokens())
                                + " tokens were computed again."));
        if (!miss.before().isEmpty()) {
            Difference difference = Difference.of(miss.before(), miss.now());
            GridPane grid = new GridPane(10, 4);
            grid.addRow(0, name("Before"), quote(difference.start(), difference.before(), difference.end()));
            grid.addRow(1, name("Now"), quote(difference.start(), difference.now(), difference.end()));
            lines.add(grid);
        }
        return lines;
    }

    /** What differs stands out. */
    private static TextFlow quote(String start, String differs, String end) {
        TextFlow flow =
                new TextFlow(text("…" + start, "quote"), text(differs, "quote-difference"), text(end + "…", "quote"));
        GridPane.setHgrow(flow, Priority.ALWAYS);
        return flow;
    }

    private static Text text(String content, String style) {
        Text text = new Text(content);
        text.getStyleClass().add(style);
        return text;
    }

    private static Node call(ToolUse call) {
        Label label = line(call.name() + ", " + Amounts.count(call.length()) + " characters of "
                + (call.valid() ? "valid JSON" : "arguments that are not valid JSON"));
        if (!call.valid()) {
            label.getStyleClass().add("problem");
        }
        return label;
    }

    private static Node ids(RequestRow row) {
        RequestRecord request = row.request();
        GridPane grid = new GridPane(10, 4);
        fact(grid, "ID", request.id());
        fact(grid, "Client", request.caller().name());
        fact(grid, "Project", request.caller().project());
        fact(grid, "Session", request.caller().session());
        fact(grid, "User", request.caller().user());
        fact(
                grid,
                "Asked for",
                request.asked() + (request.streamed() ? ", streamed" : ", whole") + ", "
                        + Amounts.count(request.messages()) + (request.messages() == 1 ? " message" : " messages"));
        fact(grid, "Answered by", request.served());
        fact(grid, "Cache", request.cache() == null ? "" : RequestRow.levelName(request.level()));
        fact(grid, "Path", request.path());
        return grid;
    }

    private static void fact(GridPane grid, String name, String value) {
        if (!value.isEmpty()) {
            Label label = line(value);
            GridPane.setHgrow(label, Priority.ALWAYS);
            grid.addRow(grid.getRowCount(), name(name), label);
        }
    }

    private static Node section(String name, List<? extends Node> lines) {
        Label heading = new Label(name);
        heading.getStyleClass().add("tile-name");
        VBox section = new VBox(4, heading);
        section.getChildren().addAll(lines);
        return section;
    }

    private static Label name(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("fact-name");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private static Label line(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.getStyleClass().add("fact");
        return label;
    }
}
