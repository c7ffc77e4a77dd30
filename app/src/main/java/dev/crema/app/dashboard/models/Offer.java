package dev.crema.app.dashboard.models;

import dev.crema.app.text.Amounts;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.catalogue.CatalogueModel;
import dev.crema.mlx.hub.catalogue.Suggestion;

/**
 * A model of the catalogue, in words; knows no controls.
 *
 * @param here whether it is on the disk already
 */
record Offer(Suggestion suggestion, boolean here) {
    String name() {
        return suggestion.model().name();
    }

    PullRequest request() {
        return PullRequest.of(suggestion.model().repo());
    }

    /** What it is good for, as a sentence's beginning. */
    String purpose() {
        String note = suggestion.model().note();
        return Character.toUpperCase(note.charAt(0)) + note.substring(1);
    }

    String facts() {
        CatalogueModel model = suggestion.model();
        return String.join(
                "  ·  ",
                model.format(),
                ModelRow.parameters(model.parameters()),
                ModelRow.context(model.contextLength()),
                "about " + Amounts.bytes(model.bytes()));
    }
}
