package dev.crema.mlx.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.hub.HubException.Reason;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.mlx.weights.ModelFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
    private static final int SHARD = 400_000;
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final List<String> NEEDED = List.of(
            "LICENSE",
            "config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "model.safetensors.index.json",
            FIRST,
            SECOND);
    private static final PullRequest REQUEST = PullRequest.of(FakeHub.REPO);

    @TempDir
    Path models;

    private FakeHub hub;
    private @Nullable String token;
    private Downloads downloads;

    @BeforeEach
    void start() throws IOException {
        hub = FakeHub.withModel(SHARD);
        downloads = downloads(Disk.ofThisMachine());
    }

    @AfterEach
    void stop() {
        hub.close();
        downloads.close();
    }

    @Test
    void aModelArrivesWholeWithOnlyTheFilesItNeeds() throws Exception {
        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
        assertThat(end.doneBytes()).isEqualTo(end.totalBytes());
        assertThat(end.doneFiles()).isEqualTo(end.files()).isEqualTo(7);
        assertThat(listed()).containsExactly("Tiny-4bit");
        assertThat(names(place())).containsExactlyInAnyOrderElementsOf(NEEDED);
        for (String name : names(place())) {
            assertThat(place().resolve(name)).hasBinaryContent(hub.content(name));
        }
        assertThat(hub.asked.getFirst()).isEqualTo("/api/models/" + FakeHub.REPO + "/revision/main?blobs=true");
        assertThat(hub.asked.subList(1, hub.asked.size()))
                .as("pinned to the commit that the hub named")
                .allMatch(path -> path.startsWith("/" + FakeHub.REPO + "/resolve/" + hub.commit + "/"));
        assertThat(downloads.interrupted()).isEmpty();
        assertThat(models.resolve(".partial")).isEmptyDirectory();
    }

    @Test
    void aCutConnectionGoesOnAtTheExactByte() throws Exception {
        hub.cut(FIRST, 100_001, 50_000);

        assertThat(finish(downloads.pull(REQUEST)).state()).isEqualTo(PullState.DONE);

        List<FakeHub.Call> calls = hub.calls(FIRST);
        assertThat(calls).extracting(call -> call.range).containsExactly(null, "bytes=100001-", "bytes=150001-");
        assertThat(calls).extracting(call -> call.ifRange).containsExactly(null, etag(), etag());
        assertThat(calls).extracting(call -> call.status).containsExactly(200, 206, 206);
        assertThat(hub.sent(FIRST)).as("no byte was sent twice").isEqualTo(SHARD);
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
    }

    @Test
    void aServerThatIgnoresRangesMakesItStartOver() throws Exception {
        hub.ranges = false;
        hub.cut(FIRST, 100_000);

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.state()).isEqualTo(PullState.DONE);
        assertThat(end.doneBytes()).isEqualTo(end.totalBytes());
        assertThat(hub.calls(FIRST)).extracting(call -> call.status).containsExactly(200, 200);
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
    }

    @Test
    void contentThatChangedMeanwhileStartsOver() throws Exception {
        byte[] right = hub.content(FIRST);
        hub.lfs(FIRST, FakeHub.bytes(99, SHARD), right, "\"old\"");
        Pull pull = pullUntil(100_000);
        pull.pause();
        finish(pull);
        hub.lfs(FIRST, right, right, "\"new\"");

        pull.resume();
        assertThat(finish(pull).state()).isEqualTo(PullState.DONE);

        FakeHub.Call last = hub.calls(FIRST).getLast();
        assertThat(last.ifRange).isEqualTo("\"old\"");
        assertThat(last.status).as("the whole of the new content").isEqualTo(200);
        assertThat(place().resolve(FIRST)).hasBinaryContent(right);
    }

    @Test
    void aWrongChecksumIsTriedTwiceAndLeavesNoModel() throws Exception {
        hub.lfs(FIRST, FakeHub.bytes(99, SHARD), hub.content(FIRST), etag());

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.failure()).hasMessageContainingAll(FIRST, "checksum").satisfies(reason(Reason.DAMAGED));
        assertThat(hub.calls(FIRST)).hasSize(2);
        assertThat(listed()).isEmpty();
        assertThat(place()).doesNotExist();
    }

    @Test
    void smallFilesAreCheckedAgainstGitsHash() throws Exception {
        byte[] wrong = "{\"model_type\": \"qwen4\"}".getBytes(StandardCharsets.UTF_8);
        hub.gitServing("config.json", wrong);

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.failure()).hasMessageContaining("config.json").satisfies(reason(Reason.DAMAGED));
        assertThat(listed()).isEmpty();
    }

    @Test
    void moreBytesThanAnnouncedAreNotKept() throws Exception {
        hub.lfs(FIRST, FakeHub.bytes(2, SHARD + 5), hub.content(FIRST), etag());

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.failure())
                .hasMessageContaining("more than the 400000 bytes")
                .satisfies(reason(Reason.DAMAGED));
        assertThat(listed()).isEmpty();
    }

    @Test
    void aFullDiskKeepsWhatArrivedAndGoesOnWhenThereIsRoom() throws Exception {
        AtomicLong room = new AtomicLong(200_000);
        downloads = downloads(diskWith(room, Long.MAX_VALUE));
        Pull pull = downloads.pull(REQUEST);

        PullProgress full = finish(pull);

        assertThat(full.failure()).hasMessageContaining("No space left").satisfies(reason(Reason.DISK));
        assertThat(listed()).isEmpty();
        long sent = hub.sent(FIRST);
        room.set(Long.MAX_VALUE);
        pull.resume();
        PullProgress end = finish(pull);
        assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
        assertThat(sent).isPositive();
        assertThat(hub.calls(FIRST).getLast().range)
                .as("went on behind what the disk took")
                .startsWith("bytes=");
    }

    @Test
    void tooLittleSpaceIsSaidBeforeAnythingIsFetched() throws Exception {
        downloads = downloads(diskWith(new AtomicLong(Long.MAX_VALUE), SHARD));

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.failure())
                .hasMessageContainingAll("needs", "GB free", "CREMA_HOME")
                .satisfies(reason(Reason.DISK));
        assertThat(hub.calls).isEmpty();
    }

    @Test
    void theTokenGoesToTheHubAndNotToWhereItRedirects() throws Exception {
        try (FakeHub storage = FakeHub.withModel(SHARD)) {
            token = "hf_secret";
            hub.requiredToken = "hf_secret";
            hub.redirectTo = storage.uri().toString().replace("127.0.0.1", "localhost");
            storage.cut(FIRST, 100_000);

            PullProgress end = finish(downloads.pull(REQUEST));

            assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
            assertThat(hub.calls).isNotEmpty().allMatch(call -> "Bearer hf_secret".equals(call.authorization));
            assertThat(storage.calls).hasSize(8).allMatch(call -> call.authorization == null);
            assertThat(storage.calls(FIRST).getLast().range).isEqualTo("bytes=100000-");
        }
    }

    @Test
    void anotherPortOfTheSameHostIsAnotherPlaceForTheToken() throws Exception {
        try (FakeHub storage = FakeHub.withModel(SHARD)) {
            token = "hf_secret";
            hub.redirectTo = storage.uri().toString();

            assertThat(finish(downloads.pull(REQUEST)).state()).isEqualTo(PullState.DONE);

            assertThat(storage.calls).isNotEmpty().allMatch(call -> call.authorization == null);
        }
    }

    @Test
    void aGatedModelSaysHowToGetIn() throws Exception {
        hub.requiredToken = "hf_right";
        Pull pull = downloads.pull(REQUEST);

        assertThat(finish(pull).failure())
                .hasMessageContainingAll("licence", hub.uri() + "/" + FakeHub.REPO, "CREMA_HUB_TOKEN")
                .satisfies(reason(Reason.GATED));

        token = "hf_wrong";
        pull.resume();
        assertThat(finish(pull).failure())
                .hasMessageContaining("check the access token")
                .hasMessageNotContaining("hf_wrong");

        token = "hf_right";
        pull.resume();
        assertThat(finish(pull).state()).isEqualTo(PullState.DONE);
    }

    @Test
    void twoRequestsForTheSameModelShareOnePull() throws Exception {
        FakeHub.Hold hold = hub.hold(FIRST, 100_000);
        Pull first = downloads.pull(REQUEST);
        hold.awaitReached();

        assertThat(downloads.pull(REQUEST)).isSameAs(first);
        assertThatThrownBy(() -> downloads.pull(new PullRequest(FakeHub.REPO, "v2", null)))
                .hasMessageContaining("Revision main");
        try (Downloads others = downloads(Disk.ofThisMachine())) {
            assertThat(finish(others.pull(REQUEST)).failure())
                    .hasMessageContaining("fetched already")
                    .satisfies(reason(Reason.IN_USE));
            assertThatThrownBy(() -> others.discard(REQUEST)).isInstanceOf(HubException.class);
        }

        hold.release();
        assertThat(finish(first).state()).isEqualTo(PullState.DONE);
        assertThat(hub.sent(FIRST)).isEqualTo(SHARD);
    }

    @Test
    void aPausedPullGoesOnAtTheByte() throws Exception {
        Pull pull = pullUntil(123_456);

        pull.pause();
        PullProgress paused = finish(pull);

        assertThat(paused.state()).isEqualTo(PullState.PAUSED);
        assertThat(paused.bytesPerSecond()).isZero();
        assertThat(listed()).isEmpty();
        assertThat(downloads.interrupted()).singleElement().satisfies(left -> {
            assertThat(left.request()).isEqualTo(REQUEST);
            assertThat(left.doneBytes()).isGreaterThanOrEqualTo(123_456);
            assertThat(left.totalBytes()).isEqualTo(paused.totalBytes());
        });

        pull.resume();
        PullProgress end = finish(pull);
        assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
        assertThat(end.doneBytes()).isEqualTo(end.totalBytes());
        assertThat(hub.calls(FIRST)).extracting(call -> call.range).containsExactly(null, "bytes=123456-");
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
    }

    @Test
    void cancellingLeavesNothing() throws Exception {
        Pull pull = pullUntil(100_000);

        pull.cancel();

        assertThat(finish(pull).state()).isEqualTo(PullState.CANCELLED);
        assertThat(models.resolve(".partial")).isEmptyDirectory();
        assertThat(downloads.interrupted()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void aPausedPullCanBeCancelled() throws Exception {
        Pull pull = pullUntil(100_000);
        pull.pause();
        assertThat(finish(pull).state()).isEqualTo(PullState.PAUSED);

        pull.cancel();

        assertThat(finish(pull).state()).isEqualTo(PullState.CANCELLED);
        assertThat(models.resolve(".partial")).isEmptyDirectory();
    }

    @Test
    void aLaterProcessGoesOnAtTheByte() throws Exception {
        pullUntil(123_456);
        downloads.close();
        assertThat(listed()).isEmpty();

        try (Downloads later = downloads(Disk.ofThisMachine())) {
            Interrupted left = later.interrupted().getFirst();
            PullProgress end = finish(later.pull(left.request()));
            assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
        }

        assertThat(hub.calls(FIRST).getLast().range).isEqualTo("bytes=123456-");
        assertThat(hub.sent(FIRST)).isEqualTo(SHARD);
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
    }

    @Test
    void bytesThatACrashSpoiledAreFoundAndFetchedAgain() throws Exception {
        pullUntil(123_456);
        downloads.close();
        Files.write(part(FIRST), new byte[500], StandardOpenOption.APPEND);

        try (Downloads later = downloads(Disk.ofThisMachine())) {
            assertThat(finish(later.pull(REQUEST)).state()).isEqualTo(PullState.DONE);
        }

        assertThat(hub.calls(FIRST).getLast().range).as("from the beginning").isNull();
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
    }

    @Test
    void aNewCommitKeepsTheFilesThatAreTheSame() throws Exception {
        pullUntil(123_456);
        await(() -> done(SECOND));
        downloads.close();
        hub.commit = "ffffffffffffffffffffffffffffffffffffffff";
        hub.lfs(FIRST, FakeHub.bytes(77, SHARD));

        try (Downloads later = downloads(Disk.ofThisMachine())) {
            assertThat(finish(later.pull(REQUEST)).state()).isEqualTo(PullState.DONE);
        }

        assertThat(hub.calls(FIRST).getLast().range).as("other content").isNull();
        assertThat(hub.calls(SECOND)).as("the same content").hasSize(1);
        assertThat(place().resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
    }

    @Test
    void nothingHalfDownloadedIsEverListedOrLoadable() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            for (int i = 0; i < 8; i++) {
                hub.cut(FIRST, random.nextInt(1, 60_000));
                hub.cut(SECOND, random.nextInt(1, 60_000));
            }
            FakeHub.Hold hold = hub.hold("tokenizer.json", 1 + random.nextInt(20_000));
            hub.pauseMillis = 1;
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger looks = new AtomicInteger();
            List<Throwable> wrong = new CopyOnWriteArrayList<>();
            Thread watcher = Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    looks.incrementAndGet();
                    watch(wrong);
                }
            });
            Pull pull = downloads.pull(REQUEST);
            await(() -> done(FIRST) && done(SECOND));
            int before = looks.get();
            await(() -> looks.get() > before + 3);
            hold.release();
            PullProgress end = finish(pull);
            over.set(true);
            watcher.join();
            assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
            assertThat(wrong).isEmpty();
            assertThat(listed()).containsExactly("Tiny-4bit");
            ModelLibrary library = new ModelLibrary(models);
            library.delete(library.find("Tiny-4bit").orElseThrow());
        }
    }

    @Test
    void aNewVersionTakesThePlaceOfTheOldOne() throws Exception {
        finish(downloads.pull(REQUEST));
        hub.commit = "ffffffffffffffffffffffffffffffffffffffff";
        hub.lfs("model.safetensors", FakeHub.bytes(50, 1000));

        assertThat(finish(downloads.pull(REQUEST)).state()).isEqualTo(PullState.DONE);

        assertThat(names(place())).contains("model.safetensors").doesNotContain(FIRST);
        assertThat(listed()).containsExactly("Tiny-4bit");
        assertThat(models.resolve(".partial")).isEmptyDirectory();
    }

    @Test
    void filesOfOthersInItsPlaceAreNotTouched() throws Exception {
        Files.createDirectories(place());
        Path diary = Files.writeString(place().resolve("diary.txt"), "mine");

        assertThat(finish(downloads.pull(REQUEST)).failure())
                .hasMessageContaining("diary.txt")
                .satisfies(reason(Reason.IN_USE));

        assertThat(diary).hasContent("mine");
        assertThat(hub.calls).isEmpty();
    }

    @Test
    void aModelThatIsThereIsNotFetchedAgain() throws Exception {
        finish(downloads.pull(REQUEST));
        int calls = hub.calls.size();

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.state()).isEqualTo(PullState.DONE);
        assertThat(end.fraction()).isEqualTo(1);
        assertThat(hub.calls).hasSize(calls);
    }

    @Test
    void aHubInTroubleIsAskedAgainAndAMissingModelIsNot() throws Exception {
        hub.refuse(503, 429);
        assertThat(finish(downloads.pull(REQUEST)).state()).isEqualTo(PullState.DONE);

        int asked = hub.asked.size();
        PullProgress end = finish(downloads.pull(PullRequest.of(RepoId.of("nobody/nothing"))));
        assertThat(end.failure()).hasMessageContaining("nobody/nothing").satisfies(reason(Reason.NOT_FOUND));
        assertThat(hub.asked).hasSize(asked + 1);
    }

    @Test
    void aHubThatFallsSilentCountsAsBroken() throws Exception {
        downloads = new Downloads(
                models,
                this::access,
                new PullOptions(
                        4, 0, Duration.ofSeconds(1), new Retries(3, Duration.ofMillis(1), Duration.ofMillis(1))));
        hub.hold(FIRST, 100_000);

        PullProgress end = finish(downloads.pull(REQUEST));

        assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
        assertThat(hub.calls(FIRST)).extracting(call -> call.range).containsExactly(null, "bytes=100000-");
    }

    @Test
    void aHubThatIsNotThereIsNamed() throws Exception {
        hub.close();

        assertThat(finish(downloads.pull(REQUEST)).failure())
                .hasMessageContainingAll(hub.uri().toString(), "Check the network")
                .satisfies(reason(Reason.UNREACHABLE));
        assertThatThrownBy(() -> downloads.look(FakeHub.REPO, "main")).isInstanceOf(HubException.class);
    }

    @Test
    void shardsThatTheHubLacksMakeItNoModel() throws Exception {
        hub.remove(SECOND);

        assertThat(finish(downloads.pull(REQUEST)).failure())
                .hasMessageContaining(SECOND)
                .satisfies(reason(Reason.UNUSABLE));
        assertThat(listed()).isEmpty();
    }

    @Test
    void oneGgufFileOfSeveralIsFetchedByName() throws Exception {
        try (FakeHub ggufs = FakeHub.start()) {
            ggufs.lfs("Tiny.Q4_0.gguf", FakeHub.bytes(1, 5000));
            ggufs.lfs("Tiny.Q8_0.gguf", FakeHub.bytes(2, 9000));
            Downloads from = new Downloads(models, ggufs::access, options());

            assertThat(finish(from.pull(REQUEST)).failure()).hasMessageContaining("Tiny.Q4_0.gguf, Tiny.Q8_0.gguf");
            for (String name : List.of("Tiny.Q4_0.gguf", "Tiny.Q8_0.gguf")) {
                assertThat(finish(from.pull(new PullRequest(FakeHub.REPO, "main", name)))
                                .state())
                        .isEqualTo(PullState.DONE);
            }

            assertThat(listed()).containsExactly("Tiny.Q4_0", "Tiny.Q8_0");
            assertThat(place().resolve("Tiny.Q4_0.gguf")).hasBinaryContent(FakeHub.bytes(1, 5000));
        }
    }

    @Test
    void aFewFilesAreFetchedAtATime() throws Exception {
        for (int i = 1; i <= 9; i++) {
            hub.lfs("additional_chat_templates/t" + i + ".jinja", FakeHub.bytes(i, 20_000));
        }
        hub.pauseMillis = 5;

        assertThat(finish(downloads.pull(REQUEST)).state()).isEqualTo(PullState.DONE);

        assertThat(hub.mostAtWork()).isBetween(2, 2 * options().parallelFiles());
        assertThat(place().resolve("additional_chat_templates/t9.jinja")).hasBinaryContent(FakeHub.bytes(9, 20_000));
    }

    @Test
    void lookingAsksForTheDescriptionOnly() throws Exception {
        HubModel model = downloads.look(FakeHub.REPO, "refs/pr/1");

        assertThat(model.family()).isEqualTo("qwen3");
        assertThat(model.neededBytes(null)).isGreaterThan(SHARD + SHARD / 2);
        assertThat(hub.asked).containsExactly("/api/models/" + FakeHub.REPO + "/revision/refs%2Fpr%2F1?blobs=true");
        assertThat(models).isEmptyDirectory();
    }

    private void watch(List<Throwable> wrong) {
        List<InstalledModel> found = new ModelLibrary(models).list();
        // In its place it may be listed a moment before the pull says that it is done: it is whole then.
        for (InstalledModel model : found) {
            if (!model.path().equals(place()) || model.bytes() != SHARD + SHARD / 2) {
                wrong.add(new AssertionError("listed: " + model));
            }
        }
        Path work = models.resolve(".partial/mlx-community--Tiny-4bit/model");
        boolean whole = NEEDED.stream().allMatch(name -> Files.exists(work.resolve(name)));
        if (Files.isDirectory(work) && !whole) {
            try (ModelFolder folder = ModelFolder.open(work)) {
                // The last file may have come between the two looks, and the folder may have gone into its place.
                if (!NEEDED.stream().allMatch(name -> Files.exists(work.resolve(name))) && Files.isDirectory(work)) {
                    wrong.add(new AssertionError("loadable: " + folder.id()));
                }
            } catch (RuntimeException e) {
                // As it should be.
            }
        }
    }

    private Downloads downloads(Disk disk) {
        return new Downloads(models, this::access, options(), disk);
    }

    private HubAccess access() {
        return new HubAccess(URI.create(hub.uri() + "/"), token);
    }

    private static PullOptions options() {
        return new PullOptions(
                3, 0, Duration.ofSeconds(20), new Retries(10, Duration.ofMillis(1), Duration.ofMillis(20)));
    }

    /** A disk that takes so many bytes, and says that it has so many. */
    private static Disk diskWith(AtomicLong room, long usable) {
        Disk real = Disk.ofThisMachine();
        return new Disk() {
            @Override
            public long usableBytes(Path folder) {
                return usable;
            }

            @Override
            public OutputStream append(Path file) throws IOException {
                OutputStream out = real.append(file);
                return new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        if (room.addAndGet(-count) < 0) {
                            // A real disk takes a part of it.
                            out.write(bytes, from, count / 2);
                            throw new IOException("No space left on device");
                        }
                        out.write(bytes, from, count);
                    }

                    @Override
                    public void close() throws IOException {
                        out.close();
                    }
                };
            }
        };
    }

    /** A pull that has got so many bytes of the first shard, and gets no more of them. */
    private Pull pullUntil(long bytes) throws InterruptedException {
        hub.hold(FIRST, bytes);
        Pull pull = downloads.pull(REQUEST);
        await(() -> partOf(FIRST) == bytes);
        return pull;
    }

    private static PullProgress finish(Pull pull) throws InterruptedException {
        PullProgress end = pull.await(Duration.ofSeconds(60));
        assertThat(end.state()).as("still at work after a minute").isNotEqualTo(PullState.RUNNING);
        return end;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 4000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(5);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static Consumer<Throwable> reason(Reason reason) {
        return failure -> assertThat(((HubException) failure).reason()).isEqualTo(reason);
    }

    private Path place() {
        return models.resolve("mlx-community/Tiny-4bit");
    }

    private Path part(String name) {
        return models.resolve(".partial/mlx-community--Tiny-4bit/parts/" + name + ".part");
    }

    private boolean done(String name) {
        return Files.exists(models.resolve(".partial/mlx-community--Tiny-4bit/model/" + name));
    }

    private long partOf(String name) {
        try {
            return Files.exists(part(name)) ? Files.size(part(name)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private List<String> listed() {
        return new ModelLibrary(models).list().stream().map(InstalledModel::id).toList();
    }

    private static String etag() {
        return "\"l-" + FIRST + "\"";
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
