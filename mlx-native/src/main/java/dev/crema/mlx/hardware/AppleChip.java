package dev.crema.mlx.hardware;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Apple's chips for Macs, with what their maker publishes of them. A chip that is sold with two memory bandwidths stands
 * here twice, told apart by its GPU cores.
 */
public enum AppleChip {
    M1(1, Chip.Tier.BASE, 68, List.of(7, 8), List.of(8, 16)),
    M1_PRO(1, Chip.Tier.PRO, 200, List.of(14, 16), List.of(16, 32)),
    M1_MAX(1, Chip.Tier.MAX, 400, List.of(24, 32), List.of(32, 64)),
    M1_ULTRA(1, Chip.Tier.ULTRA, 800, List.of(48, 64), List.of(64, 128)),
    M2(2, Chip.Tier.BASE, 100, List.of(8, 10), List.of(8, 16, 24)),
    M2_PRO(2, Chip.Tier.PRO, 200, List.of(16, 19), List.of(16, 32)),
    M2_MAX(2, Chip.Tier.MAX, 400, List.of(30, 38), List.of(32, 64, 96)),
    M2_ULTRA(2, Chip.Tier.ULTRA, 800, List.of(60, 76), List.of(64, 128, 192)),
    M3(3, Chip.Tier.BASE, 100, List.of(8, 10), List.of(8, 16, 24)),
    M3_PRO(3, Chip.Tier.PRO, 150, List.of(14, 18), List.of(18, 36)),
    M3_MAX_30(3, Chip.Tier.MAX, 300, List.of(30), List.of(36, 96)),
    M3_MAX_40(3, Chip.Tier.MAX, 400, List.of(40), List.of(48, 64, 128)),
    M3_ULTRA(3, Chip.Tier.ULTRA, 819, List.of(60, 80), List.of(96, 256, 512)),
    M4(4, Chip.Tier.BASE, 120, List.of(8, 10), List.of(16, 24, 32)),
    M4_PRO(4, Chip.Tier.PRO, 273, List.of(16, 20), List.of(24, 48, 64)),
    M4_MAX_32(4, Chip.Tier.MAX, 410, List.of(32), List.of(36)),
    M4_MAX_40(4, Chip.Tier.MAX, 546, List.of(40), List.of(48, 64, 128)),
    M5(5, Chip.Tier.BASE, 153, List.of(8, 10), List.of(16, 24, 32)),
    M5_PRO(5, Chip.Tier.PRO, 307, List.of(16, 20), List.of(24, 48, 64)),
    M5_MAX_32(5, Chip.Tier.MAX, 460, List.of(32), List.of(36)),
    M5_MAX_40(5, Chip.Tier.MAX, 614, List.of(40), List.of(48, 64, 128));

    private final Chip chip;
    private final int gigabytesPerSecond;
    private final List<Integer> gpuCores;
    private final List<Integer> gigabytes;

    AppleChip(int generation, Chip.Tier tier, int gigabytesPerSecond, List<Integer> gpuCores, List<Integer> gigabytes) {
        this.chip = Chip.apple(generation, tier);
        this.gigabytesPerSecond = gigabytesPerSecond;
        this.gpuCores = gpuCores;
        this.gigabytes = gigabytes;
    }

    /** Its name and place among the others. */
    public Chip chip() {
        return chip;
    }

    /** Memory bandwidth in GB/s (10⁹ bytes). */
    public int gigabytesPerSecond() {
        return gigabytesPerSecond;
    }

    /** Numbers of GPU cores it is sold with. */
    public List<Integer> gpuCores() {
        return gpuCores;
    }

    /** Sizes of memory it is sold with, in GB (2³⁰ bytes), the smallest first. */
    public List<Integer> gigabytes() {
        return gigabytes;
    }

    /**
     * The entry of a chip. Of two, the one with so many GPU cores; where their number does not tell, the slower one.
     *
     * @param gpuCores 0: unknown
     * @return empty for a chip that is not listed
     */
    static Optional<AppleChip> of(Chip chip, int gpuCores) {
        List<AppleChip> entries = Arrays.stream(values())
                .filter(entry -> entry.chip.generation() == chip.generation() && entry.chip.tier() == chip.tier())
                .toList();
        return entries.stream()
                .filter(entry -> entry.gpuCores.contains(gpuCores))
                .findFirst()
                .or(() -> entries.stream().min(Comparator.comparingInt(AppleChip::gigabytesPerSecond)));
    }

    /** The slowest of the newest generation that is sold with so much memory; the largest of all if none is. */
    static AppleChip withMemory(long bytes) {
        return Arrays.stream(values())
                .filter(entry -> bytes <= (long) entry.gigabytes.getLast() << 30)
                .max(Comparator.<AppleChip>comparingInt(entry -> entry.chip.generation())
                        .thenComparing(Comparator.comparingInt(AppleChip::gigabytesPerSecond)
                                .reversed()))
                .orElse(M3_ULTRA);
    }
}
