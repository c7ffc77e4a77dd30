package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of {@code POST /v1/messages} and {@code POST /v1/messages/count_tokens} to canonical requests.
 *
 * <p>A mistake is told in the API's own words, with the path of the field; what is unknown is let pass: unknown fields are
 * ignored and unknown blocks kept as they came. Both API versions ({@code 2023-06-01}, {@code 2026-10-21}) read the same.
 *
 * <p>Where a local model differs from the API:
 *
 * <ul>
 *   <li>{@code temperature} may go up to 2, as open models' own recommendations do; sampling is never refused.
 *   <li>{@code output_config.format} is refused by name: without a grammar the answer could silently break the schema.
 *   <li>{@code output_config.effort}, {@code service_tier}, {@code context_management} and the like have no effect.
 *   <li>Empty text is accepted wherever something else, or the assistant, speaks: our own empty answers come back as
 *       history. A user's message without any content is a mistake.
 * </ul>
 */
public final class AnthropicDecoder {
    private static final double MAX_TEMPERATURE = 2;

    private AnthropicDecoder() {}

    /**
     * A request for an answer.
     *
     * @param client what the headers told; the body may add a session id
     * @throws ChatException {@link Kind#INVALID_REQUEST} if the body is not valid
     */
    public static ChatRequest messages(JsonNode body, ClientInfo client) {
        Field root = Field.body(body);
        refuseStructuredOutput(root);
        int maxTokens = root.get("max_tokens").integer(0);
        List<Message> messages = messagesOf(root);
        ToolPairing.check(messages);
        return request(root, messages, maxTokens, client);
    }

    /**
     * A request to count a prompt's tokens. {@code max_tokens} is not part of it, and calls may lack their results: clients
     * count pieces of conversations.
     *
     * @param client what the headers told
     * @throws ChatException {@link Kind#INVALID_REQUEST} if the body is not valid
     */
    public static ChatRequest countTokens(JsonNode body, ClientInfo client) {
        Field root = Field.body(body);
        return request(root, messagesOf(root), null, client);
    }

    /**
     * Whether the answer is to be streamed.
     *
     * @throws ChatException {@link Kind#INVALID_REQUEST} if {@code stream} is no boolean
     */
    public static boolean wantsStream(JsonNode body) {
        return Field.body(body).get("stream").flag(false);
    }

    private static ChatRequest request(
            Field root, List<Message> messages, @Nullable Integer maxTokens, ClientInfo client) {
        List<ToolSpec> tools = ToolDecoder.tools(root.get("tools"));
        Field choice = root.get("tool_choice");
        ChatRequest request = new ChatRequest(
                model(root.get("model")),
                withSystem(root.get("system"), messages),
                tools,
                ToolDecoder.choice(choice, tools),
                !choice.get("disable_parallel_tool_use").flag(false),
                sampling(root),
                maxTokens,
                thinking(root.get("thinking")),
                client);
        return request.withClient(clientOf(root, client)).withDiagnostics(diagnostics(root.get("diagnostics")));
    }

    private static String model(Field model) {
        if (model.text().isEmpty()) {
            throw model.invalid("String should have at least 1 character");
        }
        return model.text();
    }

    private static List<Message> messagesOf(Field root) {
        Field messages = root.get("messages").required();
        if (messages.items().isEmpty()) {
            throw messages.invalid("at least one message is required");
        }
        return messages.items().stream().map(AnthropicDecoder::message).toList();
    }

    private static Message message(Field message) {
        message.object();
        Field role = message.get("role");
        Role who = switch (role.text()) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> throw role.invalid("Input should be 'user', 'assistant' or 'system'");
        };
        List<Part> parts = BlockDecoder.content(message.get("content").required());
        if (who == Role.USER
                && parts.stream().allMatch(part -> part instanceof Part.Text(String text) && text.isEmpty())) {
            throw message.invalid(
                    "all messages must have non-empty content except for the optional final assistant message");
        }
        return new Message(who, parts);
    }

    private static List<Message> withSystem(Field system, List<Message> messages) {
        List<Part> parts = BlockDecoder.content(system);
        if (parts.isEmpty()) {
            return messages;
        }
        List<Message> all = new ArrayList<>(messages.size() + 1);
        all.add(new Message(Role.SYSTEM, parts));
        all.addAll(messages);
        return all;
    }

    private static Sampling sampling(Field root) {
        Field topK = root.get("top_k");
        List<String> stops = new ArrayList<>();
        for (Field stop : root.get("stop_sequences").items()) {
            if (stop.text().isEmpty()) {
                throw stop.invalid("String should have at least 1 character");
            }
            stops.add(stop.text());
        }
        return new Sampling(
                inRange(root.get("temperature"), MAX_TEMPERATURE),
                topP(root.get("top_p")),
                topK.present() ? topK.integer(0) : null,
                null,
                null,
                null,
                null,
                null,
                stops,
                -1);
    }

    private static @Nullable Double topP(Field field) {
        Double value = inRange(field, 1);
        if (value != null && value == 0) {
            throw field.invalid("Input should be greater than 0. For the most likely tokens set temperature to 0.");
        }
        return value;
    }

    private static @Nullable Double inRange(Field field, double max) {
        if (!field.present()) {
            return null;
        }
        double value = field.number();
        if (!(value >= 0 && value <= max)) {
            throw field.invalid("range: 0.." + (int) max);
        }
        return value;
    }

    private static Thinking thinking(Field thinking) {
        if (!thinking.present()) {
            return Thinking.UNSPECIFIED;
        }
        thinking.object();
        return switch (thinking.get("type").text()) {
            case "enabled", "adaptive", "between_tools" -> Thinking.ENABLED;
            case "disabled" -> Thinking.DISABLED;
            // Kinds have been added before; the template's default serves a new one better than a refusal.
            default -> Thinking.UNSPECIFIED;
        };
    }

    private static void refuseStructuredOutput(Field root) {
        // The second is the field's name in the API's beta.
        for (Field format : List.of(root.get("output_config").get("format"), root.get("output_format"))) {
            if (format.present()) {
                throw format.invalid("structured output is not supported by local models yet. Leave this field out and"
                        + " describe the wanted JSON in the prompt, or offer a tool with that input_schema.");
            }
        }
    }

    private static ClientInfo clientOf(Field root, ClientInfo told) {
        String session = told.sessionId().isEmpty()
                ? SessionIds.in(root.get("metadata").get("user_id").textOr(""))
                : told.sessionId();
        String user = root.get("metadata").get("user_id").textOr("");
        return told.withSession(session, user);
    }

    private static @Nullable Diagnostics diagnostics(Field wish) {
        if (!wish.present()) {
            return null;
        }
        wish.object();
        Field previous = wish.get("previous_message_id");
        return new Diagnostics(previous.present() ? MessageIds.requestId(previous.text()) : null);
    }
}
