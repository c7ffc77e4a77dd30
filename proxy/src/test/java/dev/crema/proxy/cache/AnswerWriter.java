package dev.crema.proxy.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** A process of its own that writes answers, to be killed or to meet a full disk. Arguments: file, answers, bytes of each. */
final class AnswerWriter {
    private AnswerWriter() {}

    /** Ends with one line of numbers, unless it is killed before. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[1]);
        int size = Integer.parseInt(args[2]);
        AnswerDatabase database = AnswerDatabase.open(new DatabaseFile(Path.of(args[0]), 64 << 20));
        SqliteAnswers answers = new SqliteAnswers(database, Duration.ofDays(30), InstantSource.system());
        System.out.println("ready");
        for (int i = 0; i < count; i++) {
            answers.store(
                    MemoryAnswersTest.key(i),
                    new Origin("model", "", "", System.currentTimeMillis()),
                    SqliteAnswersTest.payload(i, size));
            if (i % 50 == 49) {
                // Not faster than the disk, or answers would be dropped before they get there.
                database.now(connection -> true);
            }
        }
        database.now(connection -> true);
        int found = 0;
        int wrong = 0;
        for (int i = 0; i < count; i++) {
            byte[] payload = answers.find(MemoryAnswersTest.key(i));
            found += payload == null ? 0 : 1;
            wrong += payload == null || Arrays.equals(payload, SqliteAnswersTest.payload(i, size)) ? 0 : 1;
        }
        System.out.println("found " + found + " wrong " + wrong + " errors "
                + answers.stats().errors());
        database.close();
    }
}
