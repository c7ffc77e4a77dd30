package dev.crema.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.doctor.Finding.Status;
import dev.crema.proxy.config.CacheConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCheckTest {
    private static final long GB = 1L << 30;

    @TempDir
    Path place;

    @Test
    void aFolderThatIsStillToBeMadeIsFineAndIsNotMade() {
        Path home = place.resolve("not/there/yet");

        assertThat(new FolderCheck(home).look()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.OK);
            assertThat(finding.text()).contains(home.toString(), "GB free");
        });
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void aFileInTheWayIsNamedOnce() throws IOException {
        Path file = Files.createFile(place.resolve("file"));

        assertThat(new FolderCheck(file.resolve("home")).look()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding.text()).isEqualTo(file + " is no folder");
            assertThat(finding.fix()).contains("CREMA_HOME");
        });
    }

    @Test
    void oneFolderOfSeveralMayBeInTheWay() throws IOException {
        Path models = Files.createFile(place.resolve("models"));

        assertThat(new FolderCheck(place).look())
                .singleElement()
                .extracting(Finding::text)
                .isEqualTo(models + " is no folder");
    }

    @Test
    void theSsdCacheTakesWhatIsFreeAboveTheFloor() {
        CacheConfig.Ssd ssd = Configs.of(place, Map.of()).caching().kv().ssd();
        assertThat(ssd.budgetBytes()).isEqualTo(20 * GB);
        assertThat(ssd.freeFloorBytes()).isEqualTo(10 * GB);

        assertThat(SsdCheck.space(ssd, 30 * GB, 0).status()).isEqualTo(Status.OK);
        assertThat(SsdCheck.space(ssd, 15 * GB, 15 * GB).status()).isEqualTo(Status.OK);
        assertThat(SsdCheck.space(ssd, 15 * GB, 5 * GB).text()).contains("will stop at 10.7 GB");
        assertThat(SsdCheck.space(ssd, 9 * GB, 5 * GB).text()).contains("no prompt is written");
        assertThat(SsdCheck.space(ssd, 9 * GB, 5 * GB).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void anSsdFolderThatCannotBeUsedIsOnlyAWarning() throws IOException {
        Path file = Files.createFile(place.resolve("file"));
        var kv = Configs.of(place, Map.of("CREMA_CACHING_SSD_FOLDER", file.toString()))
                .caching()
                .kv();

        assertThat(new SsdCheck(kv).look())
                .singleElement()
                .extracting(Finding::status)
                .isEqualTo(Status.WARNING);
        var off = Configs.of(place, Map.of("CREMA_CACHING_SSD_ENABLED", "false"))
                .caching()
                .kv();
        assertThat(new SsdCheck(off).look())
                .singleElement()
                .extracting(Finding::status)
                .isEqualTo(Status.OK);
    }
}
