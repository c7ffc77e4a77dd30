package dev.crema.app.dashboard.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final Conversation conversation = new Conversation();

    @Test
    void answersGoBackAsTheyCameWithTheirReasoning() throws Exception {
        LiveAnswer first = conversation.ask("Is the berth free?").answer();
        first.block(true);
        first.text("It is early.");
        first.signature("signed");
        first.block(false);
        first.text("Yes");
        first.text(".");
        first.done(null);
        conversation.ask("And tomorrow?");

        JsonNode body = body();
        assertThat(body.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(body.path("messages")).isEqualTo(new JsonMapper().readTree("""
                        [{"role":"user","content":"Is the berth free?"},
                         {"role":"assistant","content":[{"type":"thinking","thinking":"It is early.","signature":"signed"},
                                                        {"type":"text","text":"Yes."}]},
                         {"role":"user","content":"And tomorrow?"}]"""));
        assertThat(first.shown().thinking()).isEqualTo("It is early.");
        assertThat(first.shown().text()).isEqualTo("Yes.");
    }

    @Test
    void aQuestionWithoutAnAnswerIsLeftOutOnceAnotherIsAsked() throws Exception {
        conversation.ask("Lost?").answer().failed("The proxy broke off.");
        LiveAnswer thought = conversation.ask("Stopped while it thought?").answer();
        thought.block(true);
        thought.text("Well");
        thought.stopped();
        assertThat(body().path("messages")).hasSize(1);
        LiveAnswer half = conversation.ask("Stopped half way?").answer();
        half.block(false);
        half.text("Half of");
        half.stopped();
        conversation.ask("What now?");

        JsonNode messages = body().path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.path(0).path("content").asText()).isEqualTo("Stopped half way?");
        assertThat(messages.path(1).path("content").path(0).path("text").asText())
                .isEqualTo("Half of");
    }

    @Test
    void figuresSayWhatIsKnownAndNothingElse() {
        assertThat(new AnswerFigures(0, 0, 0, 0, 0).line()).isEmpty();
        assertThat(new AnswerFigures(0.418, 31.24, 1_412, 1_280, 57).line())
                .isEqualTo("First token 0.42 s  ·  31.2 tok/s  ·  57 tokens  ·  Prompt 1,412 tokens, 1,280 reused");
        assertThat(new AnswerFigures(0.4, 0, 12, 0, 1).line())
                .isEqualTo("First token 0.40 s  ·  1 token  ·  Prompt 12 tokens, 0 reused");
    }

    private JsonNode body() throws Exception {
        return new JsonMapper().readTree(conversation.body("any", 100));
    }
}
