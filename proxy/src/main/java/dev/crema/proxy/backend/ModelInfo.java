package dev.crema.proxy.backend;

import java.time.Instant;

/**
 * A model clients can choose.
 *
 * @param id its name on the wire
 * @param displayName its name for people
 * @param contextLength tokens of prompt and answer together
 */
public record ModelInfo(String id, String displayName, Instant created, int contextLength) {}
