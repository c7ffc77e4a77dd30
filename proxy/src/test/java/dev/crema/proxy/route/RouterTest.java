package dev.crema.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final List<ModelInfo> MODELS =
            List.of(model("smollm2-135m"), model("mlx-community/Qwen3-4B"), model("mlx-community/Qwen3-4B-Thinking"));

    @Test
    void anExactIdBeatsAnEarlierPrefix() {
        assertThat(route("mlx-community/Qwen3-4B-Thinking")).isEqualTo("mlx-community/Qwen3-4B-Thinking");
        assertThat(route("mlx-community/Qwen3-4B")).isEqualTo("mlx-community/Qwen3-4B");
    }

    @Test
    void aPrefixOfTheIdOrOfItsLastSegmentIsEnough() {
        assertThat(route("SmolLM2")).isEqualTo("smollm2-135m");
        assertThat(route("qwen3")).isEqualTo("mlx-community/Qwen3-4B");
    }

    @Test
    void namesOfOtherVendorsGoToTheDefault() {
        for (String name : List.of("claude-sonnet-4-5", "claude-haiku", "gpt-5", "o3", "", " ", "anything")) {
            assertThat(route(name)).as(name).isEqualTo("smollm2-135m");
        }
    }

    @Test
    void withoutAModelTheServerIsNotReady() {
        assertThatThrownBy(() -> Router.route("x", List.of()))
                .isInstanceOfSatisfying(
                        ChatException.class, e -> assertThat(e.kind()).isEqualTo(ChatException.Kind.OVERLOADED));
    }

    private static String route(String asked) {
        return Router.route(asked, MODELS).id();
    }

    private static ModelInfo model(String id) {
        return new ModelInfo(id, id, Instant.EPOCH, 1000);
    }
}
