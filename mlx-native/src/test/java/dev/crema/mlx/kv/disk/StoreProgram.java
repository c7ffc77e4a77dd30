package dev.crema.mlx.kv.disk;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** A process of its own around a store, for tests that kill it or take its disk away. */
final class StoreProgram {
    private StoreProgram() {}

    /** Arguments: what to do, the folder, a seed. */
    public static void main(String[] arguments) throws Exception {
        // Standard output is for what the test reads.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        Thread.ofPlatform().daemon().start(StoreProgram::endWithParent);
        DiskOptions options = DiskOptions.of(600_000, 0, Long.MAX_VALUE, 1 << 20, null);
        try (DiskBlockStore store = DiskBlockStore.open(Path.of(arguments[1]), options)) {
            System.out.println(store.problem() == null ? "open" : store.problem());
            switch (arguments[0]) {
                case "hold" -> Thread.sleep(Duration.ofHours(1));
                case "write" -> write(store, new Random(Long.parseLong(arguments[2])));
                case "full" -> full(store);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void endWithParent() {
        try {
            System.in.read();
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(1);
    }

    /** Writes, touches, wipes and shrinks until somebody ends it. */
    private static void write(DiskBlockStore store, Random random) {
        store.offer(TestBlocks.first(1, TestBlocks.MAIN, 10_000));
        store.flush(Duration.ofMinutes(1));
        System.out.println("writing");
        List<StoredBlock> known = new ArrayList<>();
        while (true) {
            known.removeIf(block -> !store.contains(block.key()));
            BlockTags tags = random.nextBoolean() ? TestBlocks.MAIN : TestBlocks.SIDE;
            int bytes = 1 + random.nextInt(20_000);
            StoredBlock block = known.isEmpty() || random.nextInt(3) == 0
                    ? TestBlocks.first(random.nextInt(1000), tags, bytes)
                    : TestBlocks.after(known.get(random.nextInt(known.size())), random.nextInt(1000), tags, bytes);
            if (!store.offer(block)) {
                store.flush(Duration.ofMillis(random.nextInt(20)));
                continue;
            }
            known.add(block);
            store.touch(block.key(), true);
            if (random.nextInt(50) == 0) {
                store.budget(300_000 + random.nextInt(300_000));
            }
            if (random.nextInt(300) == 0) {
                store.wipeAll();
            }
        }
    }

    /** Small blocks fit the limit that the parent has set for files; large ones do not. */
    private static void full(DiskBlockStore store) {
        offer(store, TestBlocks.first(1, TestBlocks.MAIN, 10_000));
        offer(store, TestBlocks.first(2, TestBlocks.MAIN, 100_000));
        System.out.println("problem " + (store.problem() != null));
        System.out.println("room " + store.hasRoom(1));
        System.out.println("read "
                + store.read(TestBlocks.first(1, TestBlocks.MAIN, 10_000).key()).isPresent());
        System.out.println(store.stats().refused());
        System.out.println("done");
    }

    private static void offer(DiskBlockStore store, StoredBlock block) {
        System.out.println("offered " + store.offer(block) + ", flushed " + store.flush(Duration.ofSeconds(30))
                + ", kept " + store.contains(block.key()));
    }
}
