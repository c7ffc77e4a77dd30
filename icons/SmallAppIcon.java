import java.awt.Shape;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * The app's icon where there is no room for detail: the same cup, closer and without its saucer, on a plate that leaves
 * less of the picture empty.
 */
final class SmallAppIcon {
    private SmallAppIcon() {}

    /** In pixels of a picture of 32, and for 48 and 64. */
    static Drawing small() {
        Shape plate = Shapes.squircle(2, 2, 28, 6.4);
        Shape edge = Shapes.squircle(2.25, 2.25, 27.5, 6.2);
        Shape cup = Shapes.union(Shapes.circle(15.5, 16.5, 9.5), Shapes.bar(15.5, 16.5, -40, 6, 13.4, 3.4));
        Shape coffee = Shapes.circle(15.5, 16.5, 7.1);
        Shape wallShade = Shapes.between(Shapes.square(0, 0, 32), Shapes.moved(coffee, 0, 0.7));
        Path2D tulip = new Path2D.Double();
        tulip.append(Shapes.heart(15.5, 12.4, 5.2, 4.8), false);
        tulip.append(Shapes.grown(Shapes.chevron(15.5, 15.6, 8.2, 5.2, 1.9), 0.15), false);
        return new Drawing(
                "Crema",
                32,
                32,
                List.of(
                        Drawing.shadow("plate-shadow", plate, 0.5, 0.5, 0.45),
                        Drawing.clip(
                                "plate",
                                plate,
                                Drawing.fill("wood", plate, Ink.down(2, 30, 0x6E4732, 0x472B1D, 0x2B1A12)),
                                Drawing.line("plate-edge", edge, 0.5, Ink.fade(2, 16, 0xFFE9CF, 0.35, 0)),
                                Drawing.shadow("cup-shadow", cup, 1.1, 0.9, 0.6)),
                        Drawing.fill("cup", cup, Ink.down(7, 26, 0xFFFFFF, 0xFBF6EF, 0xE9DDCE)),
                        Drawing.clip(
                                "coffee",
                                coffee,
                                Drawing.fill("crema", coffee, crema(15.5, 16.5, 7.1)),
                                Drawing.soft("wall-shadow", 0.4, wallShade, Ink.flat(0x000000, 0.35)),
                                Drawing.fill("tulip", tulip, Ink.flat(0xFFF6E3)))));
    }

    /** In pixels of a picture of 16, and for one of 32 that shows 16 points. */
    static Drawing tiny() {
        Shape plate = Shapes.squircle(1, 1, 14, 3.3);
        Shape cup = Shapes.union(Shapes.circle(7.5, 8.5, 5), Shapes.bar(7.5, 8.5, -42, 2, 7.5, 2.2));
        return new Drawing(
                "Crema",
                16,
                16,
                List.of(
                        Drawing.shadow("plate-shadow", plate, 0.3, 0.3, 0.45),
                        Drawing.fill("plate", plate, Ink.down(1, 15, 0x6E4732, 0x2B1A12)),
                        Drawing.fill("cup", cup, Ink.down(4, 13, 0xFFFFFF, 0xF1E8DC)),
                        Drawing.fill("crema", Shapes.circle(7.5, 8.5, 3.3), crema(7.5, 8.5, 3.3))));
    }

    private static Ink crema(double x, double y, double radius) {
        return Ink.radial(x, y, radius, Ink.stop(0, 0xEDB768), Ink.stop(0.55, 0xD6933F), Ink.stop(1, 0x985526));
    }
}
