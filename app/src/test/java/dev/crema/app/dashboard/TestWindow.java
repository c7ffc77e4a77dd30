package dev.crema.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.api.FxToolkit.registerPrimaryStage;

import dev.crema.app.Configs;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulses;
import dev.crema.app.settings.Preferences;
import dev.crema.app.supervise.Service;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Setting;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;
import org.testfx.api.FxRobot;

/** The window on a screen that nobody sees, with the real proxy and the default model behind it, which is not started yet. */
public final class TestWindow implements AutoCloseable {
    private static final Path PICTURES = Path.of("target/pictures");

    private final FxRobot robot = new FxRobot();
    private final Preferences preferences;
    private final Service service;
    private final Pulses pulses;
    private final Dashboard dashboard;

    private TestWindow(Path home, Function<TestWindow, List<Page>> pages) throws Exception {
        preferences = new Preferences(home);
        preferences.choose(Setting.MODEL, String.valueOf(Configs.model(home).model()));
        preferences.choose(Setting.PORT, "0");
        service = new Service(
                (closing, progress) -> Running.open(preferences.load().config(), closing, progress),
                failure -> String.valueOf(failure.getMessage()));
        pulses = new Pulses(service, Clock.systemDefaultZone());
        dashboard = onFx(() -> {
            Dashboard made = new Dashboard(pulses, pages.apply(this), home.resolve("window.json"), () -> {});
            made.show();
            return made;
        });
    }

    /** Shows the first of these pages; the folder is Crema's home. */
    public static TestWindow open(Path home, Function<TestWindow, List<Page>> pages) throws Exception {
        Files.createDirectories(PICTURES);
        registerPrimaryStage();
        return new TestWindow(home, pages);
    }

    /** What is started and stopped. */
    public Service service() {
        return service;
    }

    /** What it is started with. */
    public Preferences preferences() {
        return preferences;
    }

    /** The window itself. */
    Dashboard dashboard() {
        return dashboard;
    }

    @Override
    public void close() throws Exception {
        onFx(() -> {
            dashboard.hide();
            return null;
        });
        pulses.close();
        service.close();
    }

    /** What a label or button says. */
    public String text(String query) {
        return ((Labeled) robot.lookup(query).query()).getText();
    }

    /** The value of a tile, which screen readers are told with its name. */
    public String tile(String name) {
        return robot.lookup(".tile").queryAll().stream()
                .map(Node::getAccessibleText)
                .filter(text -> text.startsWith(name + ": "))
                .map(text -> text.substring(name.length() + 2, text.indexOf(". ")))
                .findFirst()
                .orElseThrow();
    }

    /** Keeps a picture of the window, light and dark. */
    public void picture(String name) throws Exception {
        for (ColorScheme scheme : ColorScheme.values()) {
            WritableImage image = onFx(() -> {
                Theme.apply(dashboard.stage().getScene(), scheme);
                dashboard.stage().getScene().getRoot().applyCss();
                dashboard.stage().getScene().getRoot().layout();
                return dashboard.stage().getScene().snapshot(null);
            });
            int width = (int) image.getWidth();
            int height = (int) image.getHeight();
            int[] pixels = new int[width * height];
            image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
            BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
            copy.setRGB(0, 0, width, height, pixels, 0, width);
            ImageIO.write(
                    copy,
                    "png",
                    PICTURES.resolve(name + "-" + scheme.name().toLowerCase() + ".png")
                            .toFile());
        }
    }

    /** Waits until the window shows it; fails after a minute. */
    public void until(BooleanSupplier holds) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!onFx(holds::getAsBoolean)) {
            assertThat(System.nanoTime()).as("the window should show it by now").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Does it on the JavaFX thread. */
    public static <T> T onFx(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Platform.runLater(task);
        return task.get(30, TimeUnit.SECONDS);
    }
}
