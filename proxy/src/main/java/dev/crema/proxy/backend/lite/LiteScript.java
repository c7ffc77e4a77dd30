package dev.crema.proxy.backend.lite;

import dev.crema.proxy.backend.ModelInfo;
import java.util.List;

/**
 * What the lite backend serves and says. The format is described in docs/lite-backend.md.
 *
 * @param models at least one; the first is the default
 * @param rules tried in order; the first that matches answers
 * @param otherwise answers when none does
 */
record LiteScript(List<ModelInfo> models, List<LiteRule> rules, LiteAnswer otherwise) {
    LiteScript {
        models = List.copyOf(models);
        rules = List.copyOf(rules);
    }
}
