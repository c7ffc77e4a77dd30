package dev.crema.app.tray;

import dev.crema.app.icons.Icons;
import java.awt.AWTException;
import java.awt.CheckboxMenuItem;
import java.awt.EventQueue;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Java's own tray, for systems whose native one does not work. */
final class AwtTray implements TrayBackend {
    private final TrayIcon icon;
    private final Consumer<TrayAction> listener;
    private @Nullable TrayMenu shown;

    /** @throws IllegalStateException if there is none */
    AwtTray(Consumer<TrayAction> listener) {
        if (!SystemTray.isSupported()) {
            throw new IllegalStateException("AWT has no tray here");
        }
        this.listener = listener;
        this.icon = new TrayIcon(Icons.tray(TrayFace.STOPPED.fileName()), "Crema");
        icon.setImageAutoSize(true);
        try {
            SystemTray.getSystemTray().add(icon);
        } catch (AWTException e) {
            throw new IllegalStateException("AWT's tray refuses icons", e);
        }
    }

    @Override
    public void show(TrayMenu menu) {
        if (!menu.equals(shown)) {
            shown = menu;
            EventQueue.invokeLater(() -> {
                icon.setImage(Icons.tray(menu.face().fileName()));
                icon.setToolTip(menu.tooltip());
                icon.setPopupMenu(popup(menu));
            });
        }
    }

    private PopupMenu popup(TrayMenu menu) {
        PopupMenu popup = new PopupMenu();
        for (TrayMenu.Item item : menu.items()) {
            switch (item) {
                case TrayMenu.Item.Separator separator -> popup.addSeparator();
                case TrayMenu.Item.Line line -> popup.add(button(line.text(), null));
                case TrayMenu.Item.Choice choice -> popup.add(button(choice.text(), choice.action()));
                case TrayMenu.Item.Options options -> popup.add(submenu(options));
            }
        }
        return popup;
    }

    private MenuItem button(String text, @Nullable TrayAction action) {
        MenuItem item = new MenuItem(text);
        item.setEnabled(action != null);
        if (action != null) {
            item.addActionListener(event -> listener.accept(action));
        }
        return item;
    }

    private Menu submenu(TrayMenu.Item.Options options) {
        Menu menu = new Menu(options.text());
        for (TrayMenu.Option option : options.options()) {
            CheckboxMenuItem box = new CheckboxMenuItem(option.text(), option.chosen());
            box.addItemListener(event -> listener.accept(option.action()));
            menu.add(box);
        }
        return menu;
    }

    @Override
    public boolean visible() {
        return true;
    }

    @Override
    public void close() {
        EventQueue.invokeLater(() -> SystemTray.getSystemTray().remove(icon));
    }
}
