package dev.crema.app.dashboard.models;

import dev.crema.mlx.hub.PullRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.layout.VBox;

/** Downloads that are not over; each keeps its controls while it goes on. */
final class DownloadList extends VBox {
    private final Actions actions;
    private final Map<PullRequest, DownloadLine> lines = new LinkedHashMap<>();

    /** What a person asks for. */
    interface Actions {
        /** To stop and keep what arrived. */
        void pause(PullRequest request);

        /** To go on, or try again. */
        void resume(PullRequest request);

        /** To give it up and delete what arrived. */
        void cancel(Download download);

        /** To have the address of the page where its licence is accepted. */
        void copyLink(PullRequest request);

        /** To enter a token. */
        void enterToken();
    }

    DownloadList(Actions actions) {
        this.actions = actions;
        getStyleClass().add("list-lines");
    }

    void show(List<Download> downloads) {
        Map<PullRequest, DownloadLine> next = new LinkedHashMap<>();
        for (Download download : downloads) {
            DownloadLine known = lines.get(download.request());
            DownloadLine line = known == null ? new DownloadLine(actions) : known;
            line.show(download);
            next.put(download.request(), line);
        }
        if (!List.copyOf(next.keySet()).equals(List.copyOf(lines.keySet()))) {
            lines.clear();
            lines.putAll(next);
            getChildren().setAll(next.values());
        }
    }
}
