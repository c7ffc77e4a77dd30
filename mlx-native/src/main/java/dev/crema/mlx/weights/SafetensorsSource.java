package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The safetensors of a folder as Hugging Face lays them out: {@code model.safetensors}, or shards with an index, or one
 * file of another name. Tensors are views of the mapped files. Safe from any thread.
 */
public final class SafetensorsSource implements WeightSource {
    static final String WHOLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final Map<String, SafetensorsFile> fileOfTensor;

    private SafetensorsSource(Path folder, Map<String, SafetensorsFile> fileOfTensor) {
        this.folder = folder;
        this.fileOfTensor = Collections.unmodifiableMap(fileOfTensor);
    }

    /**
     * Opens the weights of a folder.
     *
     * @throws ModelFormatException if there are none, a shard is missing or a file is damaged
     */
    public static SafetensorsSource open(Path folder) {
        if (!Files.exists(folder.resolve(WHOLE)) && Files.exists(folder.resolve(INDEX))) {
            return sharded(folder);
        }
        SafetensorsFile only = SafetensorsFile.open(files(folder).getFirst());
        Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();
        only.names().forEach(name -> tensors.put(name, only));
        return new SafetensorsSource(folder, tensors);
    }

    /**
     * The weight files of a folder, which all exist.
     *
     * @throws ModelFormatException if there are none or some are missing
     */
    static List<Path> files(Path folder) {
        if (Files.exists(folder.resolve(WHOLE))) {
            return List.of(folder.resolve(WHOLE));
        }
        if (Files.exists(folder.resolve(INDEX))) {
            return shards(folder, weightMap(folder));
        }
        List<Path> found = Folders.filesEndingWith(folder, ".safetensors");
        return switch (found.size()) {
            case 0 -> throw new ModelFormatException(folder + " has no safetensors weights. " + Folders.WHAT_IS_NEEDED);
            case 1 -> found;
            default ->
                throw new ModelFormatException(folder + " has " + found.size() + " safetensors files but no " + INDEX
                        + " that tells which tensor is where. Download the model again.");
        };
    }

    private static SafetensorsSource sharded(Path folder) {
        Map<String, String> shardOfTensor = weightMap(folder);
        Map<String, SafetensorsFile> open = new HashMap<>();
        try {
            for (Path shard : shards(folder, shardOfTensor)) {
                open.put(shard.getFileName().toString(), SafetensorsFile.open(shard));
            }
            Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, String> entry : shardOfTensor.entrySet()) {
                SafetensorsFile file = open.get(entry.getValue());
                if (file == null || !file.names().contains(entry.getKey())) {
                    throw new ModelFormatException(folder.resolve(entry.getValue()) + " does not hold tensor "
                            + entry.getKey() + ", although " + INDEX + " says so. The files are of different"
                            + " downloads: download the model again.");
                }
                tensors.put(entry.getKey(), file);
            }
            return new SafetensorsSource(folder, tensors);
        } catch (ModelFormatException e) {
            open.values().forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static Map<String, String> weightMap(Path folder) {
        Path index = folder.resolve(INDEX);
        JsonNode map = Json.object(index).path("weight_map");
        Map<String, String> shardOfTensor = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asText();
            // A shard is a plain name beside the index: nothing outside the folder is ever opened.
            if (!shard.endsWith(".safetensors") || shard.contains("/") || shard.contains("\\")) {
                throw new ModelFormatException(index + " is corrupt: it puts tensor " + entry.getKey() + " into \""
                        + shard + "\". Download it again.");
            }
            shardOfTensor.put(entry.getKey(), shard);
        }
        if (shardOfTensor.isEmpty()) {
            throw new ModelFormatException(index + " names no tensors. Download it again.");
        }
        return shardOfTensor;
    }

    private static List<Path> shards(Path folder, Map<String, String> shardOfTensor) {
        List<Path> shards = shardOfTensor.values().stream()
                .distinct()
                .sorted()
                .map(folder::resolve)
                .toList();
        for (Path shard : shards) {
            if (!Files.isRegularFile(shard)) {
                throw new ModelFormatException(shard + " is missing, although " + INDEX
                        + " names it. The download is incomplete: resume it or download the model again.");
            }
        }
        return shards;
    }

    @Override
    public Set<String> names() {
        return fileOfTensor.keySet();
    }

    @Override
    public HostTensor tensor(String name) {
        SafetensorsFile file = fileOfTensor.get(name);
        if (file == null) {
            throw new ModelFormatException("The weights in " + folder + " have no tensor " + name
                    + ". The model is incomplete or of another kind than its config.json says.");
        }
        return file.tensor(name);
    }

    @Override
    public void close() {
        fileOfTensor.values().forEach(SafetensorsFile::close);
    }
}
