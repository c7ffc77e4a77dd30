package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SqliteAnswersTest {
    private static final Origin NOBODY =
            new Origin("model", "", "", Instant.now().toEpochMilli());
    private static final int PAGE = DatabaseFile.PAGE_BYTES;

    @TempDir
    Path folder;

    private Path file;
    private volatile Instant now = Instant.now();
    private AnswerDatabase database;
    private SqliteAnswers answers;

    @BeforeEach
    void open() {
        file = folder.resolve("cache/answers.db");
        reopen(64 << 20);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen(long maxBytes) {
        if (database != null) {
            database.close();
        }
        database = AnswerDatabase.open(new DatabaseFile(file, maxBytes));
        answers = new SqliteAnswers(database, Duration.ofDays(30), () -> now);
    }

    /** Waits until everything so far is written. */
    private void written() {
        database.now(connection -> true);
    }

    @Test
    void whatIsStoredIsFoundAfterARestart() {
        for (int i = 0; i < 100; i++) {
            answers.store(key(i), NOBODY, payload(i, 1000));
        }
        reopen(64 << 20);

        for (int i = 0; i < 100; i++) {
            assertThat(answers.find(key(i))).isEqualTo(payload(i, 1000));
        }
        assertThat(answers.find(key(100))).isNull();
        TierStats stats = answers.stats();
        assertThat(stats.entries()).isEqualTo(100);
        assertThat(stats.bytes()).isBetween(100_000L, 400_000L);
        assertThat(stats.hits()).isEqualTo(100);
        assertThat(stats.errors()).isZero();
    }

    @Test
    void hitsAndTheLastUseAreCounted() throws Exception {
        answers.store(key(1), NOBODY, payload(1, 10));
        written();
        now = now.plusSeconds(100);
        answers.find(key(1));
        answers.find(key(1));
        written();

        assertThat(number("SELECT hits FROM answer")).isEqualTo(2);
        assertThat(number("SELECT last_used FROM answer")).isEqualTo(now.toEpochMilli());
        assertThat(answers.find(key(1))).isEqualTo(payload(1, 10));
    }

    @Test
    void answersGrowOldFromTheDayTheyWereGenerated() throws Exception {
        Origin yesterday =
                new Origin("model", "", "", now.minus(Duration.ofDays(1)).toEpochMilli());
        answers.store(key(1), yesterday, payload(1, 10));
        answers.store(key(2), NOBODY, payload(2, 10));
        written();

        now = now.plus(Duration.ofDays(29)).plusSeconds(60);
        assertThat(answers.find(key(1))).isNull();
        assertThat(answers.find(key(2))).isNotNull();
        written();
        assertThat(number("SELECT count(*) FROM answer")).isEqualTo(1);
        now = now.plus(Duration.ofDays(2));
        answers.store(key(3), new Origin("model", "", "", now.toEpochMilli()), payload(3, 10));
        written();
        assertThat(number("SELECT count(*) FROM answer"))
                .as("the old one was purged")
                .isEqualTo(1);
    }

    @Test
    void theLeastRecentlyUsedMakeRoomAndTheFileKeepsItsLimit() throws Exception {
        int limit = 2 << 20;
        reopen(limit);
        Random random = new Random(1);
        long largest = 0;
        for (int i = 0; i < 500; i++) {
            answers.store(key(i), NOBODY, payload(i, random.nextInt(40_000)));
            now = now.plusSeconds(1);
            if (i > 0) {
                written();
                assertThat(answers.find(key(0)))
                        .as("used all the time, after %d", i)
                        .isNotNull();
            }
            written();
            largest = Math.max(largest, Files.size(file));
        }

        assertThat(largest).isLessThanOrEqualTo(limit).isGreaterThan(limit / 2);
        assertThat(folderBytes()).isLessThan(limit + (5 << 20));
        assertThat(answers.find(key(1))).isNull();
        assertThat(answers.find(key(499))).isEqualTo(payloadOf(499));
        TierStats stats = answers.stats();
        assertThat(stats.evictions()).isGreaterThan(300);
        assertThat(stats.errors()).isZero();
        assertThat(stats.bytes()).isLessThanOrEqualTo(limit);
    }

    private byte[] payloadOf(int number) {
        Random random = new Random(1);
        int size = 0;
        for (int i = 0; i <= number; i++) {
            size = random.nextInt(40_000);
        }
        return payload(number, size);
    }

    @Test
    void aSmallerLimitShrinksTheFile() throws Exception {
        for (int i = 0; i < 200; i++) {
            answers.store(key(i), NOBODY, payload(i, 40_000));
        }
        written();
        assertThat(folderBytes()).as("file and log").isGreaterThan(8_000_000);

        reopen(2 << 20);
        written();

        assertThat(Files.size(file)).isLessThanOrEqualTo(2 << 20);
        assertThat(answers.find(key(199))).isEqualTo(payload(199, 40_000));
        assertThat(answers.stats().errors()).isZero();
    }

    @Test
    void anAnswerThatWouldFillTheFileIsNotKept() {
        reopen(2 << 20);
        answers.store(key(1), NOBODY, payload(1, 1 << 20));
        written();

        assertThat(answers.find(key(1))).isNull();
        assertThat(answers.stats().errors()).isZero();
    }

    @Test
    void everyFlippedBitOfAPayloadIsAMissAndTheRowIsDeleted() throws Exception {
        byte[] good = payload(7, 40);
        for (int bit = 0; bit < good.length * 8; bit++) {
            answers.store(key(7), NOBODY, good);
            written();
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            change("UPDATE answer SET payload = ?", bad);

            assertThat(answers.find(key(7))).as("bit %d", bit).isNull();
            written();
            assertThat(number("SELECT count(*) FROM answer")).isZero();
        }
        assertThat(answers.stats().corrupt()).isEqualTo(good.length * 8L);
    }

    @Test
    void everyOtherColumnIsCheckedToo() throws Exception {
        for (String damage : List.of(
                "model = 'modem'",
                "user = 'x'",
                "project = 'x'",
                "created = created + 1",
                "last_used = last_used + 1",
                "hits = 1",
                "bytes = bytes + 1",
                "checksum = zeroblob(32)",
                "checksum = x''")) {
            answers.store(key(7), NOBODY, payload(7, 40));
            written();
            change("UPDATE answer SET " + damage, null);

            assertThat(answers.find(key(7))).as(damage).isNull();
        }
    }

    @Test
    void noBitOfTheFileCanMakeAWrongAnswer() throws Exception {
        for (int i = 0; i < 20; i++) {
            answers.store(key(i), NOBODY, payload(i, 1500));
        }
        database.close();
        byte[] sound = Files.readAllBytes(file);
        Random random = new Random(1);
        int found = 0;
        for (int round = 0; round < 60; round++) {
            byte[] damaged = sound.clone();
            for (int flips = 0; flips < 1 + round % 20; flips++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            reopen(64 << 20);
            for (int i = 0; i < 20; i++) {
                byte[] payload = answers.find(key(i));
                assertThat(payload == null || Arrays.equals(payload, payload(i, 1500)))
                        .isTrue();
                found += payload == null ? 0 : 1;
            }
            database.close();
            Files.deleteIfExists(folder.resolve("cache/answers.db.damaged"));
        }
        assertThat(found).as("most damage is local").isGreaterThan(100);
    }

    @Test
    void aFileOfRandomBytesIsPutAsideAndBegunAnew() throws Exception {
        for (boolean keepHeader : new boolean[] {false, true}) {
            for (int i = 0; i < 200; i++) {
                answers.store(key(i), NOBODY, payload(i, 3000));
            }
            database.close();
            byte[] random = Files.readAllBytes(file);
            byte[] head = Arrays.copyOf(random, keepHeader ? PAGE : 0);
            new Random(1).nextBytes(random);
            System.arraycopy(head, 0, random, 0, head.length);
            Files.write(file, random);

            long begin = System.nanoTime();
            reopen(64 << 20);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            written();
            assertThat(answers.find(key(1))).isNull();
            answers.store(key(1), NOBODY, payload(1, 10));
            written();
            written();

            assertThat(answers.find(key(1))).isEqualTo(payload(1, 10));
            assertThat(answers.stats().corrupt()).isEqualTo(1);
            assertThat(folder.resolve("cache/answers.db.damaged")).exists();
            answers.clear();
            assertThat(folder.resolve("cache/answers.db.damaged")).doesNotExist();
        }
    }

    @Test
    void damagedTableDefinitionsAreReplaced() throws Exception {
        answers.store(key(1), NOBODY, payload(1, 10));
        database.close();
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, content.replace("payload BLOB", "paXload BLOB"), StandardCharsets.ISO_8859_1);
        reopen(64 << 20);
        assertThat(answers.find(key(1))).isNull();
        answers.store(key(1), NOBODY, payload(1, 10));
        answers.store(key(1), NOBODY, payload(1, 10));
        written();

        assertThat(answers.find(key(1))).isEqualTo(payload(1, 10));
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        answers.store(key(1), NOBODY, payload(1, 10));
        written();
        try (Stream<Path> files = Files.list(file.getParent())) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(3);
            for (Path each : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as("%s", each)
                        .isEqualTo("rw-------");
            }
        }
        database.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        reopen(64 << 20);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsWipedIsGoneFromTheDiskToo() throws Exception {
        byte[] secret = "a secret that nobody may find again ".repeat(200).getBytes();
        for (int i = 0; i < 20; i++) {
            answers.store(
                    key(i),
                    new Origin("model", "anna", i % 2 == 0 ? "secret" : "open", NOBODY.createdMillis()),
                    i % 2 == 0 ? secret : payload(i, 6000));
        }
        written();
        assertThat(diskContains("a secret that")).isTrue();

        assertThat(answers.wipe(AnswerOwner.PROJECT, "secret")).isEqualTo(10);

        assertThat(diskContains("a secret that")).isFalse();
        assertThat(answers.find(key(0))).isNull();
        assertThat(answers.find(key(1))).isEqualTo(payload(1, 6000));
        assertThat(answers.wipe(AnswerOwner.USER, "bert")).isZero();
        assertThat(answers.wipe(AnswerOwner.USER, "anna")).isEqualTo(10);
    }

    @Test
    void aDatabaseLockedByAnotherProgramIsAMissAndKeepsNobodyWaiting() throws Exception {
        answers.store(key(1), NOBODY, payload(1, 10));
        database.close();
        try (Connection other = connect()) {
            try (Statement statement = other.createStatement()) {
                statement.execute("PRAGMA locking_mode=EXCLUSIVE");
                statement.execute("UPDATE answer SET hits = 0");
            }
            long begin = System.nanoTime();
            reopen(64 << 20);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1500));
            begin = System.nanoTime();
            assertThat(answers.find(key(1))).isNull();
            answers.store(key(2), NOBODY, payload(2, 10));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(600));
            assertThat(answers.stats().errors()).isPositive();
        }
        assertThat(answers.find(key(1))).as("free again").isEqualTo(payload(1, 10));
    }

    @Test
    void anotherProgramsDatabaseIsLeftAlone() throws Exception {
        database.close();
        file = folder.resolve("foreign.db");
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE precious (value TEXT)");
        }
        byte[] before = Files.readAllBytes(file);
        reopen(64 << 20);
        answers.store(key(1), NOBODY, payload(1, 10));
        written();

        assertThat(answers.find(key(1))).isNull();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(answers.stats().errors()).isPositive();
    }

    @Test
    void whereThereIsNoPlaceForTheFileThereAreNoAnswers() throws Exception {
        Files.write(folder.resolve("no-folder"), new byte[0]);
        Files.createDirectories(folder.resolve("a-folder"));
        for (String place : List.of("no-folder/answers.db", "a-folder")) {
            file = folder.resolve(place);
            reopen(64 << 20);
            answers.store(key(1), NOBODY, payload(1, 10));
            written();

            assertThat(answers.find(key(1))).isNull();
            answers.clear();
            assertThat(answers.stats().errors()).isPositive();
        }
    }

    @Test
    void manyWritersAndReadersAtOnceLoseNothing() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 8; t++) {
            int first = t * 20;
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                    .start(() -> {
                        for (int i = first; i < first + 20; i++) {
                            answers.store(key(i), NOBODY, payload(i, 500));
                            answers.find(key(first));
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        written();

        assertThat(failures).isEmpty();
        TierStats stats = answers.stats();
        assertThat(stats.entries() + stats.dropped()).isGreaterThanOrEqualTo(160);
        assertThat(stats.errors()).isZero();
    }

    private static RequestKey key(int number) {
        return MemoryAnswersTest.key(number);
    }

    static byte[] payload(int number, int size) {
        byte[] payload = new byte[size];
        new Random(number).nextBytes(payload);
        return payload;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private long number(String query) throws SQLException {
        try (Connection connection = connect()) {
            return DatabaseFile.number(connection, query);
        }
    }

    private void change(String sql, byte[] value) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (value != null) {
                statement.setBytes(1, value);
            }
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private boolean diskContains(String text) throws Exception {
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path each : files.toList()) {
                if (new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    private long folderBytes() throws Exception {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.mapToLong(each -> each.toFile().length()).sum();
        }
    }
}
