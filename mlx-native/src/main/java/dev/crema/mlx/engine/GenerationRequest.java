package dev.crema.mlx.engine;

import dev.crema.mlx.sample.SamplingParams;
import java.util.List;

/**
 * One completion to generate.
 *
 * @param prompt the whole prompt as token ids; the engine finds what it can reuse
 * @param maxTokens tokens to generate at most; 0 only fills the prefix cache
 * @param sampling how tokens are chosen
 * @param stopStrings texts that end the generation; never part of the emitted text
 * @param hint what the cache and the scheduler may know about the caller
 */
public record GenerationRequest(
        int[] prompt, int maxTokens, SamplingParams sampling, List<String> stopStrings, CacheHint hint) {}
