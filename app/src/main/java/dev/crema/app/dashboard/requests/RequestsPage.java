package dev.crema.app.dashboard.requests;

import dev.crema.app.dashboard.part.Columns;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.proxy.observe.RecentRequests;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The table of the last requests, its filters, and the chosen one's details. */
public final class RequestsPage implements Page {
    private final Service service;
    private final ObservableList<RequestRow> rows = FXCollections.observableArrayList();
    private final FilteredList<RequestRow> filtered = new FilteredList<>(rows);
    private final TableView<RequestRow> table = new TableView<>();
    private final TextField search = new TextField();
    private final ComboBox<Kind> kind = new ComboBox<>();
    private final TextArea details = new TextArea();
    private final Node view;

    /** Which requests are shown. */
    private enum Kind {
        ALL("All requests", row -> true),
        MISSES("Could have reused more", RequestRow::missed),
        FAILURES("Failed", RequestRow::failed);

        private final String label;
        private final Predicate<RequestRow> condition;

        Kind(String label, Predicate<RequestRow> condition) {
            this.label = label;
            this.condition = condition;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Shows a service's requests. */
    public RequestsPage(Service service) {
        this.service = service;
        this.view = build();
    }

    @Override
    public String title() {
        return "Requests";
    }

    @Override
    public String icon() {
        return "fth-list";
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void update(Pulse pulse) {
        if (!(service.state() instanceof ServiceState.Up(var running))) {
            return; // what was there can still be read
        }
        List<RequestRow> latest = running.server().recent().latest(RecentRequests.CAPACITY, record -> true).stream()
                .map(RequestRow::new)
                .toList();
        if (!latest.equals(rows)) {
            RequestRow selected = table.getSelectionModel().getSelectedItem();
            rows.setAll(latest);
            table.getSelectionModel().select(selected);
        }
    }

    private Node build() {
        table.setId("requests");
        table.getStyleClass().add("request-table");
        table.setPlaceholder(new Label("Requests appear here as clients send them."));
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getColumns()
                .setAll(List.of(
                        column("Time", 84, RequestRow::time),
                        column("Client", 150, RequestRow::client),
                        column("Class", 74, RequestRow::role),
                        column("Model", 150, RequestRow::model),
                        column("Cache", 96, RequestRow::level),
                        number("Prompt", RequestRow::promptTokens),
                        number("Reused", RequestRow::reusedTokens),
                        number("Output", RequestRow::outputTokens),
                        Columns.number("Total", 80, RequestRow::totalSeconds, seconds -> Amounts.seconds(seconds)),
                        column("Status", 90, RequestRow::status)));
        SortedList<RequestRow> sorted = new SortedList<>(filtered);
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        table.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> {
            details.setText(is == null ? "" : String.join("\n", is.details()));
        });
        details.setId("details");
        details.setEditable(false);
        details.setWrapText(true);
        details.setPromptText("Choose a request to see its timeline and why it missed.");
        details.getStyleClass().add("details-text");
        SplitPane split = new SplitPane(table, details);
        split.setOrientation(Orientation.VERTICAL);
        split.setDividerPositions(0.68);
        VBox.setVgrow(split, Priority.ALWAYS);
        Label title = new Label("Requests");
        title.getStyleClass().add("page-title");
        VBox page = new VBox(14, title, filters(), split);
        page.getStyleClass().add("page");
        return page;
    }

    private Node filters() {
        search.setId("search");
        search.setPromptText("Client, model, project, id …");
        search.setPrefColumnCount(24);
        search.textProperty().addListener((property, was, is) -> filter());
        kind.setId("kind");
        kind.getItems().setAll(Kind.values());
        kind.setValue(Kind.ALL);
        kind.valueProperty().addListener((property, was, is) -> filter());
        HBox filters = new HBox(search, kind);
        filters.getStyleClass().add("filters");
        return filters;
    }

    private void filter() {
        Predicate<RequestRow> condition = kind.getValue().condition;
        String text = search.getText();
        filtered.setPredicate(row -> condition.test(row) && row.matches(text));
    }

    private static TableColumn<RequestRow, String> column(
            String name, double width, Function<RequestRow, String> text) {
        return Columns.text(name, width, text);
    }

    private static TableColumn<RequestRow, Integer> number(String name, Function<RequestRow, Integer> value) {
        return Columns.number(name, 80, value, number -> Amounts.count(number));
    }
}
