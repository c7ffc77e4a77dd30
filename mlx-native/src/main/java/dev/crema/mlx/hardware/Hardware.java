package dev.crema.mlx.hardware;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A machine as far as it decides what a model may take.
 *
 * @param chip its processor
 * @param cores its kinds of cores, the fastest first; empty: unknown
 * @param gpuCores cores of the built-in GPU; 0: unknown
 * @param memoryBytes all memory, which CPU and GPU share on a Mac
 * @param availableBytes memory that programs can have now without anything being swapped or compressed
 */
public record Hardware(Chip chip, List<CoreKind> cores, int gpuCores, long memoryBytes, long availableBytes) {
    /** Copies the list. */
    public Hardware {
        cores = List.copyOf(cores);
    }

    /** Cores of the fastest kind; 0: unknown. */
    public int performanceCores() {
        return cores.isEmpty() ? 0 : cores.getFirst().count();
    }

    /** Cores of all slower kinds. */
    public int efficiencyCores() {
        return cores.stream().mapToInt(CoreKind::count).sum() - performanceCores();
    }

    /** How fast its memory is. */
    public Bandwidth bandwidth() {
        return Bandwidth.of(this);
    }

    /** Its parts in a line for people: {@code Apple M3 Max, 12 performance and 4 efficiency cores, 40 GPU cores}. */
    public String parts() {
        String kinds = cores.stream()
                .map(kind -> kind.name().isEmpty() ? "" + kind.count() : kind.count() + " " + kind.name())
                .collect(Collectors.joining(" and "));
        String processor = chip.name().isEmpty() ? "unknown processor" : chip.name();
        return processor
                + (kinds.isEmpty() ? "" : ", " + kinds + " cores")
                + (gpuCores == 0 ? "" : ", " + gpuCores + " GPU cores");
    }
}
