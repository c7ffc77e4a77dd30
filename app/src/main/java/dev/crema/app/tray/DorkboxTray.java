package dev.crema.app.tray;

import dev.crema.app.icons.Icons;
import dorkbox.systemTray.Checkbox;
import dorkbox.systemTray.Entry;
import dorkbox.systemTray.Menu;
import dorkbox.systemTray.MenuItem;
import dorkbox.systemTray.Separator;
import dorkbox.systemTray.SystemTray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The system's own tray: the menu bar of macOS, GTK's or the desktop's status icons on Linux. */
final class DorkboxTray implements TrayBackend {
    private final SystemTray tray;
    private final Consumer<TrayAction> listener;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable TrayMenu shown;

    /** @throws IllegalStateException if there is none */
    DorkboxTray(Consumer<TrayAction> listener) {
        // Its patching of AWT's classes is what breaks on new JDKs.
        SystemTray.AUTO_FIX_INCONSISTENCIES = false;
        SystemTray found = SystemTray.get("Crema");
        if (found == null) {
            throw new IllegalStateException("the system has no tray");
        }
        this.tray = found;
        this.listener = listener;
    }

    @Override
    public void show(TrayMenu menu) {
        TrayMenu last = shown;
        if (menu.equals(last)) {
            return;
        }
        if (last == null || last.face() != menu.face()) {
            tray.setImage(Icons.tray(menu.face().fileName()));
        }
        for (int i = 0; i < menu.items().size(); i++) {
            TrayMenu.Item item = menu.items().get(i);
            if (last == null) {
                entries.add(tray.getMenu().add(entry(item)));
            } else if (!item.equals(last.items().get(i))) {
                update(entries.get(i), item);
            }
        }
        shown = menu;
    }

    private Entry entry(TrayMenu.Item item) {
        Entry entry = switch (item) {
            case TrayMenu.Item.Separator separator -> new Separator();
            case TrayMenu.Item.Line line -> new MenuItem();
            case TrayMenu.Item.Choice choice -> new MenuItem();
            case TrayMenu.Item.Options options -> new Menu();
        };
        update(entry, item);
        return entry;
    }

    private void update(Entry entry, TrayMenu.Item item) {
        switch (item) {
            case TrayMenu.Item.Separator separator -> {}
            case TrayMenu.Item.Line line -> {
                MenuItem text = (MenuItem) entry;
                text.setText(label(line.text()));
                text.setEnabled(false);
            }
            case TrayMenu.Item.Choice choice -> {
                MenuItem button = (MenuItem) entry;
                TrayAction action = choice.action();
                button.setText(label(choice.text()));
                button.setEnabled(action != null);
                button.setCallback(action == null ? null : event -> listener.accept(action));
            }
            case TrayMenu.Item.Options options -> update((Menu) entry, options);
        }
    }

    private void update(Menu menu, TrayMenu.Item.Options options) {
        menu.setText(label(options.text()));
        menu.setEnabled(!options.options().isEmpty());
        List.copyOf(menu.getEntries()).forEach(menu::remove);
        for (TrayMenu.Option option : options.options()) {
            Checkbox box = new Checkbox(label(option.text()), event -> listener.accept(option.action()));
            box.setChecked(option.chosen());
            menu.add(box);
        }
    }

    /** GTK takes an underscore for the mark of a shortcut. */
    private String label(String text) {
        return switch (tray.getType()) {
            case Gtk, AppIndicator -> text.replace("_", "__");
            default -> text;
        };
    }

    @Override
    public boolean visible() {
        return true;
    }

    @Override
    public void close() {
        tray.shutdown();
    }
}
