package dev.crema.app.dashboard;

import dev.crema.app.dashboard.part.Page;
import dev.crema.app.icons.Icons;
import dev.crema.app.live.Pulse;
import dev.crema.app.live.Pulses;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The window: a sidebar and one page at a time. It listens to the service only while it is shown, and takes no more than
 * one look at a time. JavaFX thread only.
 */
public final class Dashboard {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
    private static final double MIN_WIDTH = 860;
    private static final double MIN_HEIGHT = 600;

    private final Pulses pulses;
    private final Path memoryFile;
    private final List<Page> pages;
    private final Stage stage = new Stage();
    private final BorderPane root = new BorderPane();
    private final ToggleGroup choice = new ToggleGroup();
    private final AtomicReference<@Nullable Pulse> pending = new AtomicReference<>();
    private final Consumer<Pulse> listener = this::receive;
    private Page page;

    /**
     * Not shown yet.
     *
     * @param memoryFile where size and page are kept
     * @param whenClosed what happens when a person closes the window, after it is hidden
     */
    public Dashboard(Pulses pulses, List<Page> pages, Path memoryFile, Runnable whenClosed) {
        this.pulses = pulses;
        this.pages = List.copyOf(pages);
        this.memoryFile = memoryFile;
        WindowMemory memory = WindowMemory.read(memoryFile);
        this.page = pages.stream()
                .filter(each -> each.title().equals(memory.page()))
                .findFirst()
                .orElse(pages.getFirst());
        root.getStyleClass().add("dashboard");
        root.setLeft(sidebar());
        Scene scene = new Scene(root);
        Theme.follow(scene);
        shortcuts(scene);
        stage.setScene(scene);
        stage.setTitle("Crema");
        stage.getIcons().setAll(Icons.window());
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        place(memory);
        stage.setOnShown(event -> LOG.info("The window is shown"));
        stage.setOnCloseRequest(event -> {
            event.consume();
            hide();
            whenClosed.run();
        });
        open(page);
    }

    /** Shows it, in front of all others. */
    public void show() {
        if (!stage.isShowing()) {
            pulses.listen(listener);
            page.update(pulses.last());
            stage.show();
        }
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
    }

    /** Shows it with the page of this title; with the present one if there is none. */
    public void open(String title) {
        pages.stream().filter(each -> each.title().equals(title)).findFirst().ifPresent(this::open);
        show();
    }

    /** Hides it; it costs nothing then. */
    public void hide() {
        pulses.forget(listener);
        remember();
        stage.hide();
    }

    /** Its window, for tests and pictures. */
    Stage stage() {
        return stage;
    }

    /** Shows a page. */
    void open(Page next) {
        page = next;
        root.setCenter(next.view());
        choice.getToggles().get(pages.indexOf(next)).setSelected(true);
        next.update(pulses.last());
    }

    /** On the pulse's thread. While one look waits to be shown, newer ones take its place. */
    private void receive(Pulse pulse) {
        if (pending.getAndSet(pulse) == null) {
            Platform.runLater(() -> {
                Pulse latest = pending.getAndSet(null);
                if (latest != null && stage.isShowing()) {
                    page.update(latest);
                }
            });
        }
    }

    private VBox sidebar() {
        ImageView icon = new ImageView(Icons.window().getFirst());
        icon.setFitWidth(22);
        icon.setFitHeight(22);
        Label name = new Label("Crema");
        name.getStyleClass().add("brand");
        HBox brand = new HBox(8, icon, name);
        brand.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        brand.getStyleClass().add("brand-line");
        VBox bar = new VBox(2, brand);
        bar.getStyleClass().add("sidebar");
        for (Page each : pages) {
            ToggleButton button = new ToggleButton(each.title(), new FontIcon(each.icon()));
            button.setToggleGroup(choice);
            button.setMaxWidth(Double.MAX_VALUE);
            button.getStyleClass().add("sidebar-item");
            button.setOnAction(event -> open(each));
            bar.getChildren().add(button);
        }
        return bar;
    }

    /** Command (on Linux Control) with a digit opens a page, with W closes the window. */
    private void shortcuts(Scene scene) {
        for (int i = 0; i < pages.size() && i < 9; i++) {
            Page target = pages.get(i);
            KeyCode digit = KeyCode.getKeyCode(String.valueOf(i + 1));
            scene.getAccelerators()
                    .put(new KeyCodeCombination(digit, KeyCombination.SHORTCUT_DOWN), () -> open(target));
        }
        scene.getAccelerators().put(new KeyCodeCombination(KeyCode.W, KeyCombination.SHORTCUT_DOWN), this::hide);
    }

    private void place(WindowMemory memory) {
        stage.setWidth(Math.max(MIN_WIDTH, memory.width()));
        stage.setHeight(Math.max(MIN_HEIGHT, memory.height()));
        boolean known = !Double.isNaN(memory.x()) && !Double.isNaN(memory.y());
        Rectangle2D window = known ? new Rectangle2D(memory.x(), memory.y(), 100, 50) : Rectangle2D.EMPTY;
        // A screen that is no longer there must not keep the window.
        if (known
                && Screen.getScreens().stream()
                        .anyMatch(screen -> screen.getVisualBounds().intersects(window))) {
            stage.setX(memory.x());
            stage.setY(memory.y());
        }
    }

    /** Keeps size, place and page for the next start. */
    public void remember() {
        new WindowMemory(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), page.title())
                .write(memoryFile);
    }
}
