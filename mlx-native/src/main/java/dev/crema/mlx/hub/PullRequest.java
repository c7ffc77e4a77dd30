package dev.crema.mlx.hub;

import org.jspecify.annotations.Nullable;

/**
 * What is to be fetched.
 *
 * @param repo the model
 * @param revision branch, tag or commit; {@code main} is the usual one
 * @param gguf the file's name, for a repository of several GGUF files; null: what the repository has
 */
public record PullRequest(
        RepoId repo, String revision, @Nullable String gguf) {
    /** @throws IllegalArgumentException if the file's name is none of a file at a repository's root */
    public PullRequest {
        if (gguf != null && !gguf.matches("[A-Za-z0-9_][A-Za-z0-9._+-]*\\.gguf")) {
            throw new IllegalArgumentException(gguf + " is no name of a GGUF file");
        }
    }

    /** The newest version of a model in the one form it has. */
    public static PullRequest of(RepoId repo) {
        return new PullRequest(repo, "main", null);
    }

    /** Where it is worked on; equal for requests that would put their result in the same place. */
    String key() {
        return repo.owner() + "--" + repo.name() + (gguf == null ? "" : "--" + gguf);
    }
}
