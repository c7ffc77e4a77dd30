package dev.crema.app.dashboard.settings;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.part.Banner;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.login.LaunchAtLogin;
import dev.crema.app.settings.CurrentSettings;
import dev.crema.app.settings.Preferences;
import dev.crema.app.settings.SettingGroup;
import dev.crema.app.settings.SettingTexts;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * Every setting, a group at a time, or those that a search finds. Rows are made when they are first shown. While the page is
 * shown the settings are read again every few seconds, as the file may be changed by hand.
 */
public final class SettingsPage implements Page {
    /** Its icon there. */
    public static final String ICON = "fth-settings";

    /** Its name, by which others open it. */
    public static final String TITLE = "Settings";

    private static final PseudoClass FIRST = PseudoClass.getPseudoClass("first-row");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private final Service service;
    private final SettingsDesk desk;
    private final Map<Setting, SettingRow> rows = new EnumMap<>(Setting.class);
    private final Map<SettingGroup, ToggleButton> groups = new EnumMap<>(SettingGroup.class);
    private final LoginRow login;
    private final TextField search = new TextField();
    private final Button restart = new Button();
    private final Banner changes = new Banner(Feather.REFRESH_CW, "banner-note", restart);
    private final Banner trouble = new Banner(Feather.ALERT_TRIANGLE, "banner-problem");
    private final VBox shown = new VBox(16);
    private final ScrollPane scroll = new ScrollPane(shown);
    private final Node view;
    private SettingGroup group = SettingGroup.GENERAL;
    private @Nullable CurrentSettings now;
    private @Nullable Pulse pulse;
    private @Nullable Running running;
    private @Nullable Running lookedDuring;
    private Instant looked = Instant.MIN;

    /**
     * Shows what is set.
     *
     * @param service which is restarted so that changes hold
     * @param login empty if this app cannot be launched at login
     */
    public SettingsPage(Service service, Preferences preferences, Optional<LaunchAtLogin> login) {
        this.service = service;
        this.desk = new SettingsDesk(preferences);
        this.login = new LoginRow(desk, login);
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
    public void update(Pulse latest) {
        pulse = latest;
        if (shown.getChildren().isEmpty()) {
            fill(); // only now: the app's start should not wait for it
        }
        Running run = latest.state() instanceof ServiceState.Up(Running up) ? up : null;
        boolean other = run != running;
        running = run;
        banners();
        if (other || looked.isBefore(Instant.now().minus(LOOK_AGAIN))) {
            look();
        }
    }

    private void look() {
        looked = Instant.now();
        Running during = running;
        login.look();
        desk.look(found -> {
            now = found;
            lookedDuring = during;
            rows.values().forEach(row -> row.show(found));
            banners();
        });
    }

    private void banners() {
        if (now == null || pulse == null) {
            return;
        }
        String wrong = SettingWords.trouble(now);
        trouble.tell(wrong == null ? "" : wrong);
        long active = pulse.counters() == null ? 0 : pulse.counters().active();
        ServiceState state = pulse.state();
        // What was read before this run began says nothing of it.
        changes.tell(lookedDuring == running ? SettingWords.notice(state, now, active) : "");
        restart.setText(state instanceof ServiceState.Up ? "Restart Now" : "Start");
    }

    /** Shows the chosen group, or what the search finds. */
    private void fill() {
        String wanted = search.getText().strip();
        shown.getChildren().clear();
        for (SettingGroup each : SettingGroup.values()) {
            List<Node> found = wanted.isEmpty() ? (each == group ? all(each) : List.of()) : found(each, wanted);
            if (!found.isEmpty()) {
                shown.getChildren().add(section(each, found));
            }
        }
        groups.forEach((each, button) -> button.setSelected(wanted.isEmpty() && each == group));
        if (shown.getChildren().isEmpty()) {
            Label none = new Label("No setting has to do with “" + wanted + "”.");
            none.setId("no-settings");
            none.getStyleClass().add("page-subtitle");
            shown.getChildren().add(none);
        }
        scroll.setVvalue(0);
    }

    private List<Node> all(SettingGroup each) {
        List<Node> all = new ArrayList<>();
        if (each == SettingGroup.GENERAL) {
            all.add(login);
        }
        SettingTexts.of(each).forEach(setting -> all.add(row(setting)));
        return all;
    }

    private List<Node> found(SettingGroup each, String wanted) {
        List<Node> found = new ArrayList<>();
        String about = (LoginRow.NAME + " " + LoginRow.MEANING).toLowerCase(Locale.ROOT);
        if (each == SettingGroup.GENERAL && about.contains(wanted.toLowerCase(Locale.ROOT))) {
            found.add(login);
        }
        SettingTexts.of(each).stream()
                .filter(setting -> SettingWords.matches(setting, wanted))
                .forEach(setting -> found.add(row(setting)));
        return found;
    }

    private SettingRow row(Setting setting) {
        return rows.computeIfAbsent(setting, wanted -> {
            SettingRow row = new SettingRow(wanted, desk, this::look);
            if (now != null) {
                row.show(now);
            }
            return row;
        });
    }

    private static Node section(SettingGroup group, List<Node> rows) {
        Label title = new Label(group.title());
        title.getStyleClass().add("section-title");
        Label meaning = Row.text("tile-detail");
        meaning.setText(group.meaning());
        VBox card = new VBox();
        card.getStyleClass().addAll("card", "settings-card");
        card.getChildren().setAll(rows);
        for (Node row : rows) {
            row.pseudoClassStateChanged(FIRST, row == rows.getFirst());
        }
        VBox.setMargin(card, new Insets(8, 0, 0, 0));
        return new VBox(3, title, meaning, card);
    }

    private Node build() {
        Label title = new Label(TITLE);
        title.getStyleClass().add("page-title");
        Label place = Row.text("page-subtitle");
        place.setText("Kept in " + desk.place());
        VBox text = new VBox(2, title, place);
        HBox.setHgrow(text, Priority.ALWAYS);
        search.setId("settings-search");
        search.setPromptText("Search");
        search.setAccessibleText("Search settings");
        search.setPrefColumnCount(16);
        search.setMinWidth(160);
        search.textProperty().addListener((property, was, is) -> fill());
        HBox head = new HBox(16, text, search);
        head.setAlignment(Pos.CENTER_LEFT);

        restart.setId("settings-restart");
        restart.getStyleClass().addAll(Styles.SMALL, Styles.ACCENT);
        restart.setOnAction(event -> service.restart());
        changes.setId("settings-changes");
        trouble.setId("settings-trouble");

        shown.getStyleClass().add("settings-list");
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        HBox.setHgrow(scroll, Priority.ALWAYS);
        HBox body = new HBox(20, groupList(), scroll);
        VBox.setVgrow(body, Priority.ALWAYS);
        VBox page = new VBox(14, head, trouble, changes, body);
        page.getStyleClass().add("page");
        return page;
    }

    private Node groupList() {
        VBox list = new VBox(2);
        list.getStyleClass().add("group-list");
        ToggleGroup choice = new ToggleGroup();
        for (SettingGroup each : SettingGroup.values()) {
            ToggleButton button = new ToggleButton(each.title());
            button.setId("group-" + each.name().toLowerCase(Locale.ROOT));
            button.setToggleGroup(choice);
            button.setMaxWidth(Double.MAX_VALUE);
            button.getStyleClass().add("sidebar-item");
            button.setOnAction(event -> {
                group = each;
                search.clear();
                fill();
            });
            groups.put(each, button);
            list.getChildren().add(button);
        }
        return list;
    }
}
