import java.awt.Shape;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * The app's icon from 128 pixels on: a porcelain cup of espresso seen from above. The latte art is a heart over two
 * chevrons: a tulip to a barista, the layers of a stack to a programmer. Plate and margins are those of macOS: 824 of
 * 1,024, a soft shadow 12 below.
 */
final class AppIcon {
    private static final double SIZE = 1024;
    private static final double MIDDLE = SIZE / 2;
    private static final Shape ALL = Shapes.square(0, 0, SIZE);

    private AppIcon() {}

    static Drawing drawing() {
        Shape plate = Shapes.squircle(100, 100, 824, 185.4);
        Shape saucer = centred(338);
        Shape rim = centred(258);
        Shape handle = Shapes.bar(MIDDLE, MIDDLE, -38, 180, 364, 80);
        Shape cup = Shapes.union(rim, handle);
        Shape coffee = Shapes.circle(MIDDLE, MIDDLE + 2, 214);
        return new Drawing(
                "Crema",
                SIZE,
                SIZE,
                List.of(
                        Drawing.shadow("plate-shadow", plate, 12, 14, 0.4),
                        plate(plate),
                        Drawing.shadow("saucer-shadow", saucer, 20, 16, 0.5),
                        saucer(saucer),
                        Drawing.shadow("cup-shadow", cup, 26, 18, 0.55),
                        handle(handle, rim),
                        Drawing.fill("rim", rim, Ink.down(254, 770, 0xFFFFFF, 0xFBF6EF, 0xE6D9C9)),
                        Drawing.fill("wall", centred(228), Ink.down(284, 740, 0xC3AE98, 0xF3EAE0)),
                        coffee(coffee)));
    }

    private static Drawing.Layer plate(Shape plate) {
        Ink lamp = Ink.radial(MIDDLE, 60, 620, Ink.stop(0, 0xFFC98A, 0.14), Ink.stop(1, 0xFFC98A, 0));
        return Drawing.clip(
                "plate",
                plate,
                Drawing.fill("wood", plate, Ink.down(100, 924, 0x6A4430, 0x452A1C, 0x2B1A12)),
                Drawing.fill("lamp", ALL, lamp),
                Drawing.line(
                        "plate-edge",
                        Shapes.squircle(101.5, 101.5, 821, 184),
                        3,
                        Ink.fade(100, 700, 0xFFE9CF, 0.4, 0.02)));
    }

    private static Drawing.Layer saucer(Shape saucer) {
        return Drawing.clip(
                "saucer",
                saucer,
                Drawing.fill("saucer-top", saucer, Ink.down(174, 850, 0x7A5138, 0x4A2E1F)),
                Drawing.line("saucer-edge", centred(336.5), 3, Ink.fade(174, 850, 0xFFE2BF, 0.55, 0.08)),
                Drawing.fill("saucer-well", centred(288), Ink.down(224, 800, 0x4A2D1E, 0x5C3A28)));
    }

    private static Drawing.Layer handle(Shape handle, Shape rim) {
        Ink round = Ink.across(MIDDLE, MIDDLE, -38, 40, 0xFFFFFF, 0xF8F1E8, 0xD8C7B4);
        return Drawing.clip(
                "handle",
                handle,
                Drawing.fill("handle-top", handle, round),
                Drawing.shadow("rim-shadow", rim, 6, 9, 0.45));
    }

    private static Drawing.Layer coffee(Shape surface) {
        Shape tulip = tulip();
        Shape wallShade = Shapes.between(ALL, Shapes.moved(surface, 0, 18));
        Ink crema = Ink.radial(
                MIDDLE,
                MIDDLE + 10,
                216,
                Ink.stop(0, 0xE9B062),
                Ink.stop(0.55, 0xD69445),
                Ink.stop(0.84, 0xB56F2F),
                Ink.stop(1, 0x74401C));
        return Drawing.clip(
                "coffee",
                surface,
                Drawing.fill("crema", surface, crema),
                Drawing.line("outer-ring", Shapes.circle(MIDDLE, MIDDLE + 2, 192), 6, Ink.flat(0xF4C988, 0.22)),
                Drawing.line("inner-ring", Shapes.circle(MIDDLE, MIDDLE + 2, 174), 4, Ink.flat(0xF4C988, 0.13)),
                Drawing.soft("tulip-shadow", 6, Shapes.moved(tulip, 0, 6), Ink.flat(0x6B3410, 0.6)),
                Drawing.fill("tulip", tulip, Ink.down(360, 680, 0xFFFCF5, 0xFBEACB)),
                Drawing.soft("wall-shadow", 12, wallShade, Ink.flat(0x000000, 0.42)));
    }

    private static Shape tulip() {
        Path2D path = new Path2D.Double();
        path.append(Shapes.grown(Shapes.heart(MIDDLE, 374, 120, 116), 4), false);
        path.append(Shapes.grown(Shapes.chevron(MIDDLE, 418, 228, 160, 54), 5), false);
        path.append(Shapes.grown(Shapes.chevron(MIDDLE, 518, 196, 140, 50), 5), false);
        return path;
    }

    private static Shape centred(double radius) {
        return Shapes.circle(MIDDLE, MIDDLE, radius);
    }
}
