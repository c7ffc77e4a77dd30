package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.CacheHint;
import dev.crema.mlx.engine.CacheHint.RequestClass;
import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationHandle;
import dev.crema.mlx.engine.GenerationRequest;
import dev.crema.mlx.engine.OverloadedException;
import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.kv.disk.DiskStats;
import dev.crema.mlx.sample.SamplingParams;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.observe.Metric;
import dev.crema.proxy.toolcall.SampledAnswers;
import dev.crema.proxy.toolcall.ToolCallFormats;
import dev.crema.proxy.toolcall.ToolCallParser;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Answers with a model in this process. Owns the engine it is given. Safe from any thread. */
public final class EmbeddedBackend implements Backend {
    /**
     * For models that come without sampling advice: warm enough not to repeat itself, cool enough to write valid calls
     * and code.
     */
    public static final SamplingParams DEFAULT_SAMPLING = new SamplingParams(0.7f, 0.95f, 0, 0, 1, 0, 0, null, -1);

    private final TextEngine engine;
    private final PromptRenderer renderer;
    private final PromptHeads heads;
    private final Conversations conversations = new Conversations();
    private final SamplingMapper sampling;
    private final SampledAnswers memory;
    private final ModelInfo model;

    /** With {@link #DEFAULT_SAMPLING} for what a request leaves open, and a memory of what the model wrote. */
    public EmbeddedBackend(TextEngine engine) {
        this(engine, DEFAULT_SAMPLING, new SampledAnswers());
    }

    /**
     * Probes the model's chat template.
     *
     * @param defaults the sampling a request gets where it does not say
     * @param memory of this model's answers
     * @throws dev.crema.mlx.tokenizer.TemplateException if the template cannot render a user message
     */
    public EmbeddedBackend(TextEngine engine, SamplingParams defaults, SampledAnswers memory) {
        this.engine = engine;
        this.renderer = new PromptRenderer(engine.chatTemplate(), engine.tokenizer(), memory);
        this.heads = new PromptHeads(renderer, engine.tokenizer());
        this.memory = memory;
        this.sampling = new SamplingMapper(defaults);
        this.model = new ModelInfo(
                engine.modelId(), engine.modelId(), Instant.now(), engine.contextLength(), engine.identity());
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(model);
    }

    @Override
    public int countTokens(ChatRequest request) {
        return renderer.render(request).tokens().length;
    }

    @Override
    public ChatStream start(ChatRequest request) {
        SamplingParams params = sampling.map(request.sampling());
        Prompt prompt = renderer.render(request);
        int room = room(prompt.tokens().length);
        Integer asked = request.maxTokens();
        if (asked != null && asked < 0) {
            throw new ChatException(Kind.INVALID_REQUEST, "max_tokens must not be negative");
        }
        int maxTokens = asked == null ? room : Math.min(asked, room);
        boolean windowBound = asked == null || asked > room;

        Queue<ChatEvent> ready = new ArrayDeque<>();
        var answer = new AnswerTranslator.Answer(
                model.id(), prompt, callLimit(request), renderer.traits().callClosing(), windowBound);
        int head = heads.tokens(request, prompt);
        ThinkMarkers thinking = renderer.traits().thinking();
        var reuse = new PrefixReuse(engine, conversations, request, prompt, head, thinking);
        var translator =
                new AnswerTranslator(answer, engine.tokenizer(), reuse, parser(request), thinking, memory, ready::add);
        var events = new LinkedBlockingQueue<GenerationEvent>();
        var generation = new GenerationRequest(
                prompt.tokens(), maxTokens, params, request.sampling().stop(), hint(request.client(), head));
        return new EmbeddedStream(events, submit(generation, events), translator, ready);
    }

    /** Tokens an answer may have; the prompt must leave room for one. */
    private int room(int promptTokens) {
        int window = engine.contextLength();
        if (promptTokens >= window) {
            throw ChatException.promptTooLong(promptTokens, Math.min(window, promptTokens - 1));
        }
        return window - promptTokens;
    }

    private GenerationHandle submit(GenerationRequest request, Queue<GenerationEvent> events) {
        try {
            return engine.generate(request, events::add);
        } catch (OverloadedException e) {
            throw new ChatException(Kind.OVERLOADED, String.valueOf(e.getMessage()), e.retryAfterSeconds(), e);
        } catch (IllegalArgumentException e) {
            throw new ChatException(Kind.INVALID_REQUEST, String.valueOf(e.getMessage()), 0, e);
        }
    }

    /** Templates without tools are taught Hermes, which is what an unknown source stands for. */
    private ToolCallParser parser(ChatRequest request) {
        String source =
                renderer.traits().tools() == null ? "" : engine.chatTemplate().source();
        return ToolCallFormats.forTemplate(source, request.tools());
    }

    private int callLimit(ChatRequest request) {
        if (request.toolChoice() instanceof ToolChoice.None) {
            return 0;
        }
        var tools = renderer.traits().tools();
        boolean several = request.parallelToolCalls() && (tools == null || tools.parallelCalls());
        return several ? Integer.MAX_VALUE : 1;
    }

    private static CacheHint hint(ClientInfo client, int head) {
        RequestClass rank = client.side() ? RequestClass.SIDE : RequestClass.MAIN;
        return new CacheHint(client.conversation(), rank, head, client.project());
    }

    @Override
    public ChatStream warm(ChatRequest head) {
        int[] tokens = heads.alone(head);
        if (tokens.length == 0 || tokens.length >= engine.contextLength()) {
            throw new ChatException(Kind.INVALID_REQUEST, "This head leaves no room for a conversation.");
        }
        var events = new LinkedBlockingQueue<GenerationEvent>();
        var hint = new CacheHint("", RequestClass.WARM, 0, head.client().project());
        var generation = new GenerationRequest(tokens, 0, DEFAULT_SAMPLING, List.of(), hint);
        return new WarmStream(events, submit(generation, events), model.id());
    }

    @Override
    public Map<String, Long> bytesByProject() {
        DiskStats ssd = engine.stats().ssd();
        return ssd == null ? Map.of() : ssd.bytesByProject();
    }

    @Override
    public void forget(@Nullable String project) {
        conversations.forget();
        engine.forget(project);
    }

    @Override
    public List<Metric> metrics() {
        return EngineMetrics.of(engine.stats());
    }

    @Override
    public void close() {
        engine.close();
    }
}
