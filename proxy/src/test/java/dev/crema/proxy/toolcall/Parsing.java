package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.ToolCallParser.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What the parser tests share: a few tools, and running a parser over text cut in given ways. */
final class Parsing {
    static final List<ToolSpec> TOOLS = List.of(
            new ToolSpec("get_weather", "The weather in a city", json("""
                            {"type": "object", "properties": {
                              "city": {"type": "string"}, "days": {"type": "integer"}, "metric": {"type": "boolean"}}}
                            """), false),
            new ToolSpec("list_files", "", json("{\"type\": \"object\", \"properties\": {}}"), false));

    private Parsing() {}

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The pieces as text, calls written {@code «name{…}»}. */
    static String read(ToolCallParser parser, boolean cut, List<String> chunks) {
        List<Piece> pieces = new ArrayList<>();
        chunks.forEach(chunk -> parser.feed(chunk, pieces::add));
        parser.finish(cut, pieces::add);
        StringBuilder result = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text text -> result.append(text.text());
                case Piece.Call call ->
                    result.append('«')
                            .append(call.name())
                            .append(call.arguments())
                            .append('»');
            }
        }
        return result.toString();
    }

    static String read(ToolCallParser parser, String text) {
        return read(parser, false, List.of(text));
    }

    /** The texts of the pieces alone. */
    static String texts(ToolCallParser parser, boolean cut, String text) {
        return read(parser, cut, List.of(text)).replaceAll("«[^»]*»", "");
    }

    static List<String> cutAnywhere(String text, Random random) {
        List<String> chunks = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = Math.min(text.length(), start + random.nextInt(6));
            chunks.add(text.substring(start, end));
            start = end;
        }
        return chunks;
    }

    /** Random texts put together from fragments. */
    static String fromFragments(List<String> fragments, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            String fragment = fragments.get(random.nextInt(fragments.size()));
            boolean part = random.nextInt(4) == 0;
            text.append(fragment, 0, part ? random.nextInt(fragment.length() + 1) : fragment.length());
        }
        return text.toString();
    }

    static Supplier<ToolCallParser> hermes() {
        return () -> new HermesParser(TOOLS);
    }

    static Supplier<ToolCallParser> llama() {
        return () -> new LlamaParser(TOOLS);
    }
}
