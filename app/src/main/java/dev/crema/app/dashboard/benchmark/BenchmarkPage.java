package dev.crema.app.dashboard.benchmark;

import atlantafx.base.theme.Styles;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.benchmark.Benchmark;
import dev.crema.app.benchmark.BenchmarkException;
import dev.crema.app.benchmark.BenchmarkModel;
import dev.crema.app.benchmark.BenchmarkPlan;
import dev.crema.app.benchmark.BenchmarkProgress.Step;
import dev.crema.app.benchmark.BenchmarkResult;
import dev.crema.app.dashboard.part.Banner;
import dev.crema.app.dashboard.part.Layout;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.dashboard.part.Segments;
import dev.crema.app.files.TextFile;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The benchmark page's controls. A benchmark goes on while another page is shown. */
public final class BenchmarkPage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Benchmark";

    /** Its icon there. */
    public static final String ICON = "fth-zap";

    private static final Logger LOG = LoggerFactory.getLogger(BenchmarkPage.class);
    private static final String WHAT =
            "Replays the session of an agent that reads page after page, with text of its own: first as an agent sends it, with"
                    + " the caches at work (warm), then each turn once more with a beginning that no cache knows, so that all of it"
                    + " is computed (cold). Nothing leaves this machine, and the caches forget the session at the end. Leave Crema"
                    + " alone meanwhile: other requests would wait, and spoil the numbers.";
    private static final List<Integer> TURNS = List.of(BenchmarkPlan.DEFAULT_TURNS, 16, 32);

    private final Service service;
    private final Planner planner;
    private final SaveDialog dialog;
    private final Label gateText = new Label();
    private final Button startCrema = new Button("Start Crema");
    private final HBox gate = new HBox(16, gateText, startCrema);
    private final Banner problem = new Banner(Feather.ALERT_TRIANGLE, "banner-problem");
    private final Label estimate = new Label();
    private final Button start = new Button("Start Benchmark");
    private final Button cancel = new Button("Cancel");
    private final Label turnsName = new Label("Turns");
    private final Segments choice =
            new Segments(TURNS.stream().map(String::valueOf).toList(), index -> choose(TURNS.get(index)));
    private final ProgressBar bar = new ProgressBar(0);
    private final Label step = new Label();
    private final HBox progress = new HBox(12, bar, step);
    private final ResultView results = new ResultView(this::result, this::save);
    private final Node view;
    private int turns = BenchmarkPlan.DEFAULT_TURNS;
    private @Nullable Pulse last;
    private @Nullable Thread runner;
    private @Nullable BenchmarkResult result;

    /** How large a session is for a window and a number of turns. */
    @FunctionalInterface
    interface Planner {
        /** @throws BenchmarkException if there is no room for it */
        BenchmarkPlan plan(int window, int turns);
    }

    /** Runs on the model of a service. */
    public BenchmarkPage(Service service) {
        this(service, BenchmarkPlan::of, SaveDialog.SYSTEM);
    }

    /** As above, with sessions of another size and without the system's dialog. */
    BenchmarkPage(Service service, Planner planner, SaveDialog dialog) {
        this.service = service;
        this.planner = planner;
        this.dialog = dialog;
        this.view = build();
        showState();
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
        last = pulse;
        showState();
    }

    private void choose(int count) {
        turns = count;
        showState();
    }

    private void showState() {
        ServiceState state = last == null ? new ServiceState.Stopped() : last.state();
        String closed = switch (state) {
            case ServiceState.Up up -> "";
            case ServiceState.Stopped stopped -> "Crema is stopped. Start it to measure its model.";
            case ServiceState.Starting(String now) -> "Crema starts: " + now;
            case ServiceState.Stopping stopping -> "Crema is stopping.";
            case ServiceState.Failed(String text) -> text;
        };
        gateText.setText(closed);
        visible(gate, !closed.isEmpty());
        visible(startCrema, !state.busy());
        boolean runs = runner != null;
        start.setDisable(!expect(state) || runs);
        choice.setDisable(runs);
        visible(start, !runs);
        visible(cancel, runs);
        visible(progress, runs);
        visible(results, result != null && !runs);
        visible(estimate, !runs && !estimate.getText().isEmpty());
    }

    /** Says how long it will take, or why it cannot be run. Returns whether it can. */
    private boolean expect(ServiceState state) {
        if (!(state instanceof ServiceState.Up(Running running))) {
            estimate.setText("");
            return false;
        }
        try {
            BenchmarkPlan plan = planner.plan(running.model().contextLength(), turns);
            estimate.setText(Estimate.text(plan, last == null ? null : last.engine()));
            return true;
        } catch (BenchmarkException e) {
            estimate.setText(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void start() {
        if (runner != null || !(service.state() instanceof ServiceState.Up(Running running))) {
            return;
        }
        problem.tell("");
        bar.setProgress(ProgressBar.INDETERMINATE_PROGRESS);
        step.setText("Preparing…");
        runner = Thread.ofVirtual().name("crema-benchmark").start(() -> run(running, turns));
        showState();
        cancel.requestFocus();
    }

    private void run(Running running, int count) {
        Thread self = Thread.currentThread();
        try {
            Endpoint endpoint = new Endpoint(
                    running.server().address(),
                    running.config().apiKey(),
                    running.model().id(),
                    running.model().contextLength());
            BenchmarkPlan plan = planner.plan(endpoint.window(), count);
            BenchmarkModel model = BenchmarkModel.of(running.config(), endpoint.model(), endpoint.window());
            BenchmarkResult measured =
                    new Benchmark(endpoint, model, plan).run(now -> Platform.runLater(() -> showStep(self, now)));
            Platform.runLater(() -> over(self, measured, ""));
        } catch (InterruptedException e) {
            Platform.runLater(() -> over(self, null, ""));
        } catch (BenchmarkException e) {
            Platform.runLater(() -> over(self, null, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("The benchmark failed.", e);
            Platform.runLater(() -> over(
                    self,
                    null,
                    "The benchmark ended by an error that Crema did not expect: " + e + ". The Logs page says more."));
        }
    }

    private void showStep(Thread from, Step now) {
        if (runner == from) {
            bar.setProgress(now.done());
            String text = now.text();
            step.setText(Character.toUpperCase(text.charAt(0)) + text.substring(1));
        }
    }

    /** @param measured null if it did not get that far: an earlier result stays */
    private void over(Thread ended, @Nullable BenchmarkResult measured, String trouble) {
        if (runner != ended) {
            return;
        }
        runner = null;
        problem.tell(trouble);
        if (measured != null) {
            result = measured;
            results.show(measured);
        }
        showState();
        start.requestFocus();
    }

    private void cancel() {
        if (runner != null) {
            step.setText("Cancelling…");
            runner.interrupt();
        }
    }

    private BenchmarkResult result() {
        return Objects.requireNonNull(result);
    }

    private void save(BenchmarkResult shown) {
        String name = "crema-bench-" + shown.date() + ".json";
        Path file = dialog.choose(view.getScene().getWindow(), name);
        if (file == null) {
            return;
        }
        Thread.ofVirtual().name("crema-benchmark-save").start(() -> {
            String outcome;
            try {
                TextFile.write(file, shown.toJson().toPrettyString() + "\n");
                outcome = "Saved as " + file.getFileName() + ".";
            } catch (IOException e) {
                outcome =
                        "Not saved: " + file + " could not be written (" + e.getMessage() + "). Choose another place.";
            }
            String told = outcome;
            Platform.runLater(() -> results.told(told));
        });
    }

    private Node build() {
        Label title = new Label(title());
        title.getStyleClass().add("page-title");
        Label subtitle = new Label("How much sooner an agent's turns start on this machine because of the caches");
        subtitle.getStyleClass().add("page-subtitle");

        gateText.setWrapText(true);
        gateText.setId("benchmark-gate");
        HBox.setHgrow(gateText, Priority.ALWAYS);
        gateText.setMaxWidth(Double.MAX_VALUE);
        startCrema.setId("benchmark-start-crema");
        startCrema.getStyleClass().add(Styles.ACCENT);
        startCrema.setMinWidth(Region.USE_PREF_SIZE);
        startCrema.setOnAction(event -> service.start());
        gate.setAlignment(Pos.CENTER_LEFT);
        gate.getStyleClass().add("card");

        problem.setId("benchmark-problem");
        return Layout.page(new VBox(2, title, subtitle), gate, problem, setUp(), results);
    }

    private Node setUp() {
        Label what = new Label(WHAT);
        what.setWrapText(true);
        estimate.getStyleClass().add("page-subtitle");
        estimate.setId("benchmark-estimate");
        estimate.setWrapText(true);
        start.setId("benchmark-start");
        start.getStyleClass().add(Styles.ACCENT);
        start.setOnAction(event -> start());
        cancel.setId("benchmark-cancel");
        cancel.setCancelButton(true);
        cancel.setOnAction(event -> cancel());
        for (Button button : List.of(start, cancel)) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        step.getStyleClass().add("page-subtitle");
        step.setId("benchmark-step");
        bar.setPrefWidth(220);
        bar.setAccessibleText("Progress of the benchmark");
        progress.setAlignment(Pos.CENTER_LEFT);
        turnsName.getStyleClass().add("page-subtitle");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox line = new HBox(12, turnsName, choice, progress, gap, cancel, start);
        line.setAlignment(Pos.CENTER_LEFT);
        choice.setAlignment(Pos.CENTER_LEFT);
        return Layout.card(what, estimate, line);
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
