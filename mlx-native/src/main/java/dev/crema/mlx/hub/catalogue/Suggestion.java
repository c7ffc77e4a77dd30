package dev.crema.mlx.hub.catalogue;

/**
 * A model of the catalogue, judged for a machine.
 *
 * @param model which
 * @param fit whether it fits, and why
 * @param recommended whether it is the one to begin with on that machine
 */
public record Suggestion(CatalogueModel model, MemoryFit fit, boolean recommended) {
    /** Why it is recommended, or how it fits, as sentences. */
    public String reason() {
        return recommended
                ? fit.reason()
                        + " It is the largest of the catalogue that does, and larger models work better for agents."
                : fit.reason();
    }
}
