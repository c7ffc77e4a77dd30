package dev.crema.mlx.hub;

import java.util.regex.Pattern;

/**
 * A model's name on a hub.
 *
 * @param owner user or organisation
 * @param name the repository's name within it
 */
public record RepoId(String owner, String name) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}");

    /** @throws IllegalArgumentException if a part holds what hubs do not allow; both become names of folders */
    public RepoId {
        if (!PART.matcher(owner).matches()
                || !PART.matcher(name).matches()
                || owner.contains("..")
                || name.contains("..")) {
            throw new IllegalArgumentException(
                    owner + "/" + name + " is no name of a model on a hub; write owner/name");
        }
    }

    /**
     * Reads {@code owner/name}.
     *
     * @throws IllegalArgumentException for any other form
     */
    public static RepoId of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(text + " is no name of a model on a hub; write owner/name");
        }
        return new RepoId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
