package dev.crema.app.tray;

import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the icon and its menu show. The same items stand at the same places in every state, so that a menu that is open does
 * not jump.
 *
 * @param tooltip one line
 * @param items from top to bottom
 */
public record TrayMenu(TrayFace face, String tooltip, List<Item> items) {
    /** Copies the list. */
    public TrayMenu {
        items = List.copyOf(items);
    }

    /** A place in the menu. */
    public sealed interface Item {
        /** Something to read. */
        record Line(String text) implements Item {}

        /** Something to choose; without an action it is there but cannot be chosen now. */
        record Choice(String text, @Nullable TrayAction action) implements Item {}

        /** One of several that holds now. */
        record Options(String text, List<Option> options) implements Item {}

        /** A line between groups. */
        record Separator() implements Item {}
    }

    /** One of {@link Item.Options}. */
    public record Option(String text, boolean chosen, TrayAction action) {}

    /**
     * The menu at this moment.
     *
     * @param models ids of the models that can be chosen
     */
    public static TrayMenu of(Pulse pulse, List<String> models) {
        List<Item> items = new ArrayList<>();
        ServiceState state = pulse.state();
        items.add(new Item.Line(headline(state)));
        items.add(new Item.Choice(
                state instanceof ServiceState.Up || state instanceof ServiceState.Stopping ? "Stop" : "Start",
                state.busy() ? null : new TrayAction.Toggle()));
        items.add(address(state));
        items.add(new Item.Separator());
        items.add(model(state, models));
        items.add(new Item.Line(hitRate(pulse.today())));
        items.add(new Item.Line(saved(pulse.today())));
        items.add(new Item.Line(memory(pulse)));
        items.add(new Item.Separator());
        items.add(new Item.Choice("Open Dashboard", new TrayAction.OpenDashboard()));
        items.add(new Item.Choice("Connect Claude Code…", new TrayAction.ConnectClients()));
        items.add(new Item.Choice("Settings…", new TrayAction.OpenSettings()));
        items.add(new Item.Separator());
        items.add(new Item.Choice("Quit Crema", new TrayAction.Quit()));
        return new TrayMenu(face(pulse), "Crema: " + headline(state), items);
    }

    private static TrayFace face(Pulse pulse) {
        return switch (pulse.state()) {
            case ServiceState.Stopped stopped -> TrayFace.STOPPED;
            case ServiceState.Starting starting -> TrayFace.STARTING;
            case ServiceState.Stopping stopping -> TrayFace.STARTING;
            case ServiceState.Failed failed -> TrayFace.FAILED;
            case ServiceState.Up up ->
                pulse.counters() != null && pulse.counters().active() > 0 ? TrayFace.BUSY : TrayFace.RUNNING;
        };
    }

    private static String headline(ServiceState state) {
        return switch (state) {
            case ServiceState.Stopped stopped -> "Stopped";
            case ServiceState.Starting(String step) -> Amounts.shortened(step);
            case ServiceState.Stopping stopping -> "Stopping …";
            case ServiceState.Up up -> "Running";
            case ServiceState.Failed failed -> "Crema could not start: see the dashboard";
        };
    }

    private static Item address(ServiceState state) {
        return state instanceof ServiceState.Up(var running)
                ? new Item.Choice("Copy " + running.server().address(), new TrayAction.CopyAddress())
                : new Item.Choice("Copy Address", null);
    }

    private static Item model(ServiceState state, List<String> models) {
        String current =
                state instanceof ServiceState.Up(var running) ? running.model().id() : "none";
        List<Option> options = models.stream()
                .map(id -> new Option(id, id.equals(current), new TrayAction.UseModel(id)))
                .toList();
        return new Item.Options("Model: " + current, options);
    }

    private static String hitRate(Tally today) {
        return today.get(Measure.REQUESTS) == 0
                ? "Hit rate today: no requests yet"
                : "Hit rate today: " + Amounts.percent(today.tokenHitRate());
    }

    private static String saved(Tally today) {
        return "Saved today: " + Amounts.count(today.get(Measure.REUSED_TOKENS)) + " tokens, "
                + Amounts.duration(today.savedSeconds());
    }

    private static String memory(Pulse pulse) {
        EngineStats engine = pulse.engine();
        String free =
                pulse.memory().total() == 0 ? "" : Amounts.bytes(pulse.memory().free()) + " free";
        return engine == null
                ? "Memory: " + (free.isEmpty() ? "unknown" : free)
                : "Memory: " + Amounts.bytes(engine.activeBytes()) + (free.isEmpty() ? "" : ", " + free);
    }
}
