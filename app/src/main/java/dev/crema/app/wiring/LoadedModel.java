package dev.crema.app.wiring;

import dev.crema.mlx.engine.TextEngine;
import dev.crema.proxy.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A backend that can answer.
 *
 * @param backend closes the engine, if there is one
 * @param engine the engine behind it; null for a backend without a model
 * @param kvBudgetBytes memory for prompts kept between requests
 * @param advisedKvBytes what that is on this machine with this model unless a person says otherwise
 */
public record LoadedModel(Backend backend, @Nullable TextEngine engine, long kvBudgetBytes, long advisedKvBytes) {}
