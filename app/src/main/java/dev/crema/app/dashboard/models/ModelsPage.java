package dev.crema.app.dashboard.models;

import dev.crema.app.dashboard.models.Shelf.Contents;
import dev.crema.app.dashboard.part.Confirmation;
import dev.crema.app.dashboard.part.Copying;
import dev.crema.app.dashboard.part.Layout;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.settings.Preferences;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.Hubs;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.HubException;
import dev.crema.mlx.hub.Pull;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.PullState;
import dev.crema.mlx.hub.catalogue.MemoryFit.Verdict;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The models page's controls, and what they do. */
public final class ModelsPage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Models";

    /** Its icon there. */
    public static final String ICON = "fth-box";

    private static final Duration READ_AGAIN = Duration.ofSeconds(5);

    private final Service service;
    private final Preferences preferences;
    private final Downloads downloads;
    private final Shelf shelf;
    private final Label subtitle = new Label();
    private final Label noticeTitle = Lines.name("");
    private final Label notice = new Label();
    private final VBox noticeCard = new VBox(4, noticeTitle, notice);
    private final ModelList models = new ModelList(new ModelActions());
    private final DownloadList fetching = new DownloadList(new DownloadActions());
    private final VBox fetchingCard = new VBox(8, Lines.heading("Downloads"), fetching);
    private final CatalogueCards catalogue = new CatalogueCards(this::fetch);
    private final HubCard hub = new HubCard(this::lookAndFetch, this::saveToken);
    private final Node view;
    private @Nullable Contents contents;
    private @Nullable String refusal;
    private ServiceState state = new ServiceState.Stopped();
    private Instant read = Instant.MIN;
    private boolean reading;
    private long ended;

    /**
     * Shows models.
     *
     * @param downloads of this run; its owner closes it, which pauses them
     */
    public ModelsPage(Service service, Preferences preferences, Downloads downloads) {
        this.service = service;
        this.preferences = preferences;
        this.downloads = downloads;
        this.shelf = new Shelf(preferences, downloads);
        this.view = build();
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public String icon() {
        return ICON;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void update(Pulse pulse) {
        long over = downloads.pulls().stream()
                .filter(pull -> !pull.progress().state().canResume())
                .filter(pull -> pull.progress().state() != PullState.RUNNING)
                .count();
        boolean changed = !pulse.state().equals(state) || over != ended;
        state = pulse.state();
        ended = over;
        if (changed || read.isBefore(pulse.at().minus(READ_AGAIN))) {
            read = pulse.at();
            read();
        }
        show();
    }

    private void read() {
        if (reading) {
            read = Instant.MIN; // the next pulse reads what changed meanwhile
            return;
        }
        reading = true;
        ServiceState of = state;
        Thread.ofVirtual().name("crema-models").start(() -> {
            Contents now = null;
            String problem = null;
            try {
                now = shelf.read(of);
            } catch (UncheckedIOException e) {
                problem = "The folder of models cannot be read: " + e.getMessage() + ". Check who may read it.";
            }
            Contents found = now;
            String said = problem;
            Platform.runLater(() -> {
                reading = false;
                contents = found == null ? contents : found;
                refusal = said == null ? refusal : said;
                show();
            });
        });
    }

    private void show() {
        boolean failed = state instanceof ServiceState.Failed;
        String said = state instanceof ServiceState.Failed(String text) ? text : refusal;
        noticeTitle.setText(failed ? "Crema did not start" : "That could not be done");
        notice.setText(said == null ? "" : said);
        visible(noticeCard, said != null);
        Contents now = contents;
        if (now == null) {
            return;
        }
        subtitle.setText(Amounts.bytes(now.freeBytes()) + " free on the disk");
        models.show(now.models(), state.busy());
        List<Download> all = Download.all(downloads.pulls(), now.interrupted());
        fetching.show(all);
        visible(fetchingCard, !all.isEmpty());
        catalogue.show(now, all.stream().map(Download::request).collect(Collectors.toSet()));
        hub.show(now.hub());
    }

    /** Something that asks disk or network. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Does it on a thread of its own and shows what it changed, or why it could not be. */
    private void later(Work work) {
        refusal = null;
        Thread.ofVirtual().name("crema-models").start(() -> {
            String problem = null;
            try {
                work.run();
            } catch (HubException | ConfigException | StartException | UncheckedIOException e) {
                problem = e.getMessage();
            } catch (IOException e) {
                problem =
                        "The disk refused: " + e.getMessage() + ". Check who may write to " + preferences.home() + ".";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            String said = problem;
            Platform.runLater(() -> {
                refusal = said == null ? refusal : said;
                read();
                show();
            });
        });
    }

    private void fetch(PullRequest request) {
        later(() -> downloads.pull(request));
    }

    /** Asks the hub first what it is: a model that cannot be run is not worth gigabytes. */
    private void lookAndFetch(PullRequest request) {
        later(() -> {
            try {
                Hubs.requireRunnable(downloads.look(request.repo(), request.revision()));
            } catch (HubException e) {
                if (e.reason() != HubException.Reason.GATED) {
                    throw e;
                }
                // The download says so too, and keeps the way to go on.
            }
            downloads.pull(request);
        });
    }

    /** What waited for it goes on. */
    private void saveToken(String token) {
        later(() -> {
            preferences.choose(Setting.HUB_TOKEN, token);
            downloads.pulls().stream()
                    .filter(pull -> Download.of(pull.progress()).gated())
                    .forEach(Pull::resume);
        });
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    private Node build() {
        Label title = new Label(title());
        title.getStyleClass().add("page-title");
        subtitle.getStyleClass().add("page-subtitle");
        noticeCard.getStyleClass().addAll("card", "notice");
        notice.setId("models-notice");
        notice.setWrapText(true);
        visible(noticeCard, false);
        fetchingCard.getStyleClass().add("card");
        visible(fetchingCard, false);
        VBox here = new VBox(8, Lines.heading("On this machine"), models);
        here.getStyleClass().add("card");
        return Layout.page(
                new VBox(2, title, subtitle),
                noticeCard,
                here,
                fetchingCard,
                catalogue.recommended(),
                hub,
                catalogue.others());
    }

    /** What the list of models asks for. */
    private final class ModelActions implements ModelList.Actions {
        @Override
        public void use(ModelRow row) {
            if (row.fit().verdict() == Verdict.TOO_LARGE
                    && !Confirmation.ask(
                            view,
                            "Use " + row.name() + " all the same?",
                            row.fit().reason(),
                            "Use",
                            "Cancel")) {
                return;
            }
            Path path = row.description().model().path();
            later(() -> {
                try {
                    // A model elsewhere has no name that would be found again.
                    preferences.choose(Setting.MODEL, row.deletable() ? row.name() : path.toString());
                } catch (IOException e) {
                    service.restart(); // for this run it holds
                    throw e;
                }
                service.restart();
            });
        }

        @Override
        public void load() {
            service.start();
        }

        @Override
        public void unload() {
            service.stop();
        }

        @Override
        public void delete(ModelRow row) {
            String size = Amounts.bytes(row.description().model().bytes());
            String next = row.status() == ModelRow.Status.CHOSEN
                    ? " Crema starts with this model: choose another before the next start."
                    : " To have it again, download it again.";
            if (Confirmation.ask(
                    view,
                    "Delete " + row.name() + "?",
                    size + " of disk space become free." + next,
                    "Delete",
                    "Cancel")) {
                later(() -> deleteUnlessLoaded(row));
            }
        }

        /** The service may have changed its mind while a person was asked. */
        private void deleteUnlessLoaded(ModelRow row) throws IOException {
            Path path = row.description().model().path();
            Path loaded = Shelf.loaded(service.state());
            if (service.state().busy()) {
                throw new StartException("Crema is starting or stopping. Delete " + row.name() + " in a moment.");
            }
            if (loaded != null && Files.isSameFile(path, loaded)) {
                throw new StartException(row.name() + " is in use. Unload it, then delete it.");
            }
            ModelLibrary.of(preferences.home()).delete(row.description().model());
        }
    }

    /** What the list of downloads asks for. */
    private final class DownloadActions implements DownloadList.Actions {
        @Override
        public void pause(PullRequest request) {
            pulls(request).forEach(Pull::pause);
        }

        @Override
        public void resume(PullRequest request) {
            fetch(request);
        }

        @Override
        public void cancel(Download download) {
            PullRequest request = download.request();
            if (!Confirmation.ask(
                    view,
                    "Cancel the download of " + request.repo() + "?",
                    "What arrived is deleted. A paused download keeps it and goes on later.",
                    "Cancel Download",
                    "Keep")) {
                return;
            }
            later(() -> {
                List<Pull> ours = pulls(request);
                if (ours.isEmpty()) {
                    downloads.discard(request);
                }
                ours.forEach(Pull::cancel);
            });
        }

        @Override
        public void copyLink(PullRequest request) {
            Contents now = contents;
            if (now != null && now.hub() != null) {
                Copying.copy(Hubs.access(now.hub()).page(request.repo()).toString());
            }
        }

        @Override
        public void enterToken() {
            hub.enterToken();
        }

        private List<Pull> pulls(PullRequest request) {
            return downloads.pulls().stream()
                    .filter(pull -> pull.request().equals(request))
                    .toList();
        }
    }
}
