package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ToolSpec;
import java.util.Comparator;
import java.util.List;

/**
 * Agents may send the same tools in another order, and Claude Code inserts deferred ones in the middle. Tools are
 * sorted by name, deferred ones after all others: a renderer lists the first group only, while the calls of both are
 * recognised. Claude Code's placeholder for deferred tools is no tool and goes.
 */
final class SortTools implements Rule {
    private static final String PLACEHOLDER = "DeferredToolPlaceholder";

    @Override
    public String name() {
        return "sort-tools";
    }

    @Override
    public String effect() {
        return "tools were sorted";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        List<ToolSpec> tools = request.tools().stream()
                .filter(tool -> !(tool.deferred() && tool.name().equals(PLACEHOLDER)))
                .sorted(Comparator.comparing(ToolSpec::deferred).thenComparing(ToolSpec::name))
                .toList();
        return request.withTools(tools);
    }
}
