package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.ObjectMappers;
import com.anthropic.models.models.ModelInfo.Lifecycle;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicModelsTest {
    private static final List<ModelInfo> MODELS = IntStream.range(0, 25)
            .mapToObj(i -> new ModelInfo("m" + i, "Model " + i, Instant.parse("2026-01-02T03:04:05.678Z"), 32768))
            .toList();

    private static String ids(@Nullable String limit, @Nullable String before, @Nullable String after) {
        ObjectNode page = AnthropicModels.list(MODELS, limit, before, after);
        List<String> ids = new ArrayList<>();
        page.path("data").forEach(model -> ids.add(model.path("id").asText()));
        assertThat(page.path("first_id").asText()).isEqualTo(ids.getFirst());
        assertThat(page.path("last_id").asText()).isEqualTo(ids.getLast());
        return ids.size() + " from " + ids.getFirst() + (page.path("has_more").asBoolean() ? " more" : "");
    }

    @Test
    void aModelIsReadByTheSdk() throws JsonProcessingException {
        JsonNode document = AnthropicModels.one(MODELS, "m3");
        assertThat(document.path("created_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
        var model = ObjectMappers.jsonMapper()
                .readValue(document.toString(), com.anthropic.models.models.ModelInfo.class)
                .validate();
        assertThat(model.id()).isEqualTo("m3");
        assertThat(model.displayName()).isEqualTo("Model 3");
        assertThat(model.maxInputTokens()).contains(32768L);
        assertThat(model.maxTokens()).contains(32768L);
        assertThat(model.lifecycle()).isEqualTo(Lifecycle.ACTIVE);
    }

    @Test
    void pagesFollowEachOther() {
        assertThat(ids(null, null, null)).isEqualTo("20 from m0 more");
        assertThat(ids(null, null, "m19")).isEqualTo("5 from m20");
        assertThat(ids("10", "m15", null)).isEqualTo("10 from m5 more");
        assertThat(ids("10", "m5", null)).isEqualTo("5 from m0");
        assertThat(ids("1000", null, null)).isEqualTo("25 from m0");
    }

    @Test
    void anEmptyPageHasNoIds() {
        assertThat(AnthropicModels.list(List.of(), null, null, null))
                .isEqualTo(Json.object("{'data':[],'has_more':false,'first_id':null,'last_id':null}"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0,-,-,limit: Input should be greater than or equal to 1",
                "1001,-,-,limit: Input should be less than or equal to 1000",
                "x,-,-,limit: Input should be a valid integer",
                "-,x,-,before_id: no model has the id 'x'",
                "-,-,x,after_id: no model has the id 'x'",
                "-,m1,m2,before_id: may not be specified together with after_id"
            })
    void wrongParametersAreTold(
            @Nullable String limit, @Nullable String before, @Nullable String after, String message) {
        assertThatThrownBy(() -> AnthropicModels.list(MODELS, limit, before, after))
                .isInstanceOf(ChatException.class)
                .hasMessage(message);
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(() -> AnthropicModels.one(MODELS, "x"))
                .isInstanceOfSatisfying(
                        ChatException.class, e -> assertThat(e.kind()).isEqualTo(ChatException.Kind.NOT_FOUND))
                .hasMessage("model: x");
    }

    @Test
    void countsHaveOneField() {
        assertThat(UsageJson.count(42)).isEqualTo(Json.object("{'input_tokens':42}"));
    }
}
