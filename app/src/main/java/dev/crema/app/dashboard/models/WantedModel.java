package dev.crema.app.dashboard.models;

import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.RepoId;

/** What a person types to name a model on a hub. */
final class WantedModel {
    private static final String HOST = "^https?://[^/]+/";
    /** What pages of folders and files have between the model and the file. */
    private static final String PAGE = "/(tree|blob|resolve)/[^/]+";

    private WantedModel() {}

    /**
     * Reads {@code owner/name}, {@code owner/name/file.gguf}, or the address of the model's page.
     *
     * @throws IllegalArgumentException for anything else, in words for people
     */
    static PullRequest parse(String text) {
        String name = text.strip().replaceFirst(HOST, "").replaceFirst(PAGE, "").replaceFirst("/+$", "");
        String[] parts = name.split("/", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("Write owner/name, as the model's page on the hub is called.");
        }
        try {
            RepoId repo = new RepoId(parts[0], parts[1]);
            return parts.length == 2 ? PullRequest.of(repo) : new PullRequest(repo, "main", parts[2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ".", e);
        }
    }
}
