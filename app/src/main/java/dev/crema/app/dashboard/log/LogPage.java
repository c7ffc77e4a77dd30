package dev.crema.app.dashboard.log;

import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.LogLines;
import dev.crema.app.live.LogLines.Line;
import dev.crema.app.live.LogLines.Severity;
import dev.crema.app.live.Pulse;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

/** The log's lines, with search and the least severity that is shown. */
public final class LogPage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Logs";

    /** Its icon there. */
    public static final String ICON = "fth-terminal";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final LogLines source;
    private final ObservableList<Line> lines = FXCollections.observableArrayList();
    private final FilteredList<Line> filtered = new FilteredList<>(lines);
    private final ListView<Line> list = new ListView<>(filtered);
    private final TextField search = new TextField();
    private final ComboBox<Severity> least = new ComboBox<>();
    private final CheckBox follow = new CheckBox("Follow");
    private final Node view;
    private long seen = -1;

    /** Shows these lines. */
    public LogPage(LogLines source) {
        this.source = source;
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
        long written = source.written();
        if (written == seen) {
            return;
        }
        seen = written;
        List<Line> now = source.all();
        long last = lines.isEmpty() ? 0 : lines.getLast().number();
        List<Line> newer = now.stream().filter(line -> line.number() > last).toList();
        if (!lines.isEmpty()
                && !now.isEmpty()
                && lines.getFirst().number() < now.getFirst().number()) {
            long first = now.getFirst().number();
            lines.removeIf(line -> line.number() < first);
        }
        lines.addAll(newer);
        if (follow.isSelected() && !filtered.isEmpty()) {
            list.scrollTo(filtered.size() - 1);
        }
    }

    /** Whether a line is shown. */
    static boolean shown(Line line, Severity least, String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return line.severity().compareTo(least) <= 0
                && (wanted.isEmpty()
                        || line.text().toLowerCase(Locale.ROOT).contains(wanted)
                        || line.source().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private Node build() {
        list.setId("log");
        list.getStyleClass().add("log");
        list.setPlaceholder(new Label("Nothing to show."));
        list.setCellFactory(ignored -> new LineCell(list));
        search.setId("log-search");
        search.setPromptText("Search");
        search.setPrefColumnCount(24);
        search.textProperty().addListener((property, was, is) -> filter());
        least.setId("log-least");
        least.getItems().setAll(Severity.values());
        least.setValue(Severity.INFO);
        least.valueProperty().addListener((property, was, is) -> filter());
        follow.setSelected(true);
        HBox filters = new HBox(search, least, follow);
        filters.getStyleClass().add("filters");
        Label title = new Label("Logs");
        title.getStyleClass().add("page-title");
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox page = new VBox(14, title, filters, list);
        page.getStyleClass().add("page");
        filter();
        return page;
    }

    private void filter() {
        Severity severity = least.getValue();
        String text = search.getText();
        filtered.setPredicate(line -> shown(line, severity, text));
    }

    /** One line of the log, as many of the window as it takes; what matters has a colour. */
    private static final class LineCell extends ListCell<Line> {
        private static final PseudoClass ERROR = PseudoClass.getPseudoClass("error");
        private static final PseudoClass WARN = PseudoClass.getPseudoClass("warn");
        private static final double SCROLL_BAR = 44;

        private final Text content = new Text();

        LineCell(ListView<Line> list) {
            getStyleClass().add("log-line");
            content.getStyleClass().add("log-text");
            content.wrappingWidthProperty().bind(list.widthProperty().subtract(SCROLL_BAR));
        }

        @Override
        protected void updateItem(Line line, boolean empty) {
            super.updateItem(line, empty);
            boolean none = empty || line == null;
            content.setText(none ? "" : TIME.format(line.at()) + "  " + line.source() + "  " + line.text());
            setGraphic(none ? null : content);
            pseudoClassStateChanged(ERROR, !none && line.severity() == Severity.ERROR);
            pseudoClassStateChanged(WARN, !none && line.severity() == Severity.WARN);
        }
    }
}
