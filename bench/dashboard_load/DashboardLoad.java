import dev.crema.app.dashboard.Dashboard;
import dev.crema.app.dashboard.cache.CachePage;
import dev.crema.app.dashboard.log.LogPage;
import dev.crema.app.dashboard.overview.OverviewPage;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.dashboard.requests.RequestsPage;
import dev.crema.app.live.LogLines;
import dev.crema.app.live.Pulses;
import dev.crema.app.settings.Preferences;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.ProcessFolders;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.ToggleButton;
import javafx.stage.Window;

/**
 * The window while 64 clients stream from the lite backend: how long does the interface thread not answer, page by page? And
 * what does the window cost while it is hidden?
 *
 * <p>Arguments: seconds of load, the longest time in ms that the thread may not answer, seconds for each look at the costs. Ends
 * with 1 if it did not answer for longer, if a request failed, or if the hidden window took more than a thousandth of a
 * processor.
 */
public final class DashboardLoad implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final double HIDDEN_SHARE = 0.001;

    private final Path home = Files.createTempDirectory("crema-dashboard-load");
    private final Service service;
    private final Pulses pulses;
    private final Dashboard dashboard;
    private final List<Page> pages;
    private final long interfaceThread;

    private DashboardLoad(Path script) throws Exception {
        ProcessFolders.prepare(home);
        LogLines log = LogLines.listen();
        Preferences preferences = new Preferences(home);
        preferences.choose(Setting.BACKEND, "lite");
        preferences.choose(Setting.LITE_SCRIPT, script.toString());
        preferences.choose(Setting.PORT, "0");
        service = new Service(
                (closing, progress) -> Running.open(preferences.load().config(), closing, progress), String::valueOf);
        pulses = new Pulses(service, Clock.systemDefaultZone());
        Platform.startup(() -> Platform.setImplicitExit(false));
        pages = onFx(() -> List.of(
                new OverviewPage(service, Clock.systemDefaultZone()),
                new RequestsPage(service),
                new CachePage(preferences, Clock.systemDefaultZone()),
                new LogPage(log)));
        dashboard = onFx(() -> {
            Dashboard made = new Dashboard(pulses, pages, home.resolve("window.json"), () -> {});
            made.show();
            return made;
        });
        interfaceThread = onFx(() -> Thread.currentThread().threadId());
        service.start();
    }

    public static void main(String[] args) throws Exception {
        Path script = Path.of(args[0]).resolve("bench/dashboard_load/script.json");
        double seconds = Double.parseDouble(args[1]);
        double limit = Double.parseDouble(args[2]);
        double look = Double.parseDouble(args[3]);
        boolean good;
        try (DashboardLoad run = new DashboardLoad(script)) {
            good = run.measure(seconds, limit, look);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean measure(double seconds, double limit, double look) throws Exception {
        while (!(service.state() instanceof ServiceState.Up)) {
            if (service.state() instanceof ServiceState.Failed(String why)) {
                throw new IllegalStateException(why);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        int port = ((ServiceState.Up) service.state()).running().server().port();
        try (Clients clients = new Clients(port, CONNECTIONS)) {
            boolean good = delays(seconds, limit);
            System.out.println();
            good &= costs(look);
            System.out.printf("%n%,d requests by %d connections, %d failed%n", clients.done(), CONNECTIONS, clients.failed());
            return good && clients.failed() == 0 && clients.done() > 0;
        }
    }

    /** Each page for an equal time, after one round in which it is opened for the first time and its code is compiled. */
    private boolean delays(double seconds, double limit) throws Exception {
        System.out.println("| interface thread, ms | looks | p50 | p99 | longest | own work p99 | own work longest |");
        System.out.println("|---|---|---|---|---|---|---|");
        Duration first = Duration.ofSeconds(2);
        Duration each = Duration.ofMillis(Math.round(seconds * 1000 / pages.size()));
        Delays opening = new Delays();
        for (Page page : pages) {
            opening.add(watch(page, first));
        }
        opening.print("opened for the first time");
        Delays all = new Delays();
        for (Page page : pages) {
            Delays delays = watch(page, each);
            delays.print(page.title());
            all.add(delays);
        }
        all.print("all pages");
        boolean good = all.longest() <= limit;
        if (!good) {
            System.out.printf("%nThe interface thread did not answer for %.1f ms; %.0f are allowed.%n", all.longest(), limit);
        }
        return good;
    }

    private Delays watch(Page page, Duration time) throws Exception {
        return Delays.watch(interfaceThread, time, () -> choose(page));
    }

    private void choose(Page page) {
        Scene scene = Window.getWindows().getFirst().getScene();
        scene.getRoot().lookupAll(".sidebar-item").stream()
                .map(ToggleButton.class::cast)
                .filter(button -> button.getText().equals(page.title()))
                .forEach(ToggleButton::fire);
    }

    private boolean costs(double look) throws Exception {
        System.out.printf("| processor, ms a second of %.0f s under load | JavaFX thread | drawing | pulse |%n", look);
        System.out.println("|---|---|---|---|");
        onFx(() -> {
            choose(pages.get(1));
            return null;
        });
        ThreadCosts.over(look).print("window shown, page Requests");
        onFx(() -> {
            dashboard.hide();
            return null;
        });
        TimeUnit.SECONDS.sleep(2);
        ThreadCosts hidden = ThreadCosts.over(look);
        hidden.print("window hidden");
        return hidden.windowShare() <= HIDDEN_SHARE;
    }

    private static <T> T onFx(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Platform.runLater(task);
        return task.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        pulses.close();
        service.close();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
