package dev.crema.mlx.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class HubModelTest {
    private static final RepoId REPO = RepoId.of("a/b");
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void theHubsDescriptionIsRead() throws JsonProcessingException {
        HubModel model = parse("""
                {"id": "a/b", "sha": "%s", "gated": "manual", "config": {"model_type": "llama"}, "siblings": [
                  {"rfilename": "config.json", "size": 12, "blobId": "%s"},
                  {"rfilename": "model.safetensors", "size": 9000000000, "blobId": "%s",
                   "lfs": {"sha256": "%s", "size": 9000000000, "pointerSize": 135}}]}
                """.formatted(COMMIT, "1".repeat(40), "2".repeat(40), "a".repeat(64)));

        assertThat(model.commit()).isEqualTo(COMMIT);
        assertThat(model.gated()).isTrue();
        assertThat(model.family()).isEqualTo("llama");
        assertThat(model.files())
                .containsExactly(
                        new HubFile("config.json", 12, new Checksum(Checksum.Kind.GIT_BLOB, "1".repeat(40))),
                        new HubFile(
                                "model.safetensors",
                                9_000_000_000L,
                                new Checksum(Checksum.Kind.SHA256, "a".repeat(64))));
    }

    @Test
    void anAnswerWithoutWhatIsNeededForCheckingIsRefused() {
        assertThatThrownBy(() -> parse("{\"sha\": \"main\", \"siblings\": []}")).hasMessageContaining("commit");
        assertThatThrownBy(() -> parse("[]")).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> parse("{\"sha\": \"" + COMMIT + "\", \"siblings\": [{\"rfilename\": \"x\"}]}"))
                .hasMessageContaining("checksum of x");
        assertThatThrownBy(() -> parse("{\"sha\": \"" + COMMIT
                        + "\", \"siblings\": [{\"rfilename\": \"x\", \"size\": 3, \"lfs\": {\"sha256\": \"short\"}}]}"))
                .hasMessageContaining("checksum of x");
    }

    @Test
    void gitsHashIsTheOneThatGitComputes() {
        // As git hash-object prints it for these six bytes.
        Checksum hello = new Checksum(Checksum.Kind.GIT_BLOB, "ce013625030ba8dba906f756967f9e9ca394464a");
        MessageDigest digest = hello.begin(6);
        digest.update("hello\n".getBytes(StandardCharsets.UTF_8));
        assertThat(hello.matches(digest)).isTrue();
    }

    @Test
    void onlyTheHubsOwnPlaceIsTheHub() {
        HubAccess hub = new HubAccess(URI.create("https://Hub.example/mirror/"), "hf_secret");

        assertThat(hub.owns(URI.create("https://hub.example:443/x"))).isTrue();
        for (String other : new String[] {
            "http://hub.example/x",
            "https://hub.example:8443/x",
            "https://cdn.hub.example/x",
            "https://hub.example.evil/x",
            "https://hub.example@evil/x"
        }) {
            assertThat(hub.owns(URI.create(other))).as(other).isFalse();
        }
        assertThat(hub.toString()).doesNotContain("hf_secret");
        assertThat(hub.file(REPO, COMMIT, "a dir/ü.json"))
                .hasToString("https://Hub.example/mirror/a/b/resolve/" + COMMIT + "/a%20dir/%C3%BC.json");
        assertThatThrownBy(() -> new HubAccess(URI.create("file:///x"), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static HubModel parse(String json) throws JsonProcessingException {
        return HubModel.parse(REPO, new JsonMapper().readTree(json));
    }
}
