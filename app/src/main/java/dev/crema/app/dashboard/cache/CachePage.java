package dev.crema.app.dashboard.cache;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.cache.CacheContents.DayRow;
import dev.crema.app.dashboard.cache.CacheContents.ProjectRow;
import dev.crema.app.dashboard.part.Columns;
import dev.crema.app.dashboard.part.Layout;
import dev.crema.app.dashboard.part.Meter;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.settings.Preferences;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.observe.history.Grouping;
import dev.crema.proxy.observe.history.HistoryQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The cache page's controls. */
public final class CachePage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Cache";

    /** Its icon there. */
    public static final String ICON = "fth-layers";

    private static final Duration READ_AGAIN = Duration.ofSeconds(5);
    private static final Duration DAYS = Duration.ofDays(30);

    private final Clock clock;
    private final Meter memory = new Meter("Prompts in memory");
    private final Meter ssd = new Meter("Prompts on the SSD");
    private final Meter written = new Meter("SSD writes");
    private final BudgetChoices choices;
    private final BudgetSlider memoryBudget =
            new BudgetSlider("Memory for prompts", "memory-budget", bytes -> choose(Setting.KV_BUDGET_BYTES, bytes));
    private final BudgetSlider ssdBudget =
            new BudgetSlider("SSD for prompts", "ssd-budget", bytes -> choose(Setting.CACHING_SSD_BUDGET, bytes));
    private final Label problem = new Label();
    private final TableView<ProjectRow> projects = new TableView<>();
    private final TableView<DayRow> days = new TableView<>();
    private final Button forgetProject = new Button("Clear Project");
    private final Button forgetAll = new Button("Clear Everything");
    private final Node view;
    private @Nullable Running running;
    private Instant read = Instant.MIN;
    private long freeDisk = -1;

    /**
     * Shows what the caches of a running service hold.
     *
     * @param preferences where chosen budgets are written
     */
    public CachePage(Preferences preferences, Clock clock) {
        this.choices = new BudgetChoices(preferences);
        this.clock = clock;
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
        memory.show(CacheContents.memory(pulse.engine()));
        ssd.show(CacheContents.ssd(pulse));
        written.show(CacheContents.written(pulse));
        running = pulse.state() instanceof ServiceState.Up(var now) ? now : null;
        memoryBudget.show(BudgetModel.memory(pulse, running));
        ssdBudget.show(BudgetModel.ssd(pulse, running, freeDisk));
        forgetAll.setDisable(running == null);
        if (running != null && read.isBefore(pulse.at().minus(READ_AGAIN))) {
            read = pulse.at();
            readContents(running, pulse.at());
        }
    }

    private void readContents(Running from, Instant now) {
        Thread.ofVirtual().name("crema-cache-contents").start(() -> {
            Map<String, Long> bytes = from.backend().bytesByProject();
            var history = from.server().history(new HistoryQuery(Grouping.DAY, now.minus(DAYS), now, clock.getZone()));
            long free = freeBytes(from.config().caching().kv().ssd().folder());
            Platform.runLater(() -> {
                freeDisk = free;
                fill(projects, CacheContents.projects(bytes));
                fill(days, CacheContents.days(history));
            });
        });
    }

    /** Of the file system of a folder that may not be there yet; -1 if it does not tell. */
    private static long freeBytes(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private void choose(Setting setting, long bytes) {
        Running now = running;
        if (now != null) {
            choices.choose(now, setting, bytes, text -> Platform.runLater(() -> tell(text)));
        }
    }

    private void tell(String text) {
        problem.setText(text);
        problem.setVisible(!text.isEmpty());
        problem.setManaged(!text.isEmpty());
        read = Instant.MIN; // what is kept may have become less
    }

    /** Keeps what is selected. */
    private static <R> void fill(TableView<R> table, List<R> rows) {
        if (!table.getItems().equals(rows)) {
            int selected = table.getSelectionModel().getSelectedIndex();
            table.getItems().setAll(rows);
            table.getSelectionModel().select(selected);
        }
    }

    private void forget(@Nullable String project, String name) {
        Running from = running;
        if (from == null || !confirmed(name)) {
            return;
        }
        Thread.ofVirtual().name("crema-cache-forget").start(() -> {
            from.backend().forget(project);
            Platform.runLater(() -> read = Instant.MIN);
        });
    }

    private boolean confirmed(String name) {
        ButtonType clear = new ButtonType("Clear", ButtonData.OK_DONE);
        Alert alert = new Alert(
                Alert.AlertType.CONFIRMATION,
                "The next request of each conversation is computed from its beginning. Statistics stay.",
                clear,
                ButtonType.CANCEL);
        alert.initOwner(view.getScene().getWindow());
        alert.setHeaderText("Clear what is kept of " + name + "?");
        return alert.showAndWait().filter(clear::equals).isPresent();
    }

    private Node build() {
        projects.setId("projects");
        projects.setPlaceholder(new Label("Nothing is on the SSD yet."));
        projects.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        projects.getColumns()
                .setAll(List.of(
                        Columns.text("Project", 520, ProjectRow::name),
                        Columns.number("On the SSD", 120, ProjectRow::bytes, bytes -> Amounts.bytes(bytes))));
        projects.setPrefHeight(140);
        forgetProject.setId("forget-project");
        forgetProject
                .disableProperty()
                .bind(projects.getSelectionModel().selectedItemProperty().isNull());
        forgetProject.setOnAction(event -> {
            ProjectRow row = projects.getSelectionModel().getSelectedItem();
            forget(row.project(), row.name());
        });
        forgetAll.setId("forget-all");
        forgetAll.getStyleClass().add(Styles.DANGER);
        forgetAll.setOnAction(event -> forget(null, "all projects"));

        days.setId("days");
        days.setPlaceholder(new Label("No requests in the last 30 days."));
        days.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        days.getColumns()
                .setAll(List.of(
                        Columns.text("Day", 110, DayRow::day),
                        Columns.number("Requests", 90, DayRow::requests, count -> Amounts.count(count)),
                        Columns.number(
                                "Hit rate", 90, row -> row.tally().tokenHitRate(), share -> Amounts.percent(share)),
                        Columns.number("Tokens reused", 120, DayRow::reused, count -> Amounts.count(count)),
                        Columns.number(
                                "Time saved", 110, row -> row.tally().savedSeconds(), time -> Amounts.duration(time)),
                        Columns.number(
                                "Cost saved", 100, row -> row.tally().savedDollars(), cost -> Amounts.dollars(cost))));
        days.setPrefHeight(200);

        problem.setId("budget-problem");
        problem.setWrapText(true);
        problem.getStyleClass().add(Styles.DANGER);
        tell("");
        Label title = new Label("Cache");
        title.getStyleClass().add("page-title");
        return Layout.page(
                title,
                Layout.card(memory, memoryBudget),
                Layout.card(ssd, ssdBudget, written, problem),
                Layout.card(heading("By project", forgetProject, forgetAll), projects),
                Layout.card(heading("By day"), days));
    }

    private static Node heading(String text, Node... actions) {
        Label label = new Label(text);
        label.getStyleClass().add("tile-name");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox line = new HBox(8, label, gap);
        line.getChildren().addAll(actions);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }
}
