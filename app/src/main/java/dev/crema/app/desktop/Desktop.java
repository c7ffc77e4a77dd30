package dev.crema.app.desktop;

import dev.crema.app.agents.ClientSetup;
import dev.crema.app.agents.UserHome;
import dev.crema.app.dashboard.Dashboard;
import dev.crema.app.dashboard.benchmark.BenchmarkPage;
import dev.crema.app.dashboard.cache.CachePage;
import dev.crema.app.dashboard.chat.ChatPage;
import dev.crema.app.dashboard.clients.ClientsPage;
import dev.crema.app.dashboard.log.LogPage;
import dev.crema.app.dashboard.models.ModelsPage;
import dev.crema.app.dashboard.overview.OverviewPage;
import dev.crema.app.dashboard.part.Copying;
import dev.crema.app.dashboard.part.LatePage;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.dashboard.requests.RequestsPage;
import dev.crema.app.dashboard.settings.SettingsPage;
import dev.crema.app.live.LogLines;
import dev.crema.app.live.Pulses;
import dev.crema.app.login.LaunchAtLogin;
import dev.crema.app.settings.Preferences;
import dev.crema.app.supervise.Explanation;
import dev.crema.app.supervise.HardExit;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.supervise.Shutdown;
import dev.crema.app.supervise.SingleInstance;
import dev.crema.app.tray.NoTray;
import dev.crema.app.tray.TrayAction;
import dev.crema.app.tray.TrayBackend;
import dev.crema.app.tray.TrayMenu;
import dev.crema.app.tray.Trays;
import dev.crema.app.wiring.Hubs;
import dev.crema.app.wiring.Running;
import dev.crema.app.wiring.Serving;
import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.LoadedConfig;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The app with tray and window, from its start to its end. */
public final class Desktop {
    private static final Logger LOG = LoggerFactory.getLogger(Desktop.class);
    /** Held, or its level would be lost: JavaFX complains there that it is on the class path, as it is meant to be. */
    private static final java.util.logging.Logger FX_LOG = java.util.logging.Logger.getLogger("javafx");

    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(12);
    private static final Duration WINDOW_PATIENCE = Duration.ofSeconds(5);
    private static final Duration MODELS_AGE = Duration.ofSeconds(10);

    private final Path home;
    private final Clock clock = Clock.systemDefaultZone();
    private final LogLines log = LogLines.listen();
    private final Preferences preferences;
    private final Downloads downloads;
    private final Service service;
    private final Pulses pulses;
    private final Shutdown shutdown = new Shutdown(SHUTDOWN_LIMIT, () -> HardExit.now(1));
    private final CountDownLatch ready = new CountDownLatch(1);
    private List<String> models = List.of();
    private Instant modelsRead = Instant.EPOCH;
    private volatile TrayBackend tray = new NoTray();
    private Dashboard dashboard;

    @SuppressWarnings("NullAway.Init") // the window is made on the JavaFX thread, which run() waits for
    private Desktop(Path home) {
        this.home = home;
        this.preferences = new Preferences(home);
        this.downloads = Hubs.open(home, () -> preferences.load().config().hub());
        this.service =
                new Service(this::open, failure -> Explanation.of(failure, home).text());
        this.pulses = new Pulses(service, clock);
    }

    /**
     * Runs the app until a person quits it. A second one for the same folder shows the first one's window and returns.
     *
     * @param hidden whether it starts in the tray only, as at login
     * @return exit status
     * @throws IOException if its folder cannot be written
     */
    public static int run(Path home, boolean hidden) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Desktop desktop = new Desktop(home);
        Optional<SingleInstance> instance = SingleInstance.acquire(home, desktop::showWindow);
        if (instance.isEmpty()) {
            return 0;
        }
        desktop.shutdown.add("instance", () -> instance.get().close());
        desktop.live(hidden);
        return 0;
    }

    private void live(boolean hidden) throws InterruptedException {
        shutdown.runAtExit();
        FX_LOG.setLevel(Level.SEVERE);
        Platform.startup(() -> {
            Platform.setImplicitExit(false);
            List<Page> pages = List.of(
                    new LatePage(OverviewPage.TITLE, OverviewPage.ICON, () -> new OverviewPage(service, clock)),
                    new LatePage(RequestsPage.TITLE, RequestsPage.ICON, () -> new RequestsPage(service)),
                    new LatePage(
                            ModelsPage.TITLE, ModelsPage.ICON, () -> new ModelsPage(service, preferences, downloads)),
                    new LatePage(CachePage.TITLE, CachePage.ICON, () -> new CachePage(preferences, clock)),
                    new LatePage(
                            ClientsPage.TITLE,
                            ClientsPage.ICON,
                            () -> new ClientsPage(service, new ClientSetup(home, UserHome.current()))),
                    new LatePage(ChatPage.TITLE, ChatPage.ICON, () -> new ChatPage(service)),
                    new LatePage(BenchmarkPage.TITLE, BenchmarkPage.ICON, () -> new BenchmarkPage(service)),
                    new LatePage(LogPage.TITLE, LogPage.ICON, () -> new LogPage(log)),
                    new LatePage(
                            SettingsPage.TITLE,
                            SettingsPage.ICON,
                            () -> new SettingsPage(service, preferences, LaunchAtLogin.ofThisProcess(home))));
            dashboard = new Dashboard(pulses, pages, home.resolve("window.json"), this::windowClosed);
            ready.countDown();
        });
        ready.await();
        // The window first: it is what a person waits for, and tray and proxy would take the processor from it.
        if (!hidden) {
            CountDownLatch shown = new CountDownLatch(1);
            onWindow(() -> {
                dashboard.show();
                shown.countDown();
            });
            if (!shown.await(WINDOW_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The window takes long to appear; the proxy starts meanwhile.");
            }
        }
        tray = Trays.open(this::act);
        shutdown.add("tray", () -> tray.close());
        shutdown.add("pulse", pulses::close);
        shutdown.add("downloads", downloads::close);
        shutdown.add("service", service::close);
        // At SIGTERM JavaFX takes its screens down at the same time; a window that is hidden then fails.
        shutdown.add("window", () -> Platform.runLater(dashboard::remember));
        pulses.listen(pulse -> tray.show(TrayMenu.of(pulse, models())));
        service.start();
        if (hidden && !tray.visible()) {
            showWindow();
        }
        shutdown.await();
        Platform.exit();
    }

    private Running open(Serving.Closing closing, Consumer<String> progress) {
        LoadedConfig loaded = preferences.load();
        loaded.warnings().forEach(LOG::warn);
        return Running.open(loaded.config(), closing, progress);
    }

    /** Looks at the disk every now and then only. The pulse's thread. */
    private List<String> models() {
        Instant now = Instant.now();
        if (now.isAfter(modelsRead.plus(MODELS_AGE))) {
            modelsRead = now;
            models = ModelLibrary.of(home).list().stream()
                    .map(InstalledModel::id)
                    .toList();
        }
        return models;
    }

    private void showWindow() {
        onWindow(() -> dashboard.show());
    }

    /** Does it on the JavaFX thread, once there is a window. */
    private void onWindow(Runnable work) {
        try {
            ready.await();
            Platform.runLater(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without a tray nobody could open the window again. */
    private void windowClosed() {
        if (!tray.visible()) {
            quit();
        }
    }

    private void act(TrayAction action) {
        switch (action) {
            case TrayAction.Toggle toggle -> service.toggle();
            case TrayAction.CopyAddress copy -> copyAddress();
            case TrayAction.UseModel(String id) -> {
                choose(Setting.MODEL, id);
                service.restart();
            }
            case TrayAction.OpenDashboard open -> showWindow();
            case TrayAction.ConnectClients connect -> onWindow(() -> dashboard.open(ClientsPage.TITLE));
            case TrayAction.OpenSettings settings -> onWindow(() -> dashboard.open(SettingsPage.TITLE));
            case TrayAction.Quit quit -> quit();
        }
    }

    /** A choice that cannot be kept for the next start still holds for this one. */
    private void choose(Setting setting, String value) {
        try {
            preferences.choose(setting, value);
        } catch (IOException | ConfigException e) {
            LOG.warn("{} was chosen but could not be kept: {}", value, e.toString());
        }
    }

    private void copyAddress() {
        if (service.state() instanceof ServiceState.Up(Running running)) {
            Platform.runLater(() -> Copying.copy(running.server().address().toString()));
        }
    }

    private void quit() {
        Platform.runLater(dashboard::hide);
        Thread.ofPlatform().name("crema-quit").start(shutdown::run);
    }
}
