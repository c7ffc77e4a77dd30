package dev.crema.app.tray;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.Configs;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.supervise.Shutdown;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.observe.CountersSnapshot;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrayMenuTest {
    @TempDir
    private Path home;

    @Test
    void everyStateHasItsFaceAndWhatCanBeDone() {
        assertThat(menu(new ServiceState.Stopped()).face()).isEqualTo(TrayFace.STOPPED);
        assertThat(choice(menu(new ServiceState.Stopped()), "Start").action()).isEqualTo(new TrayAction.Toggle());
        assertThat(menu(new ServiceState.Starting("loading a model")).face()).isEqualTo(TrayFace.STARTING);
        assertThat(choice(menu(new ServiceState.Starting("loading a model")), "Start")
                        .action())
                .isNull();
        assertThat(line(menu(new ServiceState.Starting("loading a model")), 0)).isEqualTo("loading a model");
        assertThat(choice(menu(new ServiceState.Stopping()), "Stop").action()).isNull();
        assertThat(menu(new ServiceState.Failed("the port is taken")).face()).isEqualTo(TrayFace.FAILED);
        assertThat(choice(menu(new ServiceState.Failed("the port is taken")), "Start")
                        .action())
                .isEqualTo(new TrayAction.Toggle());
    }

    @Test
    void whatRunsIsToldWithItsAddressAndModels() {
        Shutdown closing = new Shutdown(Duration.ofSeconds(10), () -> {});
        Running running = Running.open(Configs.lite(home, 0), closing.closing(), text -> {});
        try {
            Pulse idle = pulse(new ServiceState.Up(running), running.server().counters());
            String model = running.model().id();
            TrayMenu menu = TrayMenu.of(idle, List.of("other", model));
            assertThat(menu.face()).isEqualTo(TrayFace.RUNNING);
            assertThat(choice(menu, "Copy " + running.server().address()).action())
                    .isEqualTo(new TrayAction.CopyAddress());
            assertThat(menu.items())
                    .contains(new TrayMenu.Item.Options(
                            "Model: " + model,
                            List.of(
                                    new TrayMenu.Option("other", false, new TrayAction.UseModel("other")),
                                    new TrayMenu.Option(model, true, new TrayAction.UseModel(model)))));
            CountersSnapshot c = idle.counters();
            var busy = new CountersSnapshot(
                    c.requests(), 2, c.tokens(), c.seconds(), c.caches(), c.timeToFirst(), c.total());
            assertThat(TrayMenu.of(pulse(new ServiceState.Up(running), busy), List.of())
                            .face())
                    .isEqualTo(TrayFace.BUSY);
        } finally {
            closing.run();
        }
    }

    @Test
    void savingsOfTheDayAreShownWhateverTheState() {
        TrayMenu menu = menu(new ServiceState.Stopped());
        assertThat(menu.items())
                .contains(
                        new TrayMenu.Item.Line("Hit rate today: 97.5 %"),
                        new TrayMenu.Item.Line("Saved today: 39,000 tokens, 1 min 5 s"),
                        new TrayMenu.Item.Line("Memory: 3.0 GB free"));
    }

    @Test
    void theSameThingsStandAtTheSamePlaces() {
        List<Class<?>> kinds = kinds(menu(new ServiceState.Stopped()));
        assertThat(kinds(menu(new ServiceState.Starting("x")))).isEqualTo(kinds);
        assertThat(kinds(menu(new ServiceState.Failed("x")))).isEqualTo(kinds);
    }

    @Test
    void clientsAndSettingsCanBeReachedInEveryState() {
        for (ServiceState state :
                List.of(new ServiceState.Stopped(), new ServiceState.Starting("x"), new ServiceState.Failed("x"))) {
            assertThat(choice(menu(state), "Connect Claude Code…").action()).isEqualTo(new TrayAction.ConnectClients());
            assertThat(choice(menu(state), "Settings…").action()).isEqualTo(new TrayAction.OpenSettings());
        }
    }

    private static List<Class<?>> kinds(TrayMenu menu) {
        return menu.items().stream().<Class<?>>map(Object::getClass).toList();
    }

    private static TrayMenu menu(ServiceState state) {
        return TrayMenu.of(pulse(state, null), List.of());
    }

    private static Pulse pulse(ServiceState state, CountersSnapshot counters) {
        Tally today = Tally.of(Map.of(
                Measure.REQUESTS, 10L,
                Measure.PROMPT_TOKENS, 40_000L,
                Measure.REUSED_TOKENS, 39_000L,
                Measure.SAVED_NANOS, 65_000_000_000L));
        return new Pulse(
                Instant.EPOCH, state, counters, null, today, new Pulse.Memory(3_000_000_000L, 16_000_000_000L));
    }

    private static TrayMenu.Item.Choice choice(TrayMenu menu, String text) {
        return menu.items().stream()
                .filter(item -> item instanceof TrayMenu.Item.Choice choice
                        && choice.text().equals(text))
                .map(TrayMenu.Item.Choice.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static String line(TrayMenu menu, int at) {
        return ((TrayMenu.Item.Line) menu.items().get(at)).text();
    }
}
