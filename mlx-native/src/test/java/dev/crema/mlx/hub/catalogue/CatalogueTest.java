package dev.crema.mlx.hub.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.hardware.Chip;
import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hub.catalogue.MemoryFit.Verdict;
import dev.crema.mlx.model.Architectures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final long GB = 1L << 30;
    private static final Catalogue CATALOGUE = Catalogue.builtIn();

    /** A model's shape as its published configuration has it. */
    private record Shape(
            long hidden,
            long layers,
            long heads,
            long kvHeads,
            long headDim,
            long inner,
            long vocabulary,
            boolean tied) {
        /** All matrices and norms of a dense decoder; Qwen3 also normalises queries and keys. */
        long parameters(boolean queryKeyNorms) {
            long attention = 2 * hidden * heads * headDim + 2 * hidden * kvHeads * headDim;
            long layer = attention + 3 * hidden * inner + 2 * hidden + (queryKeyNorms ? 2 * headDim : 0);
            return layers * layer + vocabulary * hidden * (tied ? 1 : 2) + hidden;
        }
    }

    private static final Map<String, Shape> SHAPES = Map.ofEntries(
            Map.entry("Qwen3-0.6B", new Shape(1024, 28, 16, 8, 128, 3072, 151_936, true)),
            Map.entry("Qwen3-1.7B", new Shape(2048, 28, 16, 8, 128, 6144, 151_936, true)),
            Map.entry("Qwen3-4B", new Shape(2560, 36, 32, 8, 128, 9728, 151_936, true)),
            Map.entry("Qwen3-8B", new Shape(4096, 36, 32, 8, 128, 12_288, 151_936, false)),
            Map.entry("Qwen3-14B", new Shape(5120, 40, 40, 8, 128, 17_408, 151_936, false)),
            Map.entry("Qwen3-32B", new Shape(5120, 64, 64, 8, 128, 25_600, 151_936, false)),
            Map.entry("Llama-3.2-1B", new Shape(2048, 16, 32, 8, 64, 8192, 128_256, true)),
            Map.entry("Llama-3.2-3B", new Shape(3072, 28, 24, 8, 128, 8192, 128_256, true)),
            Map.entry("Meta-Llama-3.1-8B", new Shape(4096, 32, 32, 8, 128, 14_336, 128_256, false)),
            Map.entry("Llama-3.3-70B", new Shape(8192, 80, 64, 8, 128, 28_672, 128_256, false)),
            Map.entry("Mistral-7B", new Shape(4096, 32, 32, 8, 128, 14_336, 32_768, false)),
            Map.entry("Mistral-Small-24B", new Shape(5120, 40, 32, 8, 128, 32_768, 131_072, false)));

    @Test
    void everyModelIsOfAFamilyThatTheEngineRuns() {
        assertThat(CATALOGUE.models()).hasSizeBetween(10, 16).allSatisfy(model -> {
            assertThat(Architectures.supports(model.family())).as(model.name()).isTrue();
            assertThat(model.note()).isNotBlank();
            assertThat(model.contextLength()).isGreaterThanOrEqualTo(32_768);
        });
        assertThat(CATALOGUE.models()).extracting(CatalogueModel::repo).doesNotHaveDuplicates();
    }

    @Test
    void parametersFollowFromTheModelsShapes() {
        for (CatalogueModel model : CATALOGUE.models()) {
            Shape shape = SHAPES.entrySet().stream()
                    .filter(entry -> model.name().startsWith(entry.getKey() + "-"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
            assertThat(model.parameters())
                    .as(model.name())
                    .isEqualTo(shape.parameters(model.family().equals("qwen3")));
            assertThat(model.kvBytesPerToken())
                    .as(model.name())
                    .isEqualTo(4 * shape.layers() * shape.kvHeads() * shape.headDim());
        }
    }

    @Test
    void sizesCountScalesAndBiases() {
        // 8.19 billion numbers of four bits, and for each 64 of them a scale and a bias of 16 bits.
        assertThat(find("Qwen3-8B-4bit").bytes()).isEqualTo(8_190_735_360L * 9 / 16);
        assertThat(find("Qwen3-8B-8bit").bytes()).isEqualTo(8_190_735_360L * 17 / 16);
    }

    @Test
    void machinesGetTheLargestModelThatFitsWithEase() {
        assertThat(recommended(8, Catalogue.ANY_BITS)).isEqualTo("Llama-3.2-3B-Instruct-4bit");
        assertThat(recommended(16, Catalogue.ANY_BITS)).isEqualTo("Qwen3-8B-4bit");
        assertThat(recommended(24, Catalogue.ANY_BITS)).isEqualTo("Qwen3-14B-4bit");
        assertThat(recommended(36, Catalogue.ANY_BITS)).isEqualTo("Mistral-Small-24B-Instruct-2501-4bit");
        assertThat(recommended(64, Catalogue.ANY_BITS)).isEqualTo("Qwen3-32B-4bit");
        assertThat(recommended(96, Catalogue.ANY_BITS)).isEqualTo("Qwen3-32B-8bit");
        assertThat(recommended(96, 4)).isEqualTo("Qwen3-32B-4bit");
        assertThat(recommended(128, Catalogue.ANY_BITS)).isEqualTo("Llama-3.3-70B-Instruct-4bit");
        assertThat(recommended(4, Catalogue.ANY_BITS)).isEqualTo("nothing");
    }

    @Test
    void everyJudgementComesWithItsReason() {
        List<Suggestion> suggestions = CATALOGUE.suggest(machine(16), Catalogue.ANY_BITS);

        assertThat(suggestions).hasSameSizeAs(CATALOGUE.models());
        assertThat(suggestions)
                .filteredOn(Suggestion::recommended)
                .hasSize(1)
                .first()
                .satisfies(best -> assertThat(best.reason())
                        .contains("Fits with ease", "16 GB of memory", "12 GB can go", "16,384 tokens", "largest"));
        assertThat(suggestions)
                .filteredOn(each -> each.fit().verdict() == Verdict.TOO_LARGE)
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(each.reason()).startsWith("Too large").endsWith("."));
        assertThat(suggestions)
                .filteredOn(each -> each.fit().verdict() == Verdict.TIGHT)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.reason()).contains("tightly", "room for about"));
    }

    @Test
    void moreMemoryNeverMakesAModelFitWorse() {
        for (CatalogueModel model : CATALOGUE.models()) {
            Verdict before = Verdict.TOO_LARGE;
            for (int gb = 4; gb <= 512; gb += 4) {
                Verdict now = MemoryFit.of(machine(gb), model.bytes(), model.kvBytesPerToken())
                        .verdict();
                assertThat(now).as(model.name() + " in " + gb + " GB").isLessThanOrEqualTo(before);
                before = now;
            }
            assertThat(before).isEqualTo(Verdict.EASY);
        }
    }

    @Test
    void modelsAreFoundByTheirNames() {
        assertThat(CATALOGUE.find("qwen3-8b-4BIT")).contains(find("Qwen3-8B-4bit"));
        assertThat(CATALOGUE.find("mlx-community/Qwen3-8B-4bit")).contains(find("Qwen3-8B-4bit"));
        assertThat(CATALOGUE.find("Qwen3")).isEmpty();
    }

    private static CatalogueModel find(String name) {
        return CATALOGUE.find(name).orElseThrow();
    }

    private static String recommended(int gb, int mostBits) {
        return CATALOGUE.suggest(machine(gb), mostBits).stream()
                .filter(Suggestion::recommended)
                .map(suggestion -> suggestion.model().name())
                .findFirst()
                .orElse("nothing");
    }

    private static Hardware machine(int gb) {
        return new Hardware(Chip.of("Apple M3"), List.of(), 10, gb * GB, gb * GB / 2);
    }
}
