import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies behind the icons in the disk image's window: paper, an arrow from the app to the Applications folder, and
 * the rings a cup leaves. In points; it has no words, so it needs no translation.
 */
final class Backdrop {
    static final int WIDTH = 660;
    static final int HEIGHT = 400;

    /** Where the window has to put the middle of the app's icon and of the folder's, which are 128 points wide. */
    static final int APP_X = 180;

    static final int FOLDER_X = 480;
    static final int ICONS_Y = 180;

    private static final int ARROW = 0xB08A66;

    private Backdrop() {}

    static Drawing drawing() {
        Shape paper = new Rectangle2D.Double(0, 0, WIDTH, HEIGHT);
        Ink light = Ink.radial(APP_X, ICONS_Y, 300, Ink.stop(0, 0xFFFFFF, 0.9), Ink.stop(1, 0xFFFFFF, 0));
        List<Drawing.Layer> layers = new ArrayList<>();
        layers.add(Drawing.fill("paper", paper, Ink.down(0, HEIGHT, 0xFDFBF8, 0xF6EFE6)));
        layers.add(Drawing.fill("light", paper, light));
        double[] radii = {104, 140, 184, 236, 296, 364};
        for (int i = 0; i < radii.length; i++) {
            Ink faint = Ink.flat(0xC98A41, 0.18 - 0.028 * i);
            layers.add(Drawing.line("ring-" + (i + 1), Shapes.circle(APP_X, ICONS_Y, radii[i]), 1.5, faint));
        }
        layers.addAll(arrow((APP_X + FOLDER_X) / 2.0 - 44, (APP_X + FOLDER_X) / 2.0 + 43));
        return new Drawing("Drag Crema into Applications", WIDTH, HEIGHT, List.copyOf(layers));
    }

    /** It comes out of nothing, so that it says a direction and not a distance. */
    private static List<Drawing.Layer> arrow(double from, double to) {
        List<Ink.Stop> stops = List.of(Ink.stop(0, ARROW, 0), Ink.stop(0.6, ARROW), Ink.stop(1, ARROW));
        Path2D head = new Path2D.Double();
        head.moveTo(to - 13, ICONS_Y - 13);
        head.lineTo(to, ICONS_Y);
        head.lineTo(to - 13, ICONS_Y + 13);
        return List.of(
                Drawing.line(
                        "shaft",
                        new Line2D.Double(from, ICONS_Y, to, ICONS_Y),
                        3,
                        new Ink.Linear(from, 0, to, 0, stops)),
                Drawing.line("head", head, 3, Ink.flat(ARROW)));
    }
}
