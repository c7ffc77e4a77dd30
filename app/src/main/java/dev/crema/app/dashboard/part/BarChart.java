package dev.crema.app.dashboard.part;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** Bars over time, each of two parts, one on the other. Under the mouse a bar tells its numbers. */
public final class BarChart extends Region {
    private static final double AXIS = 18;
    private static final double GAP = 0.25;
    private static final int LINES = 4;

    private final LongFunction<String> numbers;
    private final List<Region> lower = new ArrayList<>();
    private final List<Region> upper = new ArrayList<>();
    private final List<Region> grid = new ArrayList<>();
    private final List<Label> scale = new ArrayList<>();
    private final Label from = new Label();
    private final Label to = new Label();
    private final Label readout = new Label();
    private List<Bar> bars = List.of();

    /**
     * One bar.
     *
     * @param time when, for people
     */
    public record Bar(String time, long lower, long upper) {
        long sum() {
            return lower + upper;
        }
    }

    /** @param numbers how values are written */
    public BarChart(LongFunction<String> numbers) {
        this.numbers = numbers;
        getStyleClass().add("bar-chart");
        setMinHeight(120);
        setPrefHeight(160);
        for (int i = 0; i < LINES; i++) {
            Region line = new Region();
            line.getStyleClass().add("chart-line");
            grid.add(line);
            Label label = new Label();
            label.getStyleClass().add("chart-label");
            scale.add(label);
        }
        from.getStyleClass().add("chart-label");
        to.getStyleClass().add("chart-label");
        readout.getStyleClass().add("chart-readout");
        readout.setVisible(false);
        setOnMouseMoved(event -> read(event.getX()));
        setOnMouseExited(event -> readout.setVisible(false));
        setFocusTraversable(true);
    }

    /**
     * Shows these, the oldest first.
     *
     * @param firstTime what stands below the first
     * @param lastTime what stands below the last
     */
    public void show(List<Bar> next, String firstTime, String lastTime) {
        if (next.size() != bars.size()) {
            lower.clear();
            upper.clear();
            for (int i = 0; i < next.size(); i++) {
                lower.add(part("bar-lower"));
                upper.add(part("bar-upper"));
            }
            getChildren().setAll(grid);
            getChildren().addAll(lower);
            getChildren().addAll(upper);
            getChildren().addAll(scale);
            getChildren().addAll(from, to, readout);
        }
        bars = List.copyOf(next);
        from.setText(firstTime);
        to.setText(lastTime);
        requestLayout();
    }

    private static Region part(String style) {
        Region part = new Region();
        part.getStyleClass().add(style);
        part.setMouseTransparent(true);
        return part;
    }

    /** The smallest of 1, 2 or 5 times a power of ten that is not below the highest bar. */
    static long ceiling(long highest) {
        long power = 1;
        while (power * 10 <= highest) {
            power *= 10;
        }
        for (long step : new long[] {1, 2, 5, 10}) {
            if (power * step >= highest) {
                return power * step;
            }
        }
        return power * 10;
    }

    private void read(double x) {
        int index = (int) (x / getWidth() * bars.size());
        if (index < 0 || index >= bars.size()) {
            readout.setVisible(false);
            return;
        }
        Bar bar = bars.get(index);
        readout.setText(bar.time() + ": " + numbers.apply(bar.lower()) + " reused, " + numbers.apply(bar.upper())
                + " computed");
        readout.setVisible(true);
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double height = getHeight() - AXIS;
        long top = ceiling(bars.stream().mapToLong(Bar::sum).max().orElse(0));
        for (int i = 0; i < LINES; i++) {
            double y = Math.round(height * i / LINES);
            grid.get(i).resizeRelocate(0, y, width, 1);
            Label label = scale.get(i);
            label.setText(top < LINES ? "" : numbers.apply(top * (LINES - i) / LINES));
            label.autosize();
            label.relocate(0, y + 2);
        }
        double slot = bars.isEmpty() ? 0 : width / bars.size();
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double x = i * slot + slot * GAP / 2;
            double low = height * bar.lower() / top;
            double high = height * bar.upper() / top;
            lower.get(i).resizeRelocate(x, height - low, slot * (1 - GAP), low);
            upper.get(i).resizeRelocate(x, height - low - high, slot * (1 - GAP), high);
        }
        from.autosize();
        to.autosize();
        readout.autosize();
        positionInArea(from, 0, height + 2, width, AXIS, 0, javafx.geometry.HPos.LEFT, VPos.CENTER);
        positionInArea(to, 0, height + 2, width, AXIS, 0, javafx.geometry.HPos.RIGHT, VPos.CENTER);
        positionInArea(readout, 0, height + 2, width, AXIS, 0, javafx.geometry.HPos.CENTER, VPos.CENTER);
    }
}
