package dev.crema.app.dashboard.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.hub.HubException;
import dev.crema.mlx.hub.Interrupted;
import dev.crema.mlx.hub.PullProgress;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.PullState;
import dev.crema.mlx.hub.RepoId;
import org.junit.jupiter.api.Test;

class ModelWordsTest {
    private static final PullRequest REQUEST = PullRequest.of(RepoId.of("org/Model"));

    @Test
    void progressTellsPartSpeedAndTimeLeft() {
        assertThat(amounts(PullState.RUNNING, 0, 0, 0)).isEqualTo("Asking the hub …");
        assertThat(amounts(PullState.RUNNING, 1_200_000_000L, 4_600_000_000L, 0))
                .isEqualTo("1.2 GB of 4.6 GB");
        assertThat(amounts(PullState.RUNNING, 1_200_000_000L, 4_600_000_000L, 40_000_000))
                .isEqualTo("1.2 GB of 4.6 GB  ·  40 MB/s  ·  1 min 25 s left");
        assertThat(amounts(PullState.RUNNING, 1_000_000, 2_000_000, 250_000))
                .isEqualTo("1 MB of 2 MB  ·  250 KB/s  ·  4.00 s left");
        assertThat(amounts(PullState.RUNNING, 2_000_000, 2_000_000, 250_000)).isEqualTo("2 MB of 2 MB  ·  Checking …");
        assertThat(amounts(PullState.PAUSED, 1_000_000, 2_000_000, 0)).isEqualTo("Paused at 1 MB of 2 MB");
        assertThat(amounts(PullState.FAILED, 0, 0, 0)).isEqualTo("Stopped");
    }

    @Test
    void aDownloadOfAnEarlierRunIsPaused() {
        Download download = Download.of(new Interrupted(REQUEST, 1_000_000, 4_000_000));

        assertThat(download.running()).isFalse();
        assertThat(download.fraction()).isEqualTo(0.25);
        assertThat(download.amounts()).isEqualTo("Paused at 1 MB of 4 MB");
    }

    @Test
    void onlyAMissingLicenceAsksForAToken() {
        assertThat(failed(HubException.Reason.GATED).gated()).isTrue();
        assertThat(failed(HubException.Reason.DISK).gated()).isFalse();
    }

    @Test
    void aModelIsNamedByOwnerAndNameByItsFileOrByItsPage() {
        assertThat(WantedModel.parse(" org/Model ")).isEqualTo(REQUEST);
        assertThat(WantedModel.parse("https://hub.example/org/Model/")).isEqualTo(REQUEST);
        assertThat(WantedModel.parse("https://hub.example/org/Model/tree/main")).isEqualTo(REQUEST);
        assertThat(WantedModel.parse("https://hub.example/org/Model/blob/main/Model.Q4_1.gguf"))
                .isEqualTo(WantedModel.parse("org/Model/Model.Q4_1.gguf"));
        assertThat(WantedModel.parse("org/Model/Model.Q4_1.gguf").gguf()).isEqualTo("Model.Q4_1.gguf");
        assertThatThrownBy(() -> WantedModel.parse("Model")).hasMessageContaining("owner/name");
        assertThatThrownBy(() -> WantedModel.parse("org/../Model")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WantedModel.parse("org/Model/weights.bin"))
                .hasMessageContaining("no name of a GGUF file");
    }

    @Test
    void sizesOfModelsAreWrittenAsPeopleSayThem() {
        assertThat(ModelRow.parameters(134_515_008)).isEqualTo("135 M parameters");
        assertThat(ModelRow.parameters(8_190_000_000L)).isEqualTo("8.2 B parameters");
        assertThat(ModelRow.parameters(0)).isEmpty();
        assertThat(ModelRow.context(40_960)).isEqualTo("40,960 tokens of context");
    }

    private static String amounts(PullState state, long done, long total, long rate) {
        return Download.of(new PullProgress(REQUEST, state, done, total, 0, 1, rate, null))
                .amounts();
    }

    private static Download failed(HubException.Reason reason) {
        return Download.of(
                new PullProgress(REQUEST, PullState.FAILED, 0, 0, 0, 0, 0, new HubException(reason, "a reason")));
    }
}
