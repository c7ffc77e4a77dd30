package dev.crema.app.icons;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Reads a Mac's icon file.
 *
 * @param elements the content of each element by its type, in the file's order
 */
record IcnsFile(Map<String, byte[]> elements) {
    private static final byte[] PLANES = "ARGB".getBytes(StandardCharsets.US_ASCII);

    static IcnsFile parse(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        require("icns".equals(letters(in)), "does not begin with icns");
        require(in.getInt() == file.length, "has another length than it says");
        Map<String, byte[]> elements = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            String type = letters(in);
            byte[] content = new byte[in.getInt() - 8];
            in.get(content);
            require(elements.put(type, content) == null, "has " + type + " twice");
        }
        return new IcnsFile(elements);
    }

    /**
     * The picture of an element.
     *
     * @param size in pixels; planes do not say theirs
     */
    BufferedImage picture(String type, int size) throws IOException {
        byte[] content = elements.get(type);
        ByteBuffer in = ByteBuffer.wrap(content);
        byte[] start = new byte[PLANES.length];
        in.get(start);
        return Arrays.equals(start, PLANES) ? planes(in, size) : ImageIO.read(new ByteArrayInputStream(content));
    }

    private static BufferedImage planes(ByteBuffer in, int size) {
        int[] pixels = new int[size * size];
        for (int shift = 24; shift >= 0; shift -= 8) {
            for (int at = 0; at < pixels.length; ) {
                int code = in.get() & 255;
                int count = code < 128 ? code + 1 : code - 125;
                int value = code < 128 ? 0 : in.get() & 255;
                for (int end = at + count; at < end; at++) {
                    pixels[at] |= (code < 128 ? in.get() & 255 : value) << shift;
                }
            }
        }
        require(!in.hasRemaining(), "has bytes after its planes");
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, size, size, pixels, 0, size);
        return image;
    }

    private static String letters(ByteBuffer in) {
        byte[] letters = new byte[4];
        in.get(letters);
        return new String(letters, StandardCharsets.US_ASCII);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("The icon file " + problem);
        }
    }
}
