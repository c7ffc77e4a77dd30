import java.awt.Shape;
import java.util.List;

/**
 * A picture as shapes, the one description from which both the SVG and the pixels are made. The origin is the top left
 * corner and y grows downwards.
 *
 * @param title what the picture shows, for people who cannot see it
 * @param width in units, which are points or pixels as the drawing decides
 * @param height in units
 * @param layers from the back to the front
 */
record Drawing(String title, double width, double height, List<Layer> layers) {

    /** A part of a drawing. Names become the ids in the SVG. */
    sealed interface Layer {}

    /** A filled shape. */
    record Fill(String name, Shape shape, Ink ink) implements Layer {}

    /** A line with round ends and corners. */
    record Line(String name, Shape shape, double width, Ink ink) implements Layer {}

    /**
     * Layers that are softened together.
     *
     * @param deviation the Gaussian's standard deviation in units
     */
    record Blur(String name, double deviation, List<Layer> layers) implements Layer {}

    /** Layers of which only what lies inside a shape is seen. */
    record Clip(String name, Shape shape, List<Layer> layers) implements Layer {}

    static Layer fill(String name, Shape shape, Ink ink) {
        return new Fill(name, shape, ink);
    }

    static Layer line(String name, Shape shape, double width, Ink ink) {
        return new Line(name, shape, width, ink);
    }

    static Layer clip(String name, Shape shape, Layer... layers) {
        return new Clip(name, shape, List.of(layers));
    }

    static Layer soft(String name, double deviation, Shape shape, Ink ink) {
        return new Blur(name, deviation, List.of(fill(name + "-shape", shape, ink)));
    }

    /** The shadow of a thing with this outline, under a light from above. */
    static Layer shadow(String name, Shape shape, double down, double deviation, double opacity) {
        return soft(name, deviation, Shapes.moved(shape, 0, down), Ink.flat(0x000000, opacity));
    }
}
