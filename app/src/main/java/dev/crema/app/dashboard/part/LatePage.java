package dev.crema.app.dashboard.part;

import dev.crema.app.live.Pulse;
import java.util.function.Supplier;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/** A page that is built when it is first shown: a start waits for the one page it shows. JavaFX thread only. */
public final class LatePage implements Page {
    private final String title;
    private final String icon;
    private final Supplier<Page> builder;
    private @Nullable Page built;

    /** Title and icon are those of the page that is built. */
    public LatePage(String title, String icon, Supplier<Page> builder) {
        this.title = title;
        this.icon = icon;
        this.builder = builder;
    }

    private Page page() {
        Page page = built;
        if (page == null) {
            page = builder.get();
            built = page;
        }
        return page;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String icon() {
        return icon;
    }

    @Override
    public Node view() {
        return page().view();
    }

    @Override
    public void update(Pulse pulse) {
        page().update(pulse);
    }
}
