package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Chat Completions body. Fields are those of OpenAI's reference and, for sampling and reasoning, the additions
 * that vLLM and LM Studio made common. Fields that only matter to OpenAI's own service (store, metadata, service_tier …)
 * are ignored; what would change the answer and cannot be done is refused by name.
 */
public final class OpenAiDecoder {
    private static final int MOST_STOPS = 16;
    private static final double LARGEST_PENALTY = 100;
    private static final List<String> SESSION_HEADERS = List.of("x-session-id", "session-id");
    private static final List<String> SESSION_FIELDS = List.of("prompt_cache_key", "user");

    private OpenAiDecoder() {}

    /**
     * The request in the canonical language.
     *
     * @param header a request header by its lower-case name; null if absent
     * @throws ChatException INVALID_REQUEST, the message beginning with the field's path
     */
    public static OpenAiRequest decode(JsonNode body, Function<String, @Nullable String> header) {
        if (!body.isObject()) {
            throw new ChatException(Kind.INVALID_REQUEST, "The request body must be a JSON object.");
        }
        Fields fields = new Fields(body, "");
        refuseUnsupported(fields);
        List<ToolSpec> tools = ToolDecoder.tools(fields);
        ChatRequest chat = new ChatRequest(
                fields.requiredText("model"),
                MessageDecoder.decode(fields),
                tools,
                ToolDecoder.choice(fields, tools),
                fields.flagOr("parallel_tool_calls", true),
                sampling(fields),
                maxTokens(fields),
                thinking(fields),
                client(fields, header));
        Fields streaming = fields.object("stream_options");
        return new OpenAiRequest(
                chat, fields.flagOr("stream", false), streaming != null && streaming.flagOr("include_usage", false));
    }

    private static void refuseUnsupported(Fields fields) {
        Integer answers = fields.smallInteger("n", 1, Integer.MAX_VALUE);
        if (answers != null && answers != 1) {
            throw fields.error("n", "only one answer per request is supported; send " + answers + " requests instead");
        }
        Fields format = fields.object("response_format");
        if (format != null && !format.requiredText("type").equals("text")) {
            throw format.error(
                    "type",
                    "'" + format.text("type") + "' is not supported by this server; only 'text' is."
                            + " Ask for JSON in the prompt, or define a tool with the wanted parameters");
        }
        JsonNode bias = fields.get("logit_bias");
        if (bias != null && !bias.isEmpty()) {
            throw fields.error("logit_bias", "is not supported by this server");
        }
        JsonNode modalities = fields.get("modalities");
        if (fields.has("audio") || (modalities != null && modalities.toString().contains("audio"))) {
            throw fields.error(fields.has("audio") ? "audio" : "modalities", "this server answers in text only");
        }
        if (fields.has("web_search_options")) {
            throw fields.error("web_search_options", "this server does not search the web");
        }
        for (String old : List.of("functions", "function_call")) {
            if (fields.has(old)) {
                throw fields.error(old, "is not supported; use tools and tool_choice, which replaced it");
            }
        }
    }

    private static Sampling sampling(Fields fields) {
        Integer topK = fields.smallInteger("top_k", -1, Integer.MAX_VALUE);
        return new Sampling(
                fields.number("temperature", 0, 2),
                topP(fields),
                topK == null ? null : Integer.valueOf(Math.max(0, topK)),
                fields.number("min_p", 0, 1),
                repetitionPenalty(fields),
                fields.number("presence_penalty", -2, 2),
                fields.number("frequency_penalty", -2, 2),
                fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                stops(fields),
                topLogprobs(fields));
    }

    private static @Nullable Double topP(Fields fields) {
        // The smallest nucleus is the likeliest token alone, which is what 0 asks for.
        Double topP = fields.number("top_p", 0, 1);
        return topP == null ? null : Double.valueOf(Math.max(topP, Float.MIN_NORMAL));
    }

    private static @Nullable Double repetitionPenalty(Fields fields) {
        Double penalty = fields.number("repetition_penalty", 0, LARGEST_PENALTY);
        if (penalty != null && penalty == 0) {
            throw fields.error("repetition_penalty", "must be greater than 0; 1 is none");
        }
        return penalty;
    }

    private static List<String> stops(Fields fields) {
        JsonNode stop = fields.get("stop");
        if (stop == null) {
            return List.of();
        }
        List<String> stops = new ArrayList<>();
        for (JsonNode each : stop.isArray() ? stop : List.of(stop)) {
            if (!each.isTextual()) {
                throw fields.wrong("stop", "must be a string or an array of strings", stop);
            }
            if (!each.textValue().isEmpty()) {
                stops.add(each.textValue());
            }
        }
        if (stops.size() > MOST_STOPS) {
            throw fields.error("stop", "may hold at most " + MOST_STOPS + " strings, but holds " + stops.size());
        }
        return stops;
    }

    private static int topLogprobs(Fields fields) {
        boolean wanted = fields.flagOr("logprobs", false);
        Integer top = fields.smallInteger("top_logprobs", 0, 20);
        if (top != null && top > 0 && !wanted) {
            throw fields.error("top_logprobs", "needs logprobs to be true");
        }
        return !wanted ? -1 : top == null ? 0 : top;
    }

    /** The newer name wins; -1 is LM Studio's way to say "no limit". */
    private static @Nullable Integer maxTokens(Fields fields) {
        String key = fields.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        Integer max = fields.smallInteger(key, -1, Integer.MAX_VALUE);
        return max == null || max < 0 ? null : max;
    }

    private static Thinking thinking(Fields fields) {
        Fields template = fields.object("chat_template_kwargs");
        Boolean wanted = template == null ? null : template.flag("enable_thinking");
        if (wanted == null) {
            wanted = fields.flag("enable_thinking");
        }
        if (wanted != null) {
            return wanted ? Thinking.ENABLED : Thinking.DISABLED;
        }
        Fields reasoning = fields.object("reasoning");
        String effort = fields.has("reasoning_effort") || reasoning == null
                ? fields.text("reasoning_effort")
                : reasoning.text("effort");
        return switch (effort) {
            case null -> Thinking.UNSPECIFIED;
            case "none", "minimal" -> Thinking.DISABLED;
            default -> Thinking.ENABLED;
        };
    }

    private static ClientInfo client(Fields fields, Function<String, @Nullable String> header) {
        String session = Stream.concat(
                        SESSION_HEADERS.stream().map(header),
                        SESSION_FIELDS.stream().map(fields::text))
                .filter(Objects::nonNull)
                .filter(id -> !id.isBlank())
                .findFirst()
                .orElse("");
        String agent = header.apply("user-agent");
        String user = fields.text("user");
        String project = header.apply("x-crema-project");
        return new ClientInfo(session, "", agent == null ? "" : agent, false)
                .withSession(session, user == null ? "" : user)
                .withProject(project == null ? "" : project)
                .withCachePolicy(CachePolicy.of(header.apply(CachePolicy.HEADER), header.apply("cache-control")));
    }
}
