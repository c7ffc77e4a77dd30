package dev.crema.app.icons;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The committed pictures, and what can be asked of pixels. */
final class Pictures {
    /** The repository's root. */
    static final Path ROOT = root();

    static final Path RESOURCES = ROOT.resolve("app/src/main/resources/dev/crema/app/icons");
    static final Path PACKAGING = ROOT.resolve("packaging/macos");

    private Pictures() {}

    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("icons/Generate.java"))) {
                return folder;
            }
        }
        throw new IllegalStateException("icons/Generate.java is in no folder above; run the tests in the repository");
    }

    static BufferedImage read(Path file) throws IOException {
        return readAll(file)[0];
    }

    /** All pages of a file. */
    static BufferedImage[] readAll(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = ImageIO.getImageReaders(in).next();
            reader.setInput(in);
            BufferedImage[] pages = new BufferedImage[reader.getNumImages(true)];
            for (int i = 0; i < pages.length; i++) {
                pages[i] = reader.read(i);
            }
            reader.dispose();
            return pages;
        }
    }

    /** All files below a folder that end so, relative to it. */
    static SortedSet<String> files(Path folder, String... endings) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> Stream.of(endings).anyMatch(name::endsWith))
                    .forEach(names::add);
        }
        return names;
    }

    /**
     * The same to the eye: another platform's arithmetic may round a channel differently, and another zlib writes other
     * bytes, but neither moves an edge.
     */
    static void assertSame(String name, BufferedImage actual, BufferedImage expected) {
        assertThat(actual.getWidth()).as(name).isEqualTo(expected.getWidth());
        assertThat(actual.getHeight()).as(name).isEqualTo(expected.getHeight());
        int worst = 0;
        for (int y = 0; y < actual.getHeight(); y++) {
            for (int x = 0; x < actual.getWidth(); x++) {
                worst = Math.max(worst, distance(actual.getRGB(x, y), expected.getRGB(x, y)));
            }
        }
        assertThat(worst)
                .as("%s: the largest difference of a channel; run java icons/Generate.java", name)
                .isLessThanOrEqualTo(2);
    }

    /** The largest difference of a premultiplied channel. */
    private static int distance(int one, int other) {
        int oneAlpha = one >>> 24;
        int otherAlpha = other >>> 24;
        int worst = Math.abs(oneAlpha - otherAlpha);
        for (int shift = 0; shift < 24; shift += 8) {
            int a = (one >> shift & 255) * oneAlpha;
            int b = (other >> shift & 255) * otherAlpha;
            worst = Math.max(worst, Math.abs(a - b) / 255);
        }
        return worst;
    }

    /** How many pixels are covered in one picture and not in the other. */
    static int silhouetteDifference(BufferedImage one, BufferedImage other) {
        int count = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (Math.abs((one.getRGB(x, y) >>> 24) - (other.getRGB(x, y) >>> 24)) > 127) {
                    count++;
                }
            }
        }
        return count;
    }

    /** The contrast of two opaque colours, from 1 to 21, as WCAG 2 defines it. */
    static double contrast(int one, int other) {
        double light = Math.max(luminance(one), luminance(other));
        double dark = Math.min(luminance(one), luminance(other));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
