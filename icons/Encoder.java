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
    private static final String STANDARD = "javax_imageio_1.0";
    private static final double MILLIMETRES_A_POINT = 25.4 / 72;

    private Encoder() {}

    /** A PNG with alpha. */
    static byte[] png(BufferedImage image) throws IOException {
        return png(new IIOImage(as(BufferedImage.TYPE_INT_ARGB, image), null, null));
    }

    /**
     * A PNG without alpha that says how large it wants to be shown.
     *
     * @param scale pixels a point
     */
    static byte[] png(BufferedImage image, int scale) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try {
            return png(sized(writer, writer.getDefaultWriteParam(), image, scale));
        } finally {
            writer.dispose();
        }
    }

    private static byte[] png(IIOImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam smallest = writer.getDefaultWriteParam();
            smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            smallest.setCompressionQuality(0);
            writer.setOutput(out);
            writer.write(null, image, smallest);
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
            writer.writeToSequence(sized(writer, parameters, usual, 1), parameters);
            writer.writeToSequence(sized(writer, parameters, doubled, 2), parameters);
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static IIOImage sized(ImageWriter writer, ImageWriteParam parameters, BufferedImage image, int scale)
            throws IIOInvalidTreeException {
        BufferedImage opaque = as(BufferedImage.TYPE_INT_RGB, image);
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(opaque), parameters);
        IIOMetadataNode dimension = new IIOMetadataNode("Dimension");
        for (String name : new String[] {"HorizontalPixelSize", "VerticalPixelSize"}) {
            IIOMetadataNode size = new IIOMetadataNode(name);
            size.setAttribute("value", String.valueOf(MILLIMETRES_A_POINT / scale));
            dimension.appendChild(size);
        }
        IIOMetadataNode root = new IIOMetadataNode(STANDARD);
        root.appendChild(dimension);
        metadata.mergeTree(STANDARD, root);
        return new IIOImage(opaque, null, metadata);
    }

    private static BufferedImage as(int type, BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), type);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return copy;
    }
}
