import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Draws all pictures of Crema: {@code java icons/Generate.java} in the repository's root writes them where they are
 * committed, {@code java icons/Generate.java FOLDER} writes the same tree elsewhere.
 */
final class Generate {
    private static final String RESOURCES = "app/src/main/resources/dev/crema/app/icons/";
    private static final String PACKAGING = "packaging/macos/";

    private final Path root;

    private Generate(Path root) {
        this.root = root;
    }

    static void main(String... arguments) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Path root = Path.of(arguments.length > 0 ? arguments[0] : "");
        if (arguments.length == 0 && !Files.exists(root.resolve("icons/Generate.java"))) {
            System.err.println(
                    "This is not the repository's root, so nothing was written. Go there, or name a folder.");
            System.exit(2);
        }
        Generate generate = new Generate(root);
        generate.app();
        generate.tray();
        generate.backdrop();
    }

    private void app() throws IOException {
        svg("app", AppIcon.drawing());
        svg("app-small", SmallAppIcon.small());
        svg("app-tiny", SmallAppIcon.tiny());

        BufferedImage at16 = square(SmallAppIcon.tiny(), 16);
        BufferedImage at32 = square(SmallAppIcon.small(), 32);
        Map<String, byte[]> pngs = new LinkedHashMap<>();
        pngs.put("16", Encoder.png(at16));
        pngs.put("16@2x", Encoder.png(square(SmallAppIcon.tiny(), 32)));
        pngs.put("32", Encoder.png(at32));
        pngs.put("32@2x", Encoder.png(square(SmallAppIcon.small(), 64)));
        pngs.put("48", Encoder.png(square(SmallAppIcon.small(), 48)));
        pngs.put("64", pngs.get("32@2x"));
        pngs.put("128", Encoder.png(square(AppIcon.drawing(), 128)));
        pngs.put("64@2x", pngs.get("128"));
        pngs.put("256", Encoder.png(square(AppIcon.drawing(), 256)));
        pngs.put("128@2x", pngs.get("256"));
        pngs.put("512", Encoder.png(square(AppIcon.drawing(), 512)));
        pngs.put("256@2x", pngs.get("512"));
        for (Map.Entry<String, byte[]> png : pngs.entrySet()) {
            write(RESOURCES + "app-" + png.getKey() + ".png", png.getValue());
        }
        byte[] at1024 = Encoder.png(square(AppIcon.drawing(), 1024));
        write("icons/app-1024.png", at1024);

        Icns icns = new Icns();
        icns.addPlanes("ic04", at16);
        icns.addPlanes("ic05", at32);
        icns.add("ic11", pngs.get("16@2x"));
        icns.add("ic12", pngs.get("32@2x"));
        icns.add("ic07", pngs.get("128"));
        icns.add("ic13", pngs.get("128@2x"));
        icns.add("ic08", pngs.get("256"));
        icns.add("ic14", pngs.get("256@2x"));
        icns.add("ic09", pngs.get("512"));
        icns.add("ic10", at1024);
        write(PACKAGING + "Crema.icns", icns.file());
    }

    private void tray() throws IOException {
        for (Tray.State state : Tray.State.values()) {
            String name = state.name().toLowerCase(Locale.ROOT);
            Drawing template = Tray.glyph22(state, Tray.Look.TEMPLATE);
            svg("tray-" + name, template);
            svg("tray-" + name + "-small", Tray.glyph16(state, Tray.Look.TEMPLATE));
            String mac = RESOURCES + "tray/mac/" + name;
            write(mac + "Template.png", Encoder.png(square(template, 22)));
            write(mac + "Template@2x.png", Encoder.png(square(template, 44)));
            write(mac + "Template@3x.png", Encoder.png(square(template, 66)));
            // Two pixels a point, so that lines stay sharp: the outermost half point, which is empty, is cut off.
            write(mac + "-grey-42.png", Encoder.png(Painter.paint(Tray.glyph22(state, Tray.Look.GREY), 2, 42, 42)));
            linux(state, Tray.Look.ON_DARK, RESOURCES + "tray/on-dark/" + name);
            linux(state, Tray.Look.ON_LIGHT, RESOURCES + "tray/on-light/" + name);
        }
    }

    private void linux(Tray.State state, Tray.Look look, String name) throws IOException {
        Drawing small = Tray.glyph16(state, look);
        Drawing usual = Tray.glyph22(state, look);
        write(name + "-16.png", Encoder.png(Painter.paint(small, 1, 16, 16)));
        write(name + "-22.png", Encoder.png(Painter.paint(usual, 1, 22, 22)));
        write(name + "-24.png", Encoder.png(Painter.paint(usual, 1, 24, 24)));
        write(name + "-32.png", Encoder.png(Painter.paint(small, 2, 32, 32)));
        write(name + "-48.png", Encoder.png(Painter.paint(usual, 2, 48, 48)));
    }

    private void backdrop() throws IOException {
        Drawing drawing = Backdrop.drawing();
        svg("dmg-background", drawing);
        BufferedImage usual = Painter.paint(drawing, Backdrop.WIDTH, Backdrop.HEIGHT);
        BufferedImage doubled = Painter.paint(drawing, 2 * Backdrop.WIDTH, 2 * Backdrop.HEIGHT);
        write(PACKAGING + "Crema-background.png", Encoder.png(usual, 1));
        write(PACKAGING + "Crema-background@2x.png", Encoder.png(doubled, 2));
        write(PACKAGING + "Crema-background.tiff", Encoder.tiff(usual, doubled));
    }

    private static BufferedImage square(Drawing drawing, int pixels) {
        return Painter.paint(drawing, pixels, pixels);
    }

    private void svg(String name, Drawing drawing) throws IOException {
        write("icons/svg/" + name + ".svg", Svg.of(drawing).getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
