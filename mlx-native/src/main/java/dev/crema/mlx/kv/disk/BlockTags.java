package dev.crema.mlx.kv.disk;

/**
 * What people know a block by.
 *
 * @param modelIdentity hash of the model that computed it
 * @param modelName the model's name, for people
 * @param project what the conversation was about; empty when unknown
 * @param main whether a main conversation uses it, rather than side requests only
 */
public record BlockTags(String modelIdentity, String modelName, String project, boolean main) {
    BlockTags asMain() {
        return new BlockTags(modelIdentity, modelName, project, true);
    }
}
