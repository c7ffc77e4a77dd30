package dev.crema.app.dashboard.benchmark;

import dev.crema.app.benchmark.BenchmarkResult;
import dev.crema.app.benchmark.BenchmarkText;
import dev.crema.app.dashboard.part.CopyButton;
import dev.crema.app.dashboard.part.Layout;
import dev.crema.app.dashboard.part.StatTile;
import dev.crema.app.text.Amounts;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What a benchmark measured: one large sentence, the numbers behind it, the chart, and what to do with it. */
final class ResultView extends VBox {
    private final Label headline = new Label();
    private final Label means = new Label();
    private final Label about = new Label();
    private final Label saved = new Label();
    private final PairChart chart = new PairChart();
    private final StatTile warm = new StatTile("First token, warm");
    private final StatTile cold = new StatTile("First token, cold");
    private final StatTile prefill = new StatTile("Reading prompts");
    private final StatTile decode = new StatTile("Writing answers");

    /**
     * With nothing to show yet.
     *
     * @param result what is shown, asked for when it is copied
     * @param save told when a person wants it in a file
     */
    ResultView(Supplier<BenchmarkResult> result, Consumer<BenchmarkResult> save) {
        super(16);
        headline.getStyleClass().add("benchmark-headline");
        headline.setId("benchmark-headline");
        headline.setWrapText(true);
        means.getStyleClass().add("page-subtitle");
        means.setWrapText(true);
        about.getStyleClass().add("tile-detail");
        about.setId("benchmark-about");
        about.setWrapText(true);
        saved.getStyleClass().add("tile-detail");
        saved.setId("benchmark-saved");
        saved.setWrapText(true);

        Button file = new Button("Save…");
        file.setId("benchmark-save");
        file.setOnAction(event -> save.accept(result.get()));
        CopyButton copy = new CopyButton("Copy as Text", () -> BenchmarkText.of(result.get()));
        copy.setId("benchmark-copy");
        for (Button button : new Button[] {file, copy}) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        VBox words = new VBox(4, headline, means, saved);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox top = new HBox(10, words, copy, file);
        top.setAlignment(Pos.CENTER_LEFT);

        HBox tiles = new HBox(12, warm, cold, prefill, decode);
        for (Node tile : tiles.getChildren()) {
            HBox.setHgrow(tile, Priority.ALWAYS);
            ((Region) tile).setPrefWidth(150);
            ((Region) tile).setMaxWidth(Double.MAX_VALUE);
        }
        getChildren().addAll(Layout.card(top), tiles, chartCard(), about);
    }

    private Node chartCard() {
        Label title = new Label("Seconds to the first token, turn by turn");
        title.getStyleClass().add("tile-name");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(16, title, gap, Layout.legend("cold", "bar-upper"), Layout.legend("warm", "bar-lower"));
        head.setAlignment(Pos.CENTER_LEFT);
        return Layout.card(head, chart);
    }

    /** Shows a result. */
    void show(BenchmarkResult result) {
        headline.setText(BenchmarkText.headline(result));
        means.setText(BenchmarkText.means(result));
        about.setText(BenchmarkText.about(result) + ". " + BenchmarkText.explanation()
                + " In the first turn there is nothing to reuse yet.");
        warm.show(Amounts.seconds(result.warmFirstToken()), "with the caches");
        cold.show(Amounts.seconds(result.coldFirstToken()), "everything computed");
        prefill.show(rate(result.prefillRate()), "tokens a second (prefill)");
        decode.show(rate(result.decodeRate()), "tokens a second (decode)");
        chart.show(result.turns().stream()
                .map(turn -> new PairChart.Pair(
                        turn.number(), turn.cold().firstToken(), turn.warm().firstToken()))
                .toList());
        told("");
    }

    /** Tells what became of the file. */
    void told(String text) {
        saved.setText(text);
        saved.setVisible(!text.isEmpty());
        saved.setManaged(!text.isEmpty());
    }

    private static String rate(double value) {
        return value == 0 ? "–" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }
}
