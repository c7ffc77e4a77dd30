package dev.crema.mlx.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a hub says of a model at one commit.
 *
 * @param repo its name
 * @param commit Git's hash; the files of a commit never change
 * @param gated whether a licence must be accepted first
 * @param family the {@code model_type} of its configuration; null where the hub does not say
 * @param files all files of the repository
 */
public record HubModel(
        RepoId repo, String commit, boolean gated, @Nullable String family, List<HubFile> files) {
    private static final Pattern GIT_HASH = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Copies the list. */
    public HubModel {
        files = List.copyOf(files);
    }

    /**
     * Reads the answer to {@code /api/models/REPO/revision/REVISION?blobs=true}, as Hugging Face documents it.
     *
     * @throws HubException if it lacks what is needed to fetch and check files
     */
    static HubModel parse(RepoId repo, JsonNode info) {
        String commit = info.path("sha").asText();
        if (!GIT_HASH.matcher(commit).matches() || !info.path("siblings").isArray()) {
            throw unusable(repo, "a commit and its files");
        }
        List<HubFile> files = new ArrayList<>();
        for (JsonNode sibling : info.path("siblings")) {
            files.add(file(repo, sibling));
        }
        // "gated" is false, "auto" or "manual".
        boolean gated = info.path("gated").isTextual() || info.path("gated").asBoolean();
        JsonNode family = info.path("config").path("model_type");
        return new HubModel(repo, commit, gated, family.isTextual() ? family.textValue() : null, files);
    }

    /** Bytes of the files that Crema would fetch. */
    public long neededBytes(@Nullable String gguf) {
        return ModelFiles.of(this, gguf).bytes();
    }

    private static HubFile file(RepoId repo, JsonNode sibling) {
        String path = sibling.path("rfilename").asText();
        JsonNode lfs = sibling.path("lfs");
        JsonNode bytes = lfs.has("size") ? lfs.path("size") : sibling.path("size");
        Checksum checksum = lfs.has("sha256")
                ? new Checksum(Checksum.Kind.SHA256, lfs.path("sha256").asText())
                : new Checksum(Checksum.Kind.GIT_BLOB, sibling.path("blobId").asText());
        Pattern form = checksum.kind() == Checksum.Kind.SHA256 ? SHA256 : GIT_HASH;
        if (path.isEmpty()
                || !bytes.canConvertToLong()
                || bytes.asLong() < 0
                || !form.matcher(checksum.hex()).matches()) {
            throw unusable(repo, "size and checksum of " + (path.isEmpty() ? "every file" : path));
        }
        return new HubFile(path, bytes.asLong(), checksum);
    }

    private static HubException unusable(RepoId repo, String what) {
        return new HubException(
                HubException.Reason.UNUSABLE,
                "The hub's answer about " + repo + " does not give " + what
                        + ", without which nothing can be checked. Use another mirror, or none.");
    }
}
