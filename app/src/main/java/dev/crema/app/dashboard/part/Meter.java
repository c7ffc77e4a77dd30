package dev.crema.app.dashboard.part;

import dev.crema.app.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A bar of shares of a whole, with a legend. */
public final class Meter extends VBox {
    private static final double HEIGHT = 10;

    private final String name;
    private final Label sum = new Label();
    private final Track track = new Track();
    private final FlowPane legend = new FlowPane(12, 2);
    private List<Share> shown = List.of();

    /**
     * A part of the whole.
     *
     * @param style its style class, which gives the colour
     * @param amount for people
     */
    public record Share(String name, String style, double value, String amount) {
        /** Of bytes. */
        public static Share ofBytes(String name, String style, long bytes) {
            return new Share(name, style, bytes, Amounts.bytes(bytes));
        }
    }

    /**
     * What a meter shows.
     *
     * @param whole what a full bar means, in the shares' unit
     * @param sum for people
     */
    public record Fill(List<Share> shares, double whole, String sum) {}

    /** With nothing to show yet. */
    public Meter(String name) {
        this.name = name;
        Label title = new Label(name);
        title.getStyleClass().add("tile-name");
        Region gap = new Region();
        HBox.setHgrow(gap, javafx.scene.layout.Priority.ALWAYS);
        sum.getStyleClass().add("tile-detail");
        getStyleClass().add("meter");
        getChildren().addAll(new HBox(title, gap, sum), track, legend);
        setFocusTraversable(true);
    }

    /** Shows these shares. */
    public void show(Fill fill) {
        List<Share> shares = fill.shares();
        sum.setText(fill.sum());
        if (!shares.equals(shown)) {
            shown = List.copyOf(shares);
            track.show(shares, fill.whole());
            legend.getChildren()
                    .setAll(shares.stream()
                            .map(share -> Layout.legend(share.name() + "  " + share.amount(), share.style()))
                            .toList());
        }
        setAccessibleText(name + ": " + fill.sum() + ". "
                + shares.stream()
                        .map(share -> share.name() + " " + share.amount())
                        .collect(Collectors.joining(", ")));
    }

    /** The bar itself. */
    private static final class Track extends Region {
        private final List<Region> parts = new ArrayList<>();
        private List<Share> shares = List.of();
        private double whole = 1;

        Track() {
            getStyleClass().add("meter-track");
            setMinHeight(HEIGHT);
            setPrefHeight(HEIGHT);
            setMaxHeight(HEIGHT);
        }

        void show(List<Share> next, double full) {
            shares = next;
            whole = Math.max(full, 1e-9);
            parts.clear();
            for (Share share : next) {
                Region part = new Region();
                part.getStyleClass().addAll("meter-part", share.style());
                parts.add(part);
            }
            getChildren().setAll(parts);
        }

        @Override
        protected void layoutChildren() {
            double x = 0;
            for (int i = 0; i < parts.size(); i++) {
                double width =
                        Math.min(getWidth() - x, getWidth() * shares.get(i).value() / whole);
                parts.get(i).resizeRelocate(x, 0, Math.max(0, width), getHeight());
                x += Math.max(0, width);
            }
        }
    }
}
