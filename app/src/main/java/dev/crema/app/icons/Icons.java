package dev.crema.app.icons;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import javafx.scene.image.Image;
import javax.imageio.ImageIO;

/** Loads pictures from the class path. Any thread. */
public final class Icons {
    private Icons() {}

    /** The window's, the smallest first. */
    public static List<Image> window() {
        return List.of("app-32.png", "app-64.png", "app-128.png", "app-256.png").stream()
                .map(name -> new Image(open(name)))
                .toList();
    }

    /**
     * The tray's.
     *
     * @param face what it says, as its files are named
     */
    public static BufferedImage tray(String face) {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        try (InputStream in = open(mac ? "tray/mac/" + face + "-grey-42.png" : "tray/on-dark/" + face + "-48.png")) {
            return ImageIO.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Icons.class.getResourceAsStream(name), "there is no picture " + name);
    }
}
