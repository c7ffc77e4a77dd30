package dev.crema.proxy.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool the client can run.
 *
 * @param description may be empty
 * @param schema JSON schema of the arguments, an object schema
 * @param deferred whether the model learns of it only where a {@link Part.ToolReference} names it
 */
public record ToolSpec(String name, String description, ObjectNode schema, boolean deferred) {}
