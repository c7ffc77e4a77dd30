package dev.crema.proxy.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentHeadsTest {
    private static final String RULES = "Be kind and exact. ".repeat(80);

    @TempDir
    Path folder;

    @Test
    void headsSurviveARestartNewestFirst() throws IOException {
        Path file = folder.resolve("deep/heads.json");
        try (RecentHeads heads = RecentHeads.open(file)) {
            heads.note(request("one", ClientInfo.UNKNOWN));
            heads.note(request("two", ClientInfo.UNKNOWN.withProject("shop")));
            heads.note(request("one", ClientInfo.UNKNOWN));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (RecentHeads heads = RecentHeads.open(file)) {
            List<ChatRequest> known = heads.newestFirst();
            assertThat(known).hasSize(2);
            assertThat(known.get(0).messages()).containsExactly(Message.text(Role.SYSTEM, "one" + RULES));
            assertThat(known.get(0).tools())
                    .isEqualTo(request("one", ClientInfo.UNKNOWN).tools());
            assertThat(known.get(0).maxTokens()).isZero();
            assertThat(known.get(1).client().project()).isEqualTo("shop");
        }
    }

    @Test
    void sideRequestsSubagentsAndShortHeadsAreNotWorthIt() {
        try (RecentHeads heads = RecentHeads.open(folder.resolve("heads.json"))) {
            heads.note(request("title", ClientInfo.UNKNOWN.withSide(true)));
            heads.note(request("sub", new ClientInfo("s", "agent", "", false)));
            heads.note(request("short", ClientInfo.UNKNOWN)
                    .withTools(List.of())
                    .withMessages(List.of(Message.text(Role.SYSTEM, "Be kind."), Message.text(Role.USER, "Hello"))));
            assertThat(heads.newestFirst()).isEmpty();
        }
    }

    @Test
    void onlyTheLastEightAreKept() {
        try (RecentHeads heads = RecentHeads.open(folder.resolve("heads.json"))) {
            for (int i = 0; i < 20; i++) {
                heads.note(request("head " + i, ClientInfo.UNKNOWN));
            }
            assertThat(heads.newestFirst()).hasSize(8);
            assertThat(heads.newestFirst().getFirst().messages().getFirst())
                    .isEqualTo(Message.text(Role.SYSTEM, "head 19" + RULES));
        }
    }

    @Test
    void aProjectsHeadsCanBeForgotten() {
        try (RecentHeads heads = RecentHeads.open(folder.resolve("heads.json"))) {
            heads.note(request("one", ClientInfo.UNKNOWN.withProject("a")));
            heads.note(request("two", ClientInfo.UNKNOWN.withProject("b")));
            heads.forget("a");
            assertThat(heads.newestFirst())
                    .singleElement()
                    .satisfies(head -> assertThat(head.client().project()).isEqualTo("b"));
            heads.forget(null);
            assertThat(heads.newestFirst()).isEmpty();
        }
    }

    @Test
    void aDamagedFileIsAnEmptyOne() throws IOException {
        Path file = folder.resolve("heads.json");
        for (String damage : List.of("", "{", "[]", "{\"heads\":[{\"tools\":[{\"name\":\"x\"}]}]}")) {
            Files.writeString(file, damage);
            try (RecentHeads heads = RecentHeads.open(file)) {
                assertThat(heads.newestFirst()).isEmpty();
            }
        }
    }

    static ChatRequest request(String system, ClientInfo client) {
        ToolSpec tool = new ToolSpec(
                "Read", "Reads a file", JsonNodeFactory.instance.objectNode().put("type", "object"), false);
        return new ChatRequest(
                "m",
                List.of(Message.text(Role.SYSTEM, system + RULES), Message.text(Role.USER, "Hello")),
                List.of(tool),
                new ToolChoice.Auto(),
                true,
                Sampling.DEFAULT,
                10,
                Thinking.UNSPECIFIED,
                client);
    }
}
