package dev.crema.proxy.server;

import dev.crema.proxy.observe.ToolUse;
import java.util.ArrayList;
import java.util.List;

/** Puts an answer's tool calls together. Written by the request's thread; any may ask for the complete ones. */
final class ToolUses {
    private volatile List<ToolUse> done = List.of();
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    void begin(String tool) {
        name = tool;
        arguments.setLength(0);
    }

    void add(String json) {
        arguments.append(json);
    }

    void end() {
        List<ToolUse> more = new ArrayList<>(done);
        more.add(ToolUse.of(name, arguments.toString()));
        done = List.copyOf(more);
    }

    /** The calls that are complete. */
    List<ToolUse> all() {
        return done;
    }
}
