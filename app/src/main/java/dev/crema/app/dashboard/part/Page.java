package dev.crema.app.dashboard.part;

import dev.crema.app.live.Pulse;
import javafx.scene.Node;

/** A page of the window. */
public interface Page {
    /** Its name in the sidebar; also what is remembered. */
    String title();

    /** The literal of its icon in the sidebar. */
    String icon();

    /** What is shown; always the same node. */
    Node view();

    /** Called each second while the page is shown, and when it comes to be. */
    void update(Pulse pulse);
}
