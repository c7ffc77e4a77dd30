package dev.crema.app.icons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class IconsTest {
    private static final List<String> STATES = List.of("stopped", "starting", "running", "busy", "failed");
    private static final String[] PICTURES = {".png", ".svg", ".tiff", ".icns"};

    /** Sizes in pixels of all types that today's systems ask for. */
    private static final Map<String, Integer> TYPES = Map.of(
            "ic04", 16, "ic05", 32, "ic07", 128, "ic08", 256, "ic09", 512, "ic10", 1024, "ic11", 32, "ic12", 64, "ic13",
            256, "ic14", 512);

    @TempDir
    private static Path generated;

    @BeforeAll
    static void generate() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        Pictures.ROOT.resolve("icons/Generate.java").toString(),
                        generated.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void committedPicturesAreWhatTheGeneratorDraws() throws IOException {
        for (String name : Pictures.files(generated, ".png", ".tiff")) {
            BufferedImage[] committed = Pictures.readAll(Pictures.ROOT.resolve(name));
            BufferedImage[] drawn = Pictures.readAll(generated.resolve(name));
            assertThat(committed).as(name).hasSameSizeAs(drawn);
            for (int page = 0; page < drawn.length; page++) {
                Pictures.assertSame(name, committed[page], drawn[page]);
            }
        }
        for (String name : Pictures.files(generated, ".svg")) {
            assertThat(Pictures.ROOT.resolve(name)).hasSameTextualContentAs(generated.resolve(name));
        }
    }

    @Test
    void noPictureIsLeftFromAnOlderGenerator() throws IOException {
        for (Path folder : List.of(Pictures.RESOURCES, Pictures.PACKAGING, Pictures.ROOT.resolve("icons"))) {
            Path relative = Pictures.ROOT.relativize(folder);
            SortedSet<String> drawn = Pictures.files(generated.resolve(relative), PICTURES);
            assertThat(drawn).isNotEmpty();
            assertThat(Pictures.files(folder, PICTURES)).as(relative.toString()).isEqualTo(drawn);
        }
    }

    @Test
    void theIconFileHasAllTypesInTheirSizes() throws IOException {
        IcnsFile icns = icns();
        assertThat(icns.elements()).containsOnlyKeys(TYPES.keySet());
        for (Map.Entry<String, Integer> type : TYPES.entrySet()) {
            BufferedImage picture = icns.picture(type.getKey(), type.getValue());
            assertThat(picture.getWidth()).as(type.getKey()).isEqualTo(type.getValue());
            assertThat(picture.getHeight()).as(type.getKey()).isEqualTo(type.getValue());
        }
    }

    @Test
    void theIconFileHoldsThePicturesOfTheWindows() throws IOException {
        IcnsFile icns = icns();
        Map<String, String> same = Map.of(
                "ic04", "16", "ic11", "16@2x", "ic05", "32", "ic12", "32@2x", "ic07", "128", "ic13", "128@2x", "ic08",
                "256", "ic14", "256@2x", "ic09", "512");
        for (Map.Entry<String, String> entry : same.entrySet()) {
            String type = entry.getKey();
            BufferedImage window = Pictures.read(Pictures.RESOURCES.resolve("app-" + entry.getValue() + ".png"));
            Pictures.assertSame(type, icns.picture(type, TYPES.get(type)), window);
        }
        BufferedImage largest = Pictures.read(Pictures.ROOT.resolve("icons/app-1024.png"));
        Pictures.assertSame("ic10", icns.picture("ic10", 1024), largest);
    }

    @Test
    void theLargeIconKeepsTheMarginsOfMacOS() throws IOException {
        BufferedImage icon = Pictures.read(Pictures.ROOT.resolve("icons/app-1024.png"));
        for (int at : new int[] {101, 300, 512, 700, 922}) {
            assertThat(icon.getRGB(512, at) >>> 24).as("%d down", at).isEqualTo(255);
            assertThat(icon.getRGB(at, 512) >>> 24).as("%d across", at).isEqualTo(255);
        }
        // Outside is at most the soft shadow, and nothing reaches the picture's edge or the corners.
        assertThat(icon.getRGB(512, 98) >>> 24).isLessThan(60);
        assertThat(icon.getRGB(98, 512) >>> 24).isLessThan(90);
        assertThat(IntStream.range(0, 1024)).allMatch(at -> icon.getRGB(at, 0) == 0 && icon.getRGB(at, 1023) == 0);
        assertThat(icon.getRGB(120, 120) >>> 24).isLessThan(90);
    }

    @Test
    void templatesAreBlackWithAlpha() throws IOException {
        for (String state : STATES) {
            for (int scale = 1; scale <= 3; scale++) {
                String name = state + "Template" + (scale == 1 ? "" : "@" + scale + "x") + ".png";
                assertOneColour(name, 0x000000, 22 * scale);
            }
            assertOneColour(state + "-grey-42.png", 0x808080, 42);
        }
    }

    private static void assertOneColour(String name, int rgb, int size) throws IOException {
        BufferedImage template =
                Pictures.read(Pictures.RESOURCES.resolve("tray/mac").resolve(name));
        assertThat(template.getWidth()).as(name).isEqualTo(size);
        assertThat(template.getHeight()).as(name).isEqualTo(size);
        boolean clear = false;
        boolean covered = false;
        boolean edges = false;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int alpha = template.getRGB(x, y) >>> 24;
                clear |= alpha == 0;
                covered |= alpha == 255;
                edges |= alpha > 0 && alpha < 255;
                if (alpha == 255) {
                    assertThat(template.getRGB(x, y) & 0xFFFFFF).as(name).isEqualTo(rgb);
                } else if (rgb == 0) {
                    assertThat(template.getRGB(x, y) & 0xFFFFFF).as(name).isZero();
                }
            }
        }
        assertThat(clear && covered && edges)
                .as("%s has clear, full and smooth pixels", name)
                .isTrue();
    }

    @Test
    void theFiveStatesDifferInShape() throws IOException {
        // A dot, a wisp or a mark covers at least a sixtieth of the smallest glyph.
        for (String kind : List.of("mac/%sTemplate", "mac/%sTemplate@2x", "on-dark/%s-16", "on-light/%s-24")) {
            for (String one : STATES) {
                for (String other : STATES.subList(STATES.indexOf(one) + 1, STATES.size())) {
                    BufferedImage first = glyph(kind, one);
                    int difference = Pictures.silhouetteDifference(first, glyph(kind, other));
                    assertThat(difference)
                            .as("%s: %s and %s", kind, one, other)
                            .isGreaterThanOrEqualTo(first.getWidth() * first.getHeight() / 64);
                }
            }
        }
    }

    @Test
    void linuxGlyphsStandOutFromTheirPanels() throws IOException {
        assertContrast("on-dark", 0x1E1E20);
        assertContrast("on-light", 0xF2F2F4);
    }

    private static void assertContrast(String folder, int panel) throws IOException {
        for (String state : STATES) {
            for (int size : new int[] {16, 22, 24, 32, 48}) {
                BufferedImage glyph = glyph(folder + "/%s-" + size, state);
                assertThat(glyph.getWidth()).isEqualTo(size);
                for (int rgb : glyph.getRGB(0, 0, size, size, null, 0, size)) {
                    if (rgb >>> 24 == 255) {
                        assertThat(Pictures.contrast(rgb, panel))
                                .as("%s %s %d: #%06X", folder, state, size, rgb & 0xFFFFFF)
                                .isGreaterThan(3);
                    }
                }
            }
        }
    }

    @Test
    void theDiskImagesBackgroundTellsItsResolution() throws IOException {
        assertThat(pixelsAnInch("Crema-background.png", 0)).isCloseTo(72, offset(0.5));
        assertThat(pixelsAnInch("Crema-background@2x.png", 0)).isCloseTo(144, offset(0.5));
        assertThat(pixelsAnInch("Crema-background.tiff", 0)).isCloseTo(72, offset(0.5));
        assertThat(pixelsAnInch("Crema-background.tiff", 1)).isCloseTo(144, offset(0.5));
        BufferedImage[] pages = Pictures.readAll(Pictures.PACKAGING.resolve("Crema-background.tiff"));
        Pictures.assertSame("usual", pages[0], Pictures.read(Pictures.PACKAGING.resolve("Crema-background.png")));
        Pictures.assertSame("Retina", pages[1], Pictures.read(Pictures.PACKAGING.resolve("Crema-background@2x.png")));
        assertThat(pages[0].getWidth()).isEqualTo(660);
        assertThat(pages[0].getHeight()).isEqualTo(400);
        assertThat(pages[1].getWidth()).isEqualTo(1320);
    }

    private static double pixelsAnInch(String name, int page) throws IOException {
        Path file = Pictures.PACKAGING.resolve(name);
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = ImageIO.getImageReaders(in).next();
            reader.setInput(in);
            Element root = (Element) reader.getImageMetadata(page).getAsTree("javax_imageio_1.0");
            reader.dispose();
            Element size =
                    (Element) root.getElementsByTagName("HorizontalPixelSize").item(0);
            return 25.4 / Double.parseDouble(size.getAttribute("value"));
        }
    }

    private static BufferedImage glyph(String pattern, String state) throws IOException {
        return Pictures.read(Pictures.RESOURCES.resolve("tray/" + pattern.formatted(state) + ".png"));
    }

    private static IcnsFile icns() throws IOException {
        return IcnsFile.parse(Files.readAllBytes(Pictures.PACKAGING.resolve("Crema.icns")));
    }
}
