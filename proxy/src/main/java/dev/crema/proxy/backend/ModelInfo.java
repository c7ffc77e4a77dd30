package dev.crema.proxy.backend;

import java.time.Instant;

/**
 * A model clients can choose.
 *
 * @param id its name on the wire
 * @param displayName its name for people
 * @param contextLength tokens of prompt and answer together
 * @param identity what its answers depend on: weights, tokenizer, chat template, precision. Two models of one identity
 *     answer alike, on any machine
 */
public record ModelInfo(String id, String displayName, Instant created, int contextLength, String identity) {
    /** A model that is what its id says. */
    public ModelInfo(String id, String displayName, Instant created, int contextLength) {
        this(id, displayName, created, contextLength, id);
    }
}
