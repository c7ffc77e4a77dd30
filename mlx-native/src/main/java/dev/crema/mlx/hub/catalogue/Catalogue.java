package dev.crema.mlx.hub.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hub.RepoId;
import dev.crema.mlx.hub.catalogue.MemoryFit.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The models that come to mind first, in formats that Crema runs.
 *
 * @param models from the smallest to the largest
 */
public record Catalogue(List<CatalogueModel> models) {
    /** Any number of bits is fine. */
    public static final int ANY_BITS = 16;

    private static final String RESOURCE = "catalogue.json";

    /** Copies the list, in order of size. */
    public Catalogue {
        models = models.stream()
                .sorted(Comparator.comparingLong(CatalogueModel::bytes))
                .toList();
    }

    /** The one that comes with Crema. */
    public static Catalogue builtIn() {
        try (InputStream in = Objects.requireNonNull(Catalogue.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            List<CatalogueModel> models = new ArrayList<>();
            for (JsonNode entry : new JsonMapper().readTree(in).path("models")) {
                models.add(model(entry));
            }
            return new Catalogue(models);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model of that name, with or without its owner; upper and lower case are the same. */
    public Optional<CatalogueModel> find(String name) {
        return models.stream()
                .filter(model -> model.name().equalsIgnoreCase(name)
                        || model.repo().toString().equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Every model judged for a machine. Recommended is, among those that fit with ease, the one with most parameters; of these the
     * one with most bits; none if none fits with ease.
     *
     * @param mostBits bits a number that the machine is fast enough for; {@link #ANY_BITS} to leave that out
     */
    public List<Suggestion> suggest(Hardware hardware, int mostBits) {
        List<Suggestion> judged = models.stream()
                .map(model ->
                        new Suggestion(model, MemoryFit.of(hardware, model.bytes(), model.kvBytesPerToken()), false))
                .toList();
        Optional<CatalogueModel> best = judged.stream()
                .filter(each -> each.fit().verdict() == Verdict.EASY)
                .map(Suggestion::model)
                .filter(model -> model.bits() <= mostBits)
                .max(Comparator.comparingLong(CatalogueModel::parameters)
                        .thenComparingInt(CatalogueModel::bits)
                        .thenComparingInt(CatalogueModel::contextLength));
        return judged.stream()
                .map(each -> new Suggestion(
                        each.model(),
                        each.fit(),
                        best.filter(each.model()::equals).isPresent()))
                .toList();
    }

    private static CatalogueModel model(JsonNode entry) {
        return new CatalogueModel(
                RepoId.of(entry.path("repo").asText()),
                entry.path("family").asText(),
                entry.path("parameters").asLong(),
                entry.path("bits").asInt(),
                entry.path("groupSize").asInt(),
                entry.path("contextLength").asInt(),
                entry.path("layers").asInt(),
                entry.path("kvHeads").asInt(),
                entry.path("headDim").asInt(),
                entry.path("note").asText());
    }
}
