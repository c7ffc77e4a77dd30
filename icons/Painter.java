import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;

/**
 * Turns drawings into pixels. Everything is painted larger than asked and averaged down, so that edges of every width
 * and direction come out even and clips are smooth.
 */
final class Painter {
    /** Pictures are painted at most so large, unless they are larger themselves. */
    private static final int LARGEST = 1024;

    /** In each direction of a pixel; Java2D's own antialiasing comes on top. */
    private static final int MOST_SAMPLES = 4;

    private final AffineTransform toPixels;
    private final double scale;
    private final int width;
    private final int height;

    private Painter(Drawing drawing, double scale, int width, int height) {
        this.scale = scale;
        this.width = width;
        this.height = height;
        toPixels = new AffineTransform();
        toPixels.translate((width - drawing.width() * scale) / 2, (height - drawing.height() * scale) / 2);
        toPixels.scale(scale, scale);
    }

    /** The drawing over the whole picture. */
    static BufferedImage paint(Drawing drawing, int width, int height) {
        return paint(drawing, width / drawing.width(), width, height);
    }

    /**
     * The drawing in the middle of the picture.
     *
     * @param scale pixels a unit: a whole number keeps a drawing's pixel grid
     */
    static BufferedImage paint(Drawing drawing, double scale, int width, int height) {
        int samples = Math.clamp(LARGEST / Math.max(width, height), 1, MOST_SAMPLES);
        Painter painter = new Painter(drawing, scale * samples, width * samples, height * samples);
        return average(painter.layers(drawing.layers()), samples);
    }

    private BufferedImage layers(List<Drawing.Layer> layers) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = graphics(image);
        for (Drawing.Layer layer : layers) {
            switch (layer) {
                case Drawing.Fill fill -> {
                    graphics.setPaint(fill.ink().paint());
                    graphics.fill(fill.shape());
                }
                case Drawing.Line line -> {
                    graphics.setPaint(line.ink().paint());
                    graphics.setStroke(
                            new BasicStroke((float) line.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                    graphics.draw(line.shape());
                }
                case Drawing.Blur blur -> {
                    BufferedImage inner = layers(blur.layers());
                    Softening.blur(pixels(inner), width, height, blur.deviation() * scale);
                    overlay(graphics, inner);
                }
                case Drawing.Clip clip -> {
                    BufferedImage inner = layers(clip.layers());
                    keepInside(inner, clip.shape());
                    overlay(graphics, inner);
                }
            }
        }
        graphics.dispose();
        return image;
    }

    private Graphics2D graphics(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
        graphics.transform(toPixels);
        return graphics;
    }

    private static void overlay(Graphics2D graphics, BufferedImage inner) {
        AffineTransform before = graphics.getTransform();
        graphics.setTransform(new AffineTransform());
        graphics.drawImage(inner, 0, 0, null);
        graphics.setTransform(before);
    }

    // Java2D's own clip has hard edges.
    private void keepInside(BufferedImage image, Shape shape) {
        BufferedImage mask = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D inside = graphics(mask);
        inside.setPaint(Color.BLACK);
        inside.fill(shape);
        inside.dispose();
        Graphics2D graphics = image.createGraphics();
        graphics.setComposite(AlphaComposite.DstIn);
        graphics.drawImage(mask, 0, 0, null);
        graphics.dispose();
    }

    private static BufferedImage average(BufferedImage large, int samples) {
        int width = large.getWidth() / samples;
        int height = large.getHeight() / samples;
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
        int[] from = pixels(large);
        int[] to = pixels(small);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                to[y * width + x] = mean(from, (y * large.getWidth() + x) * samples, large.getWidth(), samples);
            }
        }
        return small;
    }

    private static int mean(int[] pixels, int first, int stride, int samples) {
        int alpha = 0;
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = 0; y < samples; y++) {
            for (int x = 0; x < samples; x++) {
                int pixel = pixels[first + y * stride + x];
                alpha += pixel >>> 24;
                red += pixel >> 16 & 255;
                green += pixel >> 8 & 255;
                blue += pixel & 255;
            }
        }
        int count = samples * samples;
        int half = count / 2;
        return (alpha + half) / count << 24
                | (red + half) / count << 16
                | (green + half) / count << 8
                | (blue + half) / count;
    }

    private static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }
}
