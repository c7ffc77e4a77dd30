import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A Mac's icon file: {@code icns}, the length of the whole, and pictures one after the other, each with its type of four
 * letters and its length, both lengths counting themselves and the letters. Numbers are big-endian. A picture is a PNG;
 * but the two smallest, of which systems misread PNGs, are {@code ARGB} and four compressed planes. Format: Apple's
 * IconFamily resource, as Wikipedia's "Apple Icon Image format" describes it.
 */
final class Icns {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A picture as PNG. */
    void add(String type, byte[] png) {
        element(type, png);
    }

    /** A small picture as compressed planes. */
    void addPlanes(String type, BufferedImage image) {
        ByteArrayOutputStream planes = new ByteArrayOutputStream();
        planes.writeBytes("ARGB".getBytes(StandardCharsets.US_ASCII));
        int width = image.getWidth();
        int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        for (int shift = 24; shift >= 0; shift -= 8) {
            byte[] plane = new byte[pixels.length];
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (byte) (pixels[i] >>> shift);
            }
            planes.writeBytes(packed(plane));
        }
        element(type, planes.toByteArray());
    }

    byte[] file() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeBytes("icns");
        out.writeInt(8 + bytes.size());
        bytes.writeTo(out);
        return file.toByteArray();
    }

    private void element(String type, byte[] content) {
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeBytes(type);
            out.writeInt(8 + content.length);
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail to be written", e);
        }
    }

    /**
     * Run lengths: a byte below 128 is followed by that many bytes and one more, as they are; one from 128 on by a
     * single byte, which stands 125 times fewer than it says.
     */
    private static byte[] packed(byte[] plane) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int plain = 0;
        int at = 0;
        while (at < plane.length) {
            int run = 1;
            while (run < 130 && at + run < plane.length && plane[at + run] == plane[at]) {
                run++;
            }
            if (run < 3) {
                at += run;
                continue;
            }
            plain(out, plane, plain, at);
            out.write(run + 125);
            out.write(plane[at]);
            at += run;
            plain = at;
        }
        plain(out, plane, plain, at);
        return out.toByteArray();
    }

    private static void plain(ByteArrayOutputStream out, byte[] plane, int from, int to) {
        for (int at = from; at < to; at += 128) {
            int count = Math.min(128, to - at);
            out.write(count - 1);
            out.write(plane, at, count);
        }
    }
}
