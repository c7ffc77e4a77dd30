package dev.crema.app.dashboard.models;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.models.Shelf.Contents;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.catalogue.MemoryFit.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The well-known models: the one that suits this machine on a card of its own, and the others. */
final class CatalogueCards {
    private final Consumer<PullRequest> download;
    private final VBox recommended = new VBox(8);
    private final VBox lines = new VBox();
    private final VBox others;
    private final CheckBox all = new CheckBox("Show models that are too large");
    private List<Offer> offers = List.of();
    private Set<PullRequest> onTheWay = Set.of();

    /** @param download what a person wants */
    CatalogueCards(Consumer<PullRequest> download) {
        this.download = download;
        recommended.getStyleClass().add("card");
        lines.getStyleClass().add("list-lines");
        all.setId("show-too-large");
        all.selectedProperty().addListener((property, was, is) -> fillOthers());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(8, Lines.heading("Well-known models"), gap, all);
        head.setAlignment(Pos.CENTER_LEFT);
        others = new VBox(8, head, lines);
        others.getStyleClass().add("card");
        recommended.getChildren().setAll(Lines.heading("Recommended for this machine"), Lines.detail("Looking …"));
    }

    /** The card of the one that suits this machine. */
    Node recommended() {
        return recommended;
    }

    /** The card of the others. */
    Node others() {
        return others;
    }

    /** @param coming what is being fetched, or was begun */
    void show(Contents contents, Set<PullRequest> coming) {
        if (offers.equals(contents.offers()) && onTheWay.equals(coming)) {
            return;
        }
        offers = contents.offers();
        onTheWay = Set.copyOf(coming);
        Optional<Offer> best = offers.stream()
                .filter(offer -> offer.suggestion().recommended())
                .findFirst();
        recommended
                .getChildren()
                .setAll(
                        Lines.heading("Recommended for this machine"),
                        best.map(this::best)
                                .orElseGet(() -> Lines.detail("No well-known model fits this machine with ease. Try"
                                        + " the smallest that fits tightly.")),
                        Lines.detail(contents.machine() + ". " + contents.advice()));
        fillOthers();
    }

    private void fillOthers() {
        lines.getChildren()
                .setAll(offers.stream()
                        .filter(offer -> !offer.suggestion().recommended())
                        .filter(offer ->
                                all.isSelected() || offer.suggestion().fit().verdict() != Verdict.TOO_LARGE)
                        .map(offer -> line(
                                offer, offer.suggestion().fit().verdict() == Verdict.EASY ? "" : reason(offer), ""))
                        .toList());
    }

    private Node best(Offer offer) {
        return line(offer, reason(offer), Styles.ACCENT);
    }

    private static String reason(Offer offer) {
        return offer.suggestion().reason();
    }

    private Node line(Offer offer, String reason, String style) {
        return Lines.line(
                List.of(Lines.name(offer.name()), Lines.badge(offer.suggestion().fit())),
                List.of(offer.purpose(), offer.facts(), reason),
                List.of(action(offer, style)));
    }

    private Node action(Offer offer, String style) {
        if (offer.here()) {
            return Lines.badge("On This Machine", "badge-plain");
        }
        if (onTheWay.contains(offer.request())) {
            return Lines.badge("Downloading", "badge-plain");
        }
        Button button = Lines.button("Download", offer.name(), () -> download.accept(offer.request()));
        button.getStyleClass().add(style);
        return button;
    }
}
