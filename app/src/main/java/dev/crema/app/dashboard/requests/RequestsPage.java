package dev.crema.app.dashboard.requests;

import dev.crema.app.dashboard.part.Columns;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.proxy.observe.RecentRequests;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.server.ProxyServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.css.PseudoClass;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The table of requests, those under way first, its filters, and the chosen one's details. */
public final class RequestsPage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Requests";

    /** Its icon there. */
    public static final String ICON = "fth-list";

    private static final PseudoClass RUNNING = PseudoClass.getPseudoClass("running");
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

    private final Service service;
    private final ObservableList<RequestRow> rows = FXCollections.observableArrayList();
    private final FilteredList<RequestRow> filtered = new FilteredList<>(rows);
    private final TableView<RequestRow> table = new TableView<>();
    private final TextField search = new TextField();
    private final ComboBox<Kind> kind = new ComboBox<>();
    private final RequestDetails details = new RequestDetails(this::cancel);
    private final Node view;
    private @Nullable String selected;
    private boolean updating;

    /** Which requests are shown. */
    private enum Kind {
        ALL("All Requests", row -> true),
        RUNNING("Running", RequestRow::runs),
        MISSES("Could Have Reused More", RequestRow::missed),
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
        return TITLE;
    }

    @Override
    public String icon() {
        return ICON;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void update(Pulse pulse) {
        List<RequestRow> latest = latest();
        if (!latest.equals(rows)) {
            updating = true;
            rows.setAll(latest);
            updating = false;
            select();
        }
    }

    /** Of a service that is stopped, what was there can still be read; nothing of it runs. */
    private List<RequestRow> latest() {
        if (!(service.state() instanceof ServiceState.Up(var running))) {
            return rows.stream().filter(row -> !row.runs()).toList();
        }
        return merged(running.server());
    }

    /** Asked for in this order, a request that ends in between is in both lists rather than in none. */
    private static List<RequestRow> merged(ProxyServer server) {
        List<RequestRow> running = server.running().stream().map(RequestRow::of).toList();
        List<RequestRecord> ended = server.recent().latest(RecentRequests.CAPACITY, record -> true);
        Set<String> endedIds = new HashSet<>();
        ended.forEach(record -> endedIds.add(record.id()));
        List<RequestRow> all = new ArrayList<>(running);
        all.removeIf(row -> endedIds.contains(row.request().id()));
        ended.forEach(record -> all.add(RequestRow.of(record)));
        return all;
    }

    /** The chosen request stays chosen, wherever its row is now. */
    private void select() {
        RequestRow row = table.getItems().stream()
                .filter(each -> each.request().id().equals(selected))
                .findFirst()
                .orElse(null);
        updating = true;
        if (row == null) {
            table.getSelectionModel().clearSelection();
        } else {
            table.getSelectionModel().select(row);
        }
        updating = false;
        details.show(row);
    }

    private void chosen(@Nullable RequestRow row) {
        if (!updating) {
            selected = row == null ? null : row.request().id();
            details.show(row);
        }
    }

    private void cancel(String id) {
        if (service.state() instanceof ServiceState.Up(var running)) {
            running.server().cancel(id);
        }
    }

    private Node build() {
        table.setId("requests");
        table.getStyleClass().add("request-table");
        table.setTableMenuButtonVisible(true);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getColumns()
                .setAll(List.of(
                        column("Time", 70, RequestRow::time),
                        column("Client", 78, RequestRow::client),
                        column("Class", 66, RequestRow::role),
                        column("Model", 108, RequestRow::model),
                        column("Cache", 58, RequestRow::level),
                        tokens("In", 48, RequestRow::promptTokens),
                        tokens("Reused", 58, RequestRow::reusedTokens),
                        tokens("Out", 46, RequestRow::outputTokens),
                        seconds("Queue", RequestRow::queueSeconds),
                        seconds("Prefill", RequestRow::prefillSeconds),
                        seconds("Decode", RequestRow::decodeSeconds),
                        seconds("Proxy", RequestRow::proxySeconds),
                        column("Status", 90, RequestRow::status)));
        table.setRowFactory(ignored -> new Row());
        SortedList<RequestRow> sorted = new SortedList<>(filtered);
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        table.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> chosen(is));
        SplitPane split = new SplitPane(table, details);
        split.setOrientation(Orientation.VERTICAL);
        split.setDividerPositions(0.55);
        VBox.setVgrow(split, Priority.ALWAYS);
        Label title = new Label("Requests");
        title.getStyleClass().add("page-title");
        VBox page = new VBox(14, title, filters(), split);
        page.getStyleClass().add("page");
        filter();
        return page;
    }

    private Node filters() {
        search.setId("search");
        search.setPromptText("Client, model, project, id …");
        search.setAccessibleText("Search requests");
        search.setPrefColumnCount(24);
        search.textProperty().addListener((property, was, is) -> filter());
        kind.setId("kind");
        kind.setAccessibleText("Which requests are shown");
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
        boolean all = kind.getValue() == Kind.ALL && text.isBlank();
        table.setPlaceholder(
                new Label(all ? "Requests appear here as clients send them." : "No request fits this filter."));
        filtered.setPredicate(row -> condition.test(row) && row.matches(text));
    }

    private static TableColumn<RequestRow, String> column(
            String name, double width, Function<RequestRow, String> text) {
        return Columns.text(name, width, text);
    }

    private static TableColumn<RequestRow, Integer> tokens(
            String name, double width, Function<RequestRow, Integer> value) {
        return Columns.number(name, width, value, number -> Amounts.brief(number));
    }

    private static TableColumn<RequestRow, Double> seconds(String name, Function<RequestRow, Double> value) {
        return Columns.number(name, 58, value, seconds -> Amounts.seconds(seconds));
    }

    /** What runs and what failed has a colour. */
    private static final class Row extends TableRow<RequestRow> {
        @Override
        protected void updateItem(RequestRow row, boolean empty) {
            super.updateItem(row, empty);
            boolean none = empty || row == null;
            pseudoClassStateChanged(RUNNING, !none && row.runs());
            pseudoClassStateChanged(FAILED, !none && row.failed());
        }
    }
}
