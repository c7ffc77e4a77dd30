import java.awt.Color;
import java.awt.LinearGradientPaint;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.geom.Point2D;
import java.util.List;

/** What a shape is filled with. Lengths are in the drawing's units, colours are sRGB. */
sealed interface Ink {
    /** One colour all over. */
    record Flat(Tone tone) implements Ink {}

    /** Colours along the line between two points, and its ends' colours beyond them. */
    record Linear(double x1, double y1, double x2, double y2, List<Stop> stops) implements Ink {}

    /** Colours from a centre outwards, and the last one beyond the radius. */
    record Radial(double x, double y, double radius, List<Stop> stops) implements Ink {}

    /** A colour without alpha, 0xRRGGBB, and its opacity from 0 to 1. */
    record Tone(int rgb, double opacity) {
        Color color() {
            return new Color(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, (int) Math.round(opacity * 255));
        }

        String hex() {
            return "#%06X".formatted(rgb);
        }
    }

    /** A colour at a place from 0 to 1; the places of an ink's stops ascend. */
    record Stop(double at, Tone tone) {}

    static Ink flat(int rgb) {
        return flat(rgb, 1);
    }

    static Ink flat(int rgb, double opacity) {
        return new Flat(new Tone(rgb, opacity));
    }

    /** Opaque colours from top to bottom, evenly spaced. */
    static Ink down(double top, double bottom, int... colours) {
        return new Linear(0, top, 0, bottom, evenly(colours));
    }

    /** Opaque colours across a line through a point, from one side of it to the other. */
    static Ink across(double x, double y, double degrees, double half, int... colours) {
        double dx = -Math.sin(Math.toRadians(degrees)) * half;
        double dy = Math.cos(Math.toRadians(degrees)) * half;
        return new Linear(x - dx, y - dy, x + dx, y + dy, evenly(colours));
    }

    /** One colour that fades from top to bottom. */
    static Ink fade(double top, double bottom, int rgb, double first, double last) {
        return new Linear(
                0, top, 0, bottom, List.of(new Stop(0, new Tone(rgb, first)), new Stop(1, new Tone(rgb, last))));
    }

    static Ink radial(double x, double y, double radius, Stop... stops) {
        return new Radial(x, y, radius, List.of(stops));
    }

    static Stop stop(double at, int rgb) {
        return stop(at, rgb, 1);
    }

    static Stop stop(double at, int rgb, double opacity) {
        return new Stop(at, new Tone(rgb, opacity));
    }

    /** The same ink for Java2D. */
    default Paint paint() {
        return switch (this) {
            case Flat flat -> flat.tone().color();
            case Linear line ->
                new LinearGradientPaint(
                        new Point2D.Double(line.x1(), line.y1()),
                        new Point2D.Double(line.x2(), line.y2()),
                        places(line.stops()),
                        colours(line.stops()));
            case Radial disc ->
                new RadialGradientPaint(
                        new Point2D.Double(disc.x(), disc.y()),
                        (float) disc.radius(),
                        places(disc.stops()),
                        colours(disc.stops()));
        };
    }

    private static List<Stop> evenly(int... colours) {
        Stop[] stops = new Stop[colours.length];
        for (int i = 0; i < colours.length; i++) {
            stops[i] = stop((double) i / (colours.length - 1), colours[i]);
        }
        return List.of(stops);
    }

    private static float[] places(List<Stop> stops) {
        float[] places = new float[stops.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = (float) stops.get(i).at();
        }
        return places;
    }

    private static Color[] colours(List<Stop> stops) {
        return stops.stream().map(stop -> stop.tone().color()).toArray(Color[]::new);
    }
}
