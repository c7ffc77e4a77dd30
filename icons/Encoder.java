import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as the bytes of PNG and TIFF files. */
final class Encoder {
    private static final String PNG = "javax_imageio_png_1.0";
    private static final String STANDARD = "javax_imageio_1.0";
    private static final double MILLIMETRES_AN_INCH = 25.4;
    private static final double POINTS_AN_INCH = 72;

    private Encoder() {}

    /** A PNG with alpha. */
    static byte[] png(BufferedImage image) throws IOException {
        return png(as(BufferedImage.TYPE_INT_ARGB, image), new IIOMetadataNode(PNG));
    }

    /**
     * A PNG without alpha that says how large it wants to be shown.
     *
     * @param scale pixels a point
     */
    static byte[] png(BufferedImage image, int scale) throws IOException {
        String pixelsAMetre = String.valueOf(Math.round(1000 / pixel(scale)));
        // Not the standard tree: Java's writer takes its size of a pixel for a number of pixels.
        IIOMetadataNode size = new IIOMetadataNode("pHYs");
        size.setAttribute("pixelsPerUnitXAxis", pixelsAMetre);
        size.setAttribute("pixelsPerUnitYAxis", pixelsAMetre);
        size.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode root = new IIOMetadataNode(PNG);
        root.appendChild(size);
        return png(as(BufferedImage.TYPE_INT_RGB, image), root);
    }

    private static byte[] png(BufferedImage image, IIOMetadataNode details) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam smallest = writer.getDefaultWriteParam();
            smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            smallest.setCompressionQuality(0);
            writer.setOutput(out);
            writer.write(null, described(writer, smallest, image, PNG, details), smallest);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** One TIFF without alpha that holds the picture for usual screens and for Retina ones. */
    static byte[] tiff(BufferedImage usual, BufferedImage doubled) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType("LZW");
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            writer.writeToSequence(page(writer, parameters, usual, 1), parameters);
            writer.writeToSequence(page(writer, parameters, doubled, 2), parameters);
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static IIOImage page(ImageWriter writer, ImageWriteParam parameters, BufferedImage image, int scale)
            throws IIOInvalidTreeException {
        IIOMetadataNode dimension = new IIOMetadataNode("Dimension");
        for (String name : new String[] {"HorizontalPixelSize", "VerticalPixelSize"}) {
            IIOMetadataNode size = new IIOMetadataNode(name);
            size.setAttribute("value", String.valueOf(pixel(scale)));
            dimension.appendChild(size);
        }
        IIOMetadataNode root = new IIOMetadataNode(STANDARD);
        root.appendChild(dimension);
        return described(writer, parameters, as(BufferedImage.TYPE_INT_RGB, image), STANDARD, root);
    }

    private static IIOImage described(
            ImageWriter writer, ImageWriteParam parameters, BufferedImage image, String format, IIOMetadataNode details)
            throws IIOInvalidTreeException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), parameters);
        metadata.mergeTree(format, details);
        return new IIOImage(image, null, metadata);
    }

    /** The side of a pixel in millimetres. */
    private static double pixel(int scale) {
        return MILLIMETRES_AN_INCH / POINTS_AN_INCH / scale;
    }

    private static BufferedImage as(int type, BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), type);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return copy;
    }
}
