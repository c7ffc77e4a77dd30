package dev.crema.mlx.hub;

import dev.crema.mlx.hub.HubException.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files of a repository that Crema reads, and its licence. Pure.
 *
 * @param gguf whether the model is one GGUF file, rather than a folder
 * @param files what is to be fetched
 */
record ModelFiles(boolean gguf, List<HubFile> files) {
    /** Without it a folder is no model, so it is put in last. */
    static final String CONFIG = "config.json";

    private static final String WHOLE = "model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final Set<String> COMPANIONS = Set.of(
            CONFIG,
            TOKENIZER,
            "generation_config.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "chat_template.json",
            "model.safetensors.index.json",
            // Of embedding models.
            "modules.json",
            "sentence_bert_config.json",
            "1_Pooling/config.json");

    /**
     * Chooses.
     *
     * @param gguf the GGUF file's name; null: safetensors, or the only GGUF file
     * @throws HubException if the model is not in a form that Crema can load, or there is a choice to make
     */
    static ModelFiles of(HubModel model, @Nullable String gguf) {
        if (gguf != null) {
            return ggufNamed(model, gguf);
        }
        List<HubFile> weights = weights(model);
        if (weights.isEmpty()) {
            return onlyGguf(model);
        }
        for (String needed : List.of(CONFIG, TOKENIZER)) {
            if (model.files().stream().noneMatch(file -> file.path().equals(needed))) {
                throw unusable(
                        model,
                        "has no " + needed + ". Choose a version of the model made for MLX, for example one from"
                                + " mlx-community");
            }
        }
        return new ModelFiles(false, matching(model, file -> isCompanion(file.path()) || weights.contains(file)));
    }

    /** Whether a file of that name in a model's folder is one that a download may have put there. */
    static boolean isOurs(String name) {
        return name.startsWith(".") || isCompanion(name) || name.endsWith(".safetensors") || isFolder(name);
    }

    /** All bytes of the files. */
    long bytes() {
        return files.stream().mapToLong(HubFile::bytes).sum();
    }

    private static boolean isFolder(String name) {
        return name.equals("1_Pooling") || name.equals("additional_chat_templates");
    }

    private static boolean isCompanion(String path) {
        return COMPANIONS.contains(path)
                || path.matches("additional_chat_templates/[A-Za-z0-9_][A-Za-z0-9_.-]*\\.jinja")
                || (isAtRoot(path) && path.toUpperCase(Locale.ROOT).startsWith("LICENSE"));
    }

    /** One file or shards, as Hugging Face names them; other safetensors files only where there are none of these. */
    private static List<HubFile> weights(HubModel model) {
        List<HubFile> all = matching(model, file -> isPlain(file.path(), ".safetensors"));
        List<HubFile> whole =
                all.stream().filter(file -> file.path().equals(WHOLE)).toList();
        List<HubFile> named =
                all.stream().filter(file -> file.path().startsWith("model")).toList();
        return !whole.isEmpty() ? whole : !named.isEmpty() ? named : all;
    }

    private static ModelFiles onlyGguf(HubModel model) {
        List<HubFile> ggufs = matching(model, file -> isPlain(file.path(), ".gguf"));
        return switch (ggufs.size()) {
            case 0 -> throw unusable(model, "has neither safetensors nor GGUF weights. Choose a version made for MLX");
            case 1 -> new ModelFiles(true, ggufs);
            default ->
                throw unusable(
                        model,
                        "has " + ggufs.size() + " GGUF files, of which one is to be named: "
                                + ggufs.stream().map(HubFile::path).collect(Collectors.joining(", ")));
        };
    }

    private static ModelFiles ggufNamed(HubModel model, String gguf) {
        List<HubFile> found = matching(model, file -> file.path().equals(gguf) && isPlain(file.path(), ".gguf"));
        if (found.isEmpty()) {
            throw new HubException(
                    Reason.NOT_FOUND,
                    model.repo() + " has no GGUF file " + gguf + ". It has: "
                            + model.files().stream()
                                    .map(HubFile::path)
                                    .filter(path -> isPlain(path, ".gguf"))
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return new ModelFiles(true, found);
    }

    private static List<HubFile> matching(HubModel model, Predicate<HubFile> wanted) {
        return model.files().stream().filter(wanted).toList();
    }

    /** What a hub says becomes a name in a folder of ours: plain names only. */
    private static boolean isPlain(String path, String ending) {
        return path.endsWith(ending) && isAtRoot(path);
    }

    private static boolean isAtRoot(String path) {
        return path.matches("[^/\\\\:\\p{Cntrl}.][^/\\\\:\\p{Cntrl}]*");
    }

    private static HubException unusable(HubModel model, String why) {
        return new HubException(Reason.UNUSABLE, model.repo() + " " + why + ".");
    }
}
