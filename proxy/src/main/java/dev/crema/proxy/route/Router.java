package dev.crema.proxy.route;

import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses the model that answers. Clients ask for names of their own vendors ({@code claude-…}, {@code gpt-…}) and must be
 * served all the same, so a name never fails: what no model matches goes to the default.
 */
public final class Router {
    private Router() {}

    /**
     * The model with exactly this id; else the first whose id begins with the name, or whose last path segment does
     * ({@code qwen3} finds {@code mlx-community/Qwen3-4B}), whatever the case; else the default, which is the first.
     *
     * @param asked the name in the request; may be empty
     * @param models what the backend serves
     * @throws ChatException {@link ChatException.Kind#OVERLOADED} if no model is loaded yet
     */
    public static ModelInfo route(String asked, List<ModelInfo> models) {
        if (models.isEmpty()) {
            throw new ChatException(
                    ChatException.Kind.OVERLOADED, "No model is loaded yet. Try again in a few seconds.", 5, null);
        }
        return find(asked, models).or(() -> byPrefix(asked, models)).orElseGet(models::getFirst);
    }

    /** The model with exactly this id. */
    public static Optional<ModelInfo> find(String id, List<ModelInfo> models) {
        return models.stream().filter(model -> model.id().equals(id)).findFirst();
    }

    private static Optional<ModelInfo> byPrefix(String asked, List<ModelInfo> models) {
        String prefix = asked.toLowerCase(Locale.ROOT);
        if (prefix.isBlank()) {
            return Optional.empty();
        }
        return models.stream()
                .filter(model -> {
                    String id = model.id().toLowerCase(Locale.ROOT);
                    return id.startsWith(prefix)
                            || id.substring(id.lastIndexOf('/') + 1).startsWith(prefix);
                })
                .findFirst();
    }
}
