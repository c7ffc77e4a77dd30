package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import com.anthropic.models.beta.messages.BetaMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheMiss.Cause;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The {@code diagnostics} of answers, read back by the protocol's own SDK. */
class DiagnosticsTest {
    private static final Diagnostics FIRST_TURN = new Diagnostics(null);
    private static final Diagnostics LATER_TURN = new Diagnostics("msg_1");

    @Test
    void whoDoesNotAskGetsNone() throws Exception {
        assertThat(whole(null, miss(Cause.TOOLS_CHANGED)).has("diagnostics")).isFalse();
    }

    @Test
    void nothingToCompareOrNothingThatDiffersIsNull() throws Exception {
        assertThat(whole(FIRST_TURN, miss(Cause.FIRST_REQUEST))
                        .get("diagnostics")
                        .isNull())
                .isTrue();
        assertThat(whole(LATER_TURN, null).get("diagnostics").isNull()).isTrue();
        assertThat(read(whole(LATER_TURN, null)).diagnostics()).isEmpty();
    }

    @Test
    void aMissIsToldInTheProtocolsWordsAndInOurs() throws Exception {
        assertThat(whole(LATER_TURN, miss(Cause.SYSTEM_CHANGED))
                        .get("diagnostics")
                        .toString())
                .isEqualTo(
                        "{\"cache_miss_reason\":{\"type\":\"system_changed\",\"cache_missed_input_tokens\":700},"
                                + "\"crema\":{\"cause\":\"system_changed\",\"position\":41,\"before\":\"Monday\",\"now\":\"Tuesday\"}}");
    }

    @Test
    void theSdkUnderstandsEveryCause() throws Exception {
        Map<Cause, String> types = Map.of(
                Cause.FIRST_REQUEST, "previous_message_not_found",
                Cause.MODEL_CHANGED, "model_changed",
                Cause.SYSTEM_CHANGED, "system_changed",
                Cause.TOOLS_CHANGED, "tools_changed",
                Cause.MESSAGES_CHANGED, "messages_changed",
                Cause.THINKING_DROPPED, "messages_changed",
                Cause.EVICTED, "unavailable",
                Cause.BUDGET, "unavailable");
        for (Cause cause : Cause.values()) {
            ObjectNode whole = whole(LATER_TURN, miss(cause));
            var reason =
                    read(whole).diagnostics().orElseThrow().cacheMissReason().orElseThrow();
            reason.validate();

            String type = types.get(cause);
            assertThat(whole.at("/diagnostics/cache_miss_reason/type").asText()).isEqualTo(type);
            assertThat(reason.messagesChanged().isPresent()).isEqualTo(type.equals("messages_changed"));
            assertThat(reason.unavailable().isPresent()).isEqualTo(type.equals("unavailable"));
            assertThat(reason.previousMessageNotFound().isPresent())
                    .isEqualTo(type.equals("previous_message_not_found"));
            assertThat(whole.at("/diagnostics/cache_miss_reason").has("cache_missed_input_tokens"))
                    .as("only what changed has a number")
                    .isEqualTo(type.endsWith("_changed"));
        }
    }

    @Test
    void aStreamTellsThemAtItsStartLikeTheWholeAnswer() throws Exception {
        CacheMiss miss = miss(Cause.MESSAGES_CHANGED);
        RecordingSink sink = new RecordingSink();
        AnthropicStreamEncoder encoder = new AnthropicStreamEncoder("m", "req_1", LATER_TURN);
        for (ChatEvent event : events(miss)) {
            encoder.on(event, sink);
        }
        String start = sink.lines.getFirst();
        JsonNode message = ObjectMappers.jsonMapper()
                .readTree(start.substring(start.indexOf('{')))
                .get("message");

        assertThat(message.get("diagnostics")).isEqualTo(whole(LATER_TURN, miss).get("diagnostics"));
    }

    private static ObjectNode whole(Diagnostics asked, CacheMiss miss) {
        AnthropicCollector collector = new AnthropicCollector("m", "req_1", asked);
        events(miss).forEach(collector::on);
        return collector.body();
    }

    private static List<ChatEvent> events(CacheMiss miss) {
        CacheReport report = new CacheReport(CacheLevel.L1_MEMORY, 41, 0, 0, 0, 0, miss);
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Started("served", new Usage(0, 41, 700, 0), report));
        events.add(new ChatEvent.TextDelta("Hi"));
        events.add(
                new ChatEvent.Finished(FinishReason.END_TURN, null, new Usage(0, 41, 700, 1), Timings.UNKNOWN, report));
        return events;
    }

    private static CacheMiss miss(Cause cause) {
        return new CacheMiss(cause, 41, 700, "Monday", "Tuesday");
    }

    private static BetaMessage read(ObjectNode message) throws Exception {
        return ObjectMappers.jsonMapper().readValue(message.toString(), BetaMessage.class);
    }
}
