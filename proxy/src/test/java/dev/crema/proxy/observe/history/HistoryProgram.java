package dev.crema.proxy.observe.history;

import dev.crema.proxy.observe.PrefillRates;
import dev.crema.proxy.observe.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A process that does nothing but keep a history, until it is killed: prints how many requests it has added. */
final class HistoryProgram {
    private HistoryProgram() {}

    public static void main(String[] args) throws InterruptedException {
        History.Options options =
                new History.Options(Duration.ofMillis(20), Duration.ofMillis(50), 64L << 20, InstantSource.system());
        History history = History.open(Path.of(args[0]), options, new PrefillRates(), () -> 0);
        Instant begin = Instant.now().minus(Duration.ofDays(2));
        for (int added = 1; ; added++) {
            history.add(Records.at(begin.plusSeconds(added * 60L)));
            System.out.println(added);
            Thread.sleep(0, 200_000);
        }
    }
}
