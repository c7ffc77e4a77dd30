import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The glyph in the menu bar: a cup on its saucer. A state shows by its outline, since a Mac paints all glyphs in one
 * colour. Two drawings, on a grid of 22 points and on one of 16, so that edges fall on pixels at both sizes.
 */
final class Tray {
    private final Look look;
    private final double width;
    private final List<Drawing.Layer> layers = new ArrayList<>();

    private Tray(Look look, double width) {
        this.look = look;
        this.width = width;
    }

    /** What the proxy is doing. */
    enum State {
        /** An empty cup. */
        STOPPED,
        /** An empty cup under three dots. */
        STARTING,
        /** A full cup. */
        RUNNING,
        /** A full cup that steams. */
        BUSY,
        /** An empty cup with an exclamation mark beside it. */
        FAILED
    }

    /**
     * The colours.
     *
     * @param line of the cup, its saucer, its steam
     * @param crema of what is in the cup, and of what will be
     * @param alarm of the exclamation mark
     */
    record Look(int line, int crema, int alarm) {
        static final Look TEMPLATE = new Look(0x000000, 0x000000, 0x000000);
        static final Look GREY = new Look(0x808080, 0x808080, 0x808080);
        static final Look ON_DARK = new Look(0xF7F1EA, 0xE3AE63, 0xFF8A70);
        static final Look ON_LIGHT = new Look(0x2B1A12, 0xB97A33, 0xC6371F);
    }

    /** On the grid of 22 points, with lines of one and a half. */
    static Drawing glyph22(State state, Look look) {
        Tray tray = new Tray(look, 1.5);
        tray.line("saucer", new Line2D.Double(3.75, 18.25, 16.25, 18.25));
        tray.line("handle", handle(15.75, 9.5, 19.25, 13.75));
        tray.cup(state, bowl(4.25, 7.25, 15.75, 16, 5));
        switch (state) {
            case STOPPED, RUNNING -> {}
            case STARTING -> tray.dots(6, 4, 3, 1.15);
            case BUSY -> tray.steam(8, 12, 1.25, 4.75, 0.9);
            case FAILED -> tray.alarm(18, 1, 2, 4, 1, 2);
        }
        return tray.drawing(state, 22);
    }

    /** On the grid of 16 pixels, with lines of one. */
    static Drawing glyph16(State state, Look look) {
        Tray tray = new Tray(look, 1);
        tray.line("saucer", new Line2D.Double(1.5, 13.5, 10.5, 13.5));
        tray.line("handle", handle(10.5, 7.5, 13.5, 9.5));
        tray.cup(state, bowl(1.5, 5.5, 10.5, 11.5, 3.5));
        switch (state) {
            case STOPPED, RUNNING -> {}
            case STARTING -> tray.dots(2, 4, 2, 1.1);
            case BUSY -> tray.steam(4.5, 7.5, 0.75, 3.5, 0.6);
            case FAILED -> tray.alarm(13, 0, 2, 3, 1, 2);
        }
        return tray.drawing(state, 16);
    }

    private Drawing drawing(State state, int size) {
        return new Drawing("Crema: " + state.name().toLowerCase(Locale.ROOT), size, size, List.copyOf(layers));
    }

    private void cup(State state, Shape bowl) {
        if (state == State.RUNNING || state == State.BUSY) {
            layers.add(Drawing.fill("crema", bowl, Ink.flat(look.crema())));
        }
        line("cup", bowl);
    }

    /** Three, from the first one's middle. */
    private void dots(double x, double apart, double y, double radius) {
        for (int i = 0; i < 3; i++) {
            Shape dot = Shapes.circle(x + i * apart, y, radius);
            layers.add(Drawing.fill("dot-" + (i + 1), dot, Ink.flat(look.crema())));
        }
    }

    private void steam(double left, double right, double top, double bottom, double sway) {
        line("steam-1", wisp(left, top, bottom, sway));
        line("steam-2", wisp(right, top, bottom, sway));
    }

    /** An exclamation mark from its top left corner: its width, its stem's height, the gap, the dot's height. */
    private void alarm(double x, double y, double width, double stem, double gap, double dot) {
        Shape upper = new RoundRectangle2D.Double(x, y, width, stem, width / 2, width / 2);
        Shape lower = new RoundRectangle2D.Double(x, y + stem + gap, width, dot, width / 2, width / 2);
        layers.add(Drawing.fill("alarm-stem", upper, Ink.flat(look.alarm())));
        layers.add(Drawing.fill("alarm-dot", lower, Ink.flat(look.alarm())));
    }

    private void line(String name, Shape shape) {
        layers.add(Drawing.line(name, shape, width, Ink.flat(look.line())));
    }

    /** Straight at the rim, round at the bottom. */
    private static Shape bowl(double left, double top, double right, double bottom, double round) {
        Path2D path = new Path2D.Double();
        path.moveTo(left, top);
        path.lineTo(right, top);
        side(path, right, left, bottom, round);
        path.closePath();
        return path;
    }

    private static void side(Path2D path, double right, double left, double bottom, double round) {
        double bend = round * 0.45;
        path.lineTo(right, bottom - round);
        path.curveTo(right, bottom - bend, right - round + bend, bottom, right - round, bottom);
        path.lineTo(left + round, bottom);
        path.curveTo(left + round - bend, bottom, left, bottom - bend, left, bottom - round);
    }

    private static Shape handle(double wall, double top, double right, double bottom) {
        double half = (bottom - top) / 2;
        Path2D path = new Path2D.Double();
        path.moveTo(wall, top);
        path.lineTo(right - half, top);
        path.curveTo(right - half * 0.45, top, right, top + half * 0.45, right, top + half);
        path.curveTo(right, bottom - half * 0.45, right - half * 0.45, bottom, right - half, bottom);
        path.lineTo(wall - 0.8, bottom);
        return path;
    }

    private static Shape wisp(double x, double top, double bottom, double sway) {
        double middle = (top + bottom) / 2;
        Path2D path = new Path2D.Double();
        path.moveTo(x - sway / 2, bottom);
        path.curveTo(x - sway * 1.6, middle + 0.6, x + sway * 1.6, middle - 0.6, x + sway / 2, top);
        return path;
    }
}
