package dev.crema.proxy.observe.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.observe.PrefillRates;
import dev.crema.proxy.observe.Records;
import dev.crema.proxy.observe.RequestRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T18:20:00Z");
    private static final long MB = 1 << 20;

    @TempDir
    Path folder;

    private final AtomicLong evicted = new AtomicLong();
    private final PrefillRates rates = new PrefillRates();

    @Test
    void hoursDaysModelsProjectsAndClientsAllAddUpToTheRequestsAcrossRestarts() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Path file = folder.resolve("history-" + seed + ".db");
            Tally expected = Tally.ZERO;
            for (int start = 0; start < 4; start++) {
                try (History history = open(file, NOW, Duration.ofMillis(1 + random.nextInt(20)))) {
                    for (int i = random.nextInt(80); i >= 0; i--) {
                        RequestRecord record = Records.random(random, NOW.minus(Duration.ofDays(20)), 20);
                        history.add(record);
                        expected = expected.plus(Tally.of(record));
                        if (random.nextInt(10) == 0) {
                            assertEverythingAddsUp(history, expected);
                        }
                    }
                }
            }
            assertEverythingAddsUp(file, expected);
        }
    }

    private void assertEverythingAddsUp(History history, Tally expected) {
        for (Grouping by : Grouping.values()) {
            assertAddsUp(history.read(all(by)), expected);
        }
    }

    private static void assertEverythingAddsUp(Path file, Tally expected) {
        List<HistoryQuery> queries = new ArrayList<>();
        for (Grouping by : Grouping.values()) {
            queries.add(all(by));
        }
        HistoryReader.read(file, queries).forEach(view -> assertAddsUp(view, expected));
    }

    private static void assertAddsUp(HistoryView view, Tally expected) {
        assertThat(view.totals()).as("%s", view.query()).isEqualTo(expected);
        assertThat(view.rows().stream().map(HistoryView.Row::tally).reduce(Tally.ZERO, Tally::plus))
                .isEqualTo(expected);
        long levels = 0;
        for (Measure measure : List.of(
                Measure.MISS,
                Measure.L1_MEMORY,
                Measure.L1_SSD,
                Measure.L2,
                Measure.L3,
                Measure.REMOTE,
                Measure.SEMANTIC)) {
            levels += expected.get(measure);
        }
        assertThat(levels).isEqualTo(expected.get(Measure.REQUESTS));
        assertThat(expected.get(Measure.REUSED_TOKENS)).isLessThanOrEqualTo(expected.get(Measure.PROMPT_TOKENS));
    }

    @Test
    void manyThreadsAddWithoutLosingAnything() throws Exception {
        try (History history = open(file(), NOW, Duration.ofMillis(1))) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 2000; i++) {
                    threads.submit(() -> history.add(Records.at(NOW)));
                }
            }
            assertThat(history.read(all(Grouping.HOUR)).totals().get(Measure.REQUESTS))
                    .isEqualTo(2000);
            assertThat(history.sinceStart().get(Measure.REQUESTS)).isEqualTo(2000);
        }
    }

    @Test
    void rowsAreLabelledAndOrdered() {
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(Instant.parse("2026-11-20T23:30:00Z")));
            history.add(Records.at(Instant.parse("2026-11-19T01:00:00Z")));
            history.add(Records.at(Instant.parse("2026-11-20T22:59:59Z")));
            ZoneId vienna = ZoneId.of("Europe/Vienna");

            assertThat(labels(history.read(all(Grouping.HOUR))))
                    .containsExactly("2026-11-19T01:00:00Z", "2026-11-20T22:00:00Z", "2026-11-20T23:00:00Z");
            assertThat(labels(history.read(new HistoryQuery(Grouping.DAY, Instant.EPOCH, NOW, vienna))))
                    .as("midnight in Vienna is 23:00 UTC")
                    .containsExactly("2026-11-19", "2026-11-20", "2026-11-21");
            assertThat(labels(history.read(all(Grouping.CLIENT)))).containsExactly("claude-cli");
            assertThat(history.read(new HistoryQuery(
                                    Grouping.DAY,
                                    Instant.parse("2026-11-20T23:00:00Z"),
                                    Instant.parse("2026-11-20T23:45:00Z"),
                                    ZoneOffset.UTC))
                            .totals()
                            .get(Measure.REQUESTS))
                    .isEqualTo(1);
        }
    }

    @Test
    void aClockThatGoesBackHarmsNothing() {
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW));
            history.add(Records.at(NOW.minus(Duration.ofHours(5))));
        }
        try (History history = open(file(), NOW.minus(Duration.ofDays(1000)), Duration.ofMillis(5))) {
            history.add(Records.at(NOW.minus(Duration.ofDays(1000))));
            history.add(Records.at(Instant.EPOCH.minusSeconds(1)));
            assertThat(history.read(new HistoryQuery(Grouping.HOUR, Instant.EPOCH, NOW.plusSeconds(1), ZoneOffset.UTC))
                            .totals()
                            .get(Measure.REQUESTS))
                    .isEqualTo(3);
        }
    }

    @Test
    void thirteenMonthsAreKeptAndAClockFarAheadDeletesNothing() {
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW.minus(Duration.ofDays(395))));
            history.add(Records.at(NOW.minus(Duration.ofDays(397))));
            history.add(Records.at(NOW));
        }
        open(file(), NOW.plus(Duration.ofDays(20_000)), Duration.ofMillis(5)).close();

        assertThat(labels(HistoryReader.read(file(), List.of(all(Grouping.DAY))).getFirst()))
                .containsExactly("2025-10-22", "2026-11-21");
    }

    @Test
    void anythingButADatabaseIsPutAsideAndTheHistoryBeginsAnew() throws IOException {
        Files.writeString(file(), "this was a history once, long ago ".repeat(200));

        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW));
        }

        assertThat(total(file())).isEqualTo(1);
        assertThat(folder.resolve("history.db.broken")).content().startsWith("this was a history");
    }

    @Test
    void aDamagedDatabaseNeverHurtsAndCountsOn() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 30; round++) {
            Path file = folder.resolve("damaged-" + round + ".db");
            try (History history = open(file, NOW, Duration.ofMillis(5))) {
                for (int i = 0; i < 300; i++) {
                    history.add(Records.random(random, NOW.minus(Duration.ofDays(20)), 20));
                }
            }
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 40; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (round % 3 == 0) {
                bytes = java.util.Arrays.copyOf(bytes, bytes.length / 2);
            }
            Files.write(file, bytes);

            try (History history = open(file, NOW, Duration.ofMillis(5))) {
                history.add(Records.at(NOW.plusSeconds(86_400 * 2)));
            }
            HistoryQuery after = new HistoryQuery(
                    Grouping.HOUR, NOW.plusSeconds(86_400), NOW.plusSeconds(86_400 * 3), ZoneOffset.UTC);
            assertThat(HistoryReader.read(file, List.of(after))
                            .getFirst()
                            .totals()
                            .get(Measure.REQUESTS))
                    .as("round %s", round)
                    .isEqualTo(1);
        }
    }

    @Test
    void aTableOfAnotherShapeIsPutAside() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE hours (something TEXT)");
        }
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW));
        }
        assertThat(total(file())).isEqualTo(1);
    }

    @Test
    void theFileOfAnOlderVersionGetsTheNewColumns() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE hours (hour INTEGER NOT NULL, model TEXT NOT NULL, project TEXT NOT NULL,"
                    + " client TEXT NOT NULL, requests INTEGER NOT NULL DEFAULT 0,"
                    + " PRIMARY KEY (hour, model, project, client)) WITHOUT ROWID");
            statement.execute("INSERT INTO hours VALUES (" + HistoryKey.hour(NOW) + ", 'qwen', '', 'x', 7)");
        }
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW));
        }
        Tally totals = HistoryReader.read(file(), List.of(all(Grouping.DAY)))
                .getFirst()
                .totals();
        assertThat(totals.get(Measure.REQUESTS)).isEqualTo(8);
        assertThat(totals.get(Measure.PROMPT_TOKENS)).isEqualTo(100);
    }

    @Test
    void aFileThatCannotBeMadeLeavesTheHistoryInMemoryUntilItCan() throws Exception {
        Path missing = folder.resolve("later");
        Path file = missing.resolve("history.db");
        try (History history = open(file, NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW));
            await(() -> history.metrics().getFirst().value() > 0);
            assertThat(history.read(all(Grouping.DAY)).totals().get(Measure.REQUESTS))
                    .isEqualTo(1);

            Files.createDirectory(missing);
            await(() -> history.metrics().getLast().value() == 0);
            history.add(Records.at(NOW));
        }
        assertThat(total(file)).isEqualTo(2);
    }

    @Test
    void aFullDiskLosesNothingWhileTheProcessLives() throws Exception {
        History.Options small =
                new History.Options(Duration.ofMillis(5), Duration.ofMillis(5), 24 * 1024, InstantSource.fixed(NOW));
        Random random = new Random(5);
        Tally expected = Tally.ZERO;
        try (History history = History.open(file(), small, rates, evicted::get)) {
            for (int i = 0; i < 600; i++) {
                RequestRecord record = Records.random(random, NOW.minus(Duration.ofDays(20)), 20);
                history.add(record);
                expected = expected.plus(Tally.of(record));
            }
            await(() -> history.metrics().getFirst().value() > 0);
            assertThat(history.read(all(Grouping.MODEL)).totals()).isEqualTo(expected);
        }
        assertThat(Files.size(file())).isLessThanOrEqualTo(24 * 1024);
        History.Options large =
                new History.Options(Duration.ofMillis(5), Duration.ofMillis(5), MB, InstantSource.fixed(NOW));
        try (History history = History.open(file(), large, rates, evicted::get)) {
            history.add(Records.at(NOW));
        }
        assertThat(total(file())).as("the file still works").isPositive();
    }

    @Test
    void memoryIsBoundedByNamesThatClientsInvent() {
        try (History history = open(folder.resolve("none/history.db"), NOW, Duration.ofHours(1))) {
            for (int i = 0; i < 5000; i++) {
                history.add(Records.of("project " + i, NOW));
            }
            assertThat(history.metrics().getLast().value()).isEqualTo(1025);
            HistoryView view = history.read(all(Grouping.PROJECT));
            assertThat(view.totals().get(Measure.REQUESTS)).isEqualTo(5000);
            assertThat(view.rows().getFirst().label()).isEqualTo("(others)");
        }
    }

    @Test
    void aBackendThatCannotCountItsEvictionsDoesNotStopTheHistory() {
        History.Options options =
                new History.Options(Duration.ofMillis(5), Duration.ofMillis(5), MB, InstantSource.fixed(NOW));
        try (History history = History.open(file(), options, rates, () -> {
            throw new IllegalStateException("no numbers");
        })) {
            history.add(Records.at(NOW));
        }
        assertThat(total(file())).isEqualTo(1);
    }

    @Test
    void evictionsAreCountedAsTheyGrowAndAfterTheBackendWasReplaced() throws Exception {
        evicted.set(5);
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            await(() -> history.sinceStart().get(Measure.EVICTIONS) == 5);
            evicted.set(9);
            await(() -> history.sinceStart().get(Measure.EVICTIONS) == 9);
            evicted.set(2);
            await(() -> history.sinceStart().get(Measure.EVICTIONS) == 11);
        }
        HistoryView view =
                HistoryReader.read(file(), List.of(all(Grouping.MODEL))).getFirst();
        assertThat(view.totals().get(Measure.EVICTIONS)).isEqualTo(11);
        assertThat(view.rows()).as("evictions belong to no model").isEmpty();
    }

    @Test
    void prefillRatesSurviveARestart() throws Exception {
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            for (int i = 0; i < 50; i++) {
                history.add(Records.random(new Random(i), NOW.minus(Duration.ofDays(3)), 3));
            }
        }
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            await(() -> rates.nanosFor("qwen", 1000) > 0);
            assertThat(history.read(all(Grouping.MODEL)).rows()).isNotEmpty();
        }
        assertThat(rates.nanosFor("qwen", 1000)).as("a microsecond a token").isEqualTo(1_000_000);
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        try (History history = open(file(), NOW, Duration.ofMillis(5))) {
            history.add(Records.at(NOW));
            history.read(all(Grouping.DAY));
            for (Path part : List.of(file(), folder.resolve("history.db-wal"), folder.resolve("history.db-shm"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
                        .as(part.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void othersReadWhileAServerWrites() throws Exception {
        try (History history = open(file(), NOW, Duration.ofMillis(2))) {
            long seen = 0;
            for (int i = 0; i < 200; i++) {
                history.add(Records.at(NOW));
                if (i % 20 == 19) {
                    await(() -> history.metrics().getLast().value() == 0);
                    long now = total(file());
                    assertThat(now).isGreaterThanOrEqualTo(seen);
                    seen = now;
                }
            }
            assertThat(seen).isPositive();
        }
        assertThat(total(file())).isEqualTo(200);
    }

    @Test
    void aReaderIsToldWhatToDoAboutADamagedFile() throws IOException {
        Files.writeString(file(), "no database ".repeat(500));

        assertThatThrownBy(() -> total(file()))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("crema serve");
    }

    @Test
    void closingTwiceAndAddingAfterwardsAreHarmless() {
        History history = open(file(), NOW, Duration.ofMillis(5));
        history.close();
        history.close();
        history.add(Records.at(NOW));

        assertThat(history.sinceStart().get(Measure.REQUESTS)).isEqualTo(1);
        assertThat(history.read(all(Grouping.DAY)).totals().get(Measure.REQUESTS))
                .isEqualTo(1);
    }

    private History open(Path file, Instant now, Duration interval) {
        History.Options options =
                new History.Options(interval, Duration.ofMillis(5), 64 * MB, InstantSource.fixed(now));
        return History.open(file, options, rates, evicted::get);
    }

    private Path file() {
        return folder.resolve(History.FILE_NAME);
    }

    private static long total(Path file) {
        return HistoryReader.read(file, List.of(all(Grouping.DAY)))
                .getFirst()
                .totals()
                .get(Measure.REQUESTS);
    }

    private static HistoryQuery all(Grouping by) {
        return new HistoryQuery(by, Instant.EPOCH, NOW.plus(Duration.ofDays(30)), ZoneOffset.UTC);
    }

    private static List<String> labels(HistoryView view) {
        return view.rows().stream().map(HistoryView.Row::label).toList();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(2);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
