package dev.crema.app.dashboard.benchmark;

import dev.crema.app.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** Two bars for each turn: seconds to the first token, cold and warm. Under the mouse a turn tells its numbers. */
final class PairChart extends Region {
    private static final double AXIS = 20;
    private static final double HEAD = 18;
    private static final double SCALE_WIDTH = 52;
    private static final int LINES = 5;
    private static final double WIDEST_BAR = 26;
    /** A bar that is next to nothing is still to be seen. */
    private static final double LOWEST = 2;

    private final List<Region> grid = new ArrayList<>();
    private final List<Label> scale = new ArrayList<>();
    private final List<Region> cold = new ArrayList<>();
    private final List<Region> warm = new ArrayList<>();
    private final List<Label> names = new ArrayList<>();
    private final Label readout = new Label();
    private List<Pair> pairs = List.of();

    /**
     * One turn.
     *
     * @param turn from 1
     * @param cold in seconds
     * @param warm in seconds
     */
    record Pair(int turn, double cold, double warm) {
        String text() {
            return "Turn " + turn + ": " + Amounts.seconds(cold) + " cold, " + Amounts.seconds(warm) + " warm";
        }
    }

    PairChart() {
        getStyleClass().add("bar-chart");
        setMinHeight(150);
        setPrefHeight(200);
        for (int i = 0; i <= LINES; i++) {
            Region line = new Region();
            line.getStyleClass().add("chart-line");
            grid.add(line);
            scale.add(styled("chart-label"));
        }
        readout.getStyleClass().add("chart-readout");
        setOnMouseMoved(event -> read(event.getX()));
        setOnMouseExited(event -> readout.setText(""));
        setFocusTraversable(true);
    }

    /** Shows these turns. */
    void show(List<Pair> next) {
        pairs = List.copyOf(next);
        cold.clear();
        warm.clear();
        names.clear();
        for (Pair pair : pairs) {
            cold.add(bar("bar-upper"));
            warm.add(bar("bar-lower"));
            Label name = styled("chart-label");
            name.setText(String.valueOf(pair.turn()));
            names.add(name);
        }
        getChildren().setAll(grid);
        getChildren().addAll(scale);
        getChildren().addAll(cold);
        getChildren().addAll(warm);
        getChildren().addAll(names);
        getChildren().add(readout);
        setAccessibleText(
                "Seconds to the first token. " + pairs.stream().map(Pair::text).collect(Collectors.joining(". ")));
        requestLayout();
    }

    private static Label styled(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        return label;
    }

    private static Region bar(String style) {
        Region bar = new Region();
        bar.getStyleClass().add(style);
        bar.setMouseTransparent(true);
        return bar;
    }

    /** The smallest of 1, 2 or 5 times a power of ten that is not below the highest bar. */
    static double ceiling(double highest) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(highest, 1e-3))));
        for (double step : new double[] {1, 2, 5}) {
            if (power * step >= highest) {
                return power * step;
            }
        }
        return power * 10;
    }

    private void read(double x) {
        int index = (int) Math.floor((x - SCALE_WIDTH) / (getWidth() - SCALE_WIDTH) * pairs.size());
        readout.setText(
                index < 0 || index >= pairs.size() ? "" : pairs.get(index).text());
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth() - SCALE_WIDTH;
        double height = getHeight() - AXIS - HEAD;
        double top = ceiling(pairs.stream()
                .mapToDouble(pair -> Math.max(pair.cold(), pair.warm()))
                .max()
                .orElse(0));
        for (int i = 0; i <= LINES; i++) {
            double y = HEAD + Math.round(height * i / LINES);
            grid.get(i).resizeRelocate(SCALE_WIDTH, y, width, 1);
            Label label = scale.get(i);
            label.setText(seconds(top * (LINES - i) / LINES));
            label.autosize();
            label.relocate(SCALE_WIDTH - 8 - label.getWidth(), y - label.getHeight() / 2);
        }
        double slot = pairs.isEmpty() ? 0 : width / pairs.size();
        double bar = Math.min(WIDEST_BAR, slot * 0.36);
        for (int i = 0; i < pairs.size(); i++) {
            double middle = SCALE_WIDTH + (i + 0.5) * slot;
            place(cold.get(i), middle - bar - 1, bar, height, pairs.get(i).cold() / top);
            place(warm.get(i), middle + 1, bar, height, pairs.get(i).warm() / top);
            Label name = names.get(i);
            positionInArea(name, middle - slot / 2, HEAD + height + 2, slot, AXIS, 0, HPos.CENTER, VPos.CENTER);
            name.autosize();
        }
        readout.autosize();
        positionInArea(readout, SCALE_WIDTH, 0, width, HEAD, 0, HPos.RIGHT, VPos.TOP);
    }

    private static void place(Region bar, double x, double width, double height, double share) {
        double high = Math.max(LOWEST, height * share);
        bar.resizeRelocate(x, HEAD + height - high, width, high);
    }

    private static String seconds(double value) {
        return value == 0
                ? "0"
                : String.format(Locale.ROOT, value < 0.1 ? "%.3f s" : value < 1 ? "%.2f s" : "%.1f s", value);
    }
}
