package dev.crema.app.dashboard.benchmark;

import java.io.File;
import java.nio.file.Path;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks a person where a file is to be put. */
@FunctionalInterface
interface SaveDialog {
    /** The system's own. */
    SaveDialog SYSTEM = (owner, name) -> {
        FileChooser dialog = new FileChooser();
        dialog.setTitle("Save the Benchmark");
        dialog.setInitialFileName(name);
        dialog.getExtensionFilters().add(new FileChooser.ExtensionFilter("JSON", "*.json"));
        File file = dialog.showSaveDialog(owner);
        return file == null ? null : file.toPath();
    };

    /**
     * Waits for the answer.
     *
     * @param name the file's name unless a person wants another
     * @return null if it is not to be put anywhere
     */
    @Nullable
    Path choose(Window owner, String name);
}
