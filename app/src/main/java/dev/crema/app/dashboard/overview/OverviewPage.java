package dev.crema.app.dashboard.overview;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.overview.OverviewModel.Stat;
import dev.crema.app.dashboard.part.BarChart;
import dev.crema.app.dashboard.part.Copying;
import dev.crema.app.dashboard.part.Layout;
import dev.crema.app.dashboard.part.Meter;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.dashboard.part.Segments;
import dev.crema.app.dashboard.part.StatTile;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.proxy.observe.history.Grouping;
import dev.crema.proxy.observe.history.HistoryQuery;
import dev.crema.proxy.observe.history.HistoryView;
import dev.crema.proxy.server.ProxyServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The overview's controls. */
public final class OverviewPage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Overview";

    /** Its icon there. */
    public static final String ICON = "fth-activity";

    private static final int MINUTES = 0;
    private static final int HOURS = 1;
    private static final Duration HISTORY_AGE = Duration.ofSeconds(10);

    private final Service service;
    private final Clock clock;
    private final OverviewModel model;

    private final Region dot = new Region();
    private final Label state = new Label();
    private final Label subtitle = new Label();
    private final Button address = new Button("", new FontIcon(Feather.COPY));
    private final ToggleSwitch toggle = new ToggleSwitch();
    private final StatTile hitRate = new StatTile("Cache hit rate");
    private final StatTile tokens = new StatTile("Tokens saved");
    private final StatTile time = new StatTile("Time saved");
    private final StatTile cost = new StatTile("Cost saved");
    private final StatTile prefill = new StatTile("Prefill");
    private final StatTile decode = new StatTile("Decode");
    private final StatTile first = new StatTile("First token");
    private final StatTile requests = new StatTile("Active");
    private final BarChart chart = new BarChart(Amounts::brief);
    private final Meter memory = new Meter("Unified memory");
    private final Meter ssd = new Meter("SSD cache");
    private final Node view;

    private int span = MINUTES;
    private Instant historyRead = Instant.MIN;
    private boolean updating;

    /** Shows a service. */
    public OverviewPage(Service service, Clock clock) {
        this.service = service;
        this.clock = clock;
        this.model = new OverviewModel(clock.getZone());
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
        model.add(pulse);
        header(pulse.state());
        show(hitRate, OverviewModel.hitRate(pulse.today()));
        show(tokens, OverviewModel.tokensSaved(pulse.today()));
        show(time, OverviewModel.timeSaved(pulse.today()));
        show(cost, OverviewModel.costSaved(pulse.today()));
        show(prefill, model.prefill());
        show(decode, model.decode());
        show(first, OverviewModel.firstToken(pulse.today()));
        show(requests, OverviewModel.requests(pulse));
        memory.show(OverviewModel.memory(pulse));
        ssd.show(OverviewModel.ssd(pulse));
        chart(pulse);
    }

    private void header(ServiceState now) {
        state.setText(now.word());
        dot.getStyleClass().setAll("state-dot", "state-" + now.word().toLowerCase(Locale.ROOT));
        subtitle.setText(OverviewModel.subtitle(now));
        updating = true;
        toggle.setSelected(now instanceof ServiceState.Up || now instanceof ServiceState.Starting);
        updating = false;
        toggle.setDisable(now.busy());
        boolean up = now instanceof ServiceState.Up;
        address.setVisible(up);
        address.setManaged(up);
        if (now instanceof ServiceState.Up(var running)) {
            address.setText(running.server().address().toString());
        }
    }

    private void chart(Pulse pulse) {
        if (span == MINUTES) {
            chart.show(model.minutes(), "5 minutes ago", "now");
        } else if (pulse.state() instanceof ServiceState.Up(var running)
                && historyRead.isBefore(pulse.at().minus(HISTORY_AGE))) {
            historyRead = pulse.at();
            int wanted = span;
            ProxyServer server = running.server();
            Thread.ofVirtual().name("crema-overview-history").start(() -> {
                HistoryView read = server.history(query(wanted, pulse.at()));
                Platform.runLater(() -> history(wanted, read, pulse.at()));
            });
        }
    }

    private HistoryQuery query(int wanted, Instant now) {
        return wanted == HOURS
                ? new HistoryQuery(
                        Grouping.HOUR, now.minus(Duration.ofHours(OverviewModel.HOURS)), now, clock.getZone())
                : new HistoryQuery(Grouping.DAY, now.minus(Duration.ofDays(OverviewModel.DAYS)), now, clock.getZone());
    }

    private void history(int wanted, HistoryView read, Instant now) {
        if (wanted != span) {
            return; // another span was chosen meanwhile
        }
        if (wanted == HOURS) {
            chart.show(model.hours(read, now), "24 hours ago", "this hour");
        } else {
            chart.show(model.days(read, now), "30 days ago", "today");
        }
    }

    private void choose(int next) {
        span = next;
        historyRead = Instant.MIN;
    }

    private static void show(StatTile tile, Stat stat) {
        tile.show(stat.value(), stat.meaning());
    }

    private Node build() {
        return Layout.page(
                head(),
                row(hitRate, tokens, time, cost),
                history(),
                row(prefill, decode, first, requests),
                Layout.card(memory, ssd));
    }

    private Node head() {
        state.getStyleClass().add("page-title");
        state.setId("state");
        subtitle.getStyleClass().add("page-subtitle");
        subtitle.setWrapText(true);
        subtitle.setId("subtitle");
        address.setId("address");
        address.getStyleClass().addAll(Styles.FLAT, Styles.SMALL, "address");
        address.setAccessibleHelp("Copies the proxy's address");
        address.setOnAction(event -> Copying.copy(address.getText()));
        toggle.setId("toggle");
        toggle.setAccessibleText("Proxy runs");
        toggle.setFocusTraversable(true);
        toggle.selectedProperty().addListener((property, was, is) -> {
            if (!updating) {
                service.toggle();
            }
        });
        toggle.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.SPACE) {
                toggle.setSelected(!toggle.isSelected());
            }
        });
        HBox line = new HBox(10, dot, state, address);
        line.setAlignment(Pos.CENTER_LEFT);
        VBox text = new VBox(2, line, subtitle);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox head = new HBox(16, text, toggle);
        head.setAlignment(Pos.CENTER_LEFT);
        return head;
    }

    private Node history() {
        Label title = new Label("Prompt tokens");
        title.getStyleClass().add("tile-name");
        HBox legend = new HBox(14, Layout.legend("Reused", "share-kv"), Layout.legend("Computed", "share-others"));
        legend.setAlignment(Pos.CENTER_LEFT);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox line = new HBox(16, title, legend, gap, new Segments(List.of("Minutes", "Hours", "Days"), this::choose));
        line.setAlignment(Pos.CENTER_LEFT);
        VBox card = new VBox(10, line, chart);
        card.getStyleClass().add("card");
        return card;
    }

    private static Node row(StatTile... tiles) {
        GridPane grid = new GridPane(12, 12);
        for (int i = 0; i < tiles.length; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / tiles.length);
            column.setHgrow(Priority.ALWAYS);
            grid.getColumnConstraints().add(column);
            tiles[i].setMaxWidth(Double.MAX_VALUE);
            grid.add(tiles[i], i, 0);
        }
        return grid;
    }
}
