import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** The shapes the drawings are made of. */
final class Shapes {
    private Shapes() {}

    static Shape circle(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    /** What lies between two circles, or in general between an outline and another inside it. */
    static Shape between(Shape outer, Shape inner) {
        Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        path.append(outer, false);
        path.append(inner, false);
        return path;
    }

    /** A rectangle with half circles as its short sides, lying along a line that leaves a point at an angle. */
    static Shape bar(double x, double y, double degrees, double from, double to, double width) {
        Shape level = new RoundRectangle2D.Double(from, -width / 2, to - from, width, width, width);
        AffineTransform turned = AffineTransform.getTranslateInstance(x, y);
        turned.rotate(Math.toRadians(degrees));
        return turned.createTransformedShape(level);
    }

    static Shape union(Shape one, Shape other) {
        Area area = new Area(one);
        area.add(new Area(other));
        return area;
    }

    /** The outline grown by a margin, its corners rounded. */
    static Shape grown(Shape shape, double margin) {
        Area area = new Area(shape);
        area.add(new Area(new BasicStroke((float) (2 * margin), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                .createStrokedShape(shape)));
        return area;
    }

    static Shape moved(Shape shape, double x, double y) {
        return AffineTransform.getTranslateInstance(x, y).createTransformedShape(shape);
    }

    static Shape square(double x, double y, double side) {
        return new Rectangle2D.Double(x, y, side, side);
    }

    /** A heart with its notch at the middle of its top and its point at the middle of its bottom. */
    static Shape heart(double middle, double top, double width, double height) {
        double half = width / 2;
        double shoulder = top + height * 0.34;
        double notch = top + height * 0.16;
        Path2D path = new Path2D.Double();
        path.moveTo(middle, notch);
        path.curveTo(
                middle + half * 0.25, top - height * 0.06, middle + half, top - height * 0.04, middle + half, shoulder);
        path.curveTo(
                middle + half, top + height * 0.66, middle + half * 0.30, top + height * 0.80, middle, top + height);
        path.curveTo(
                middle - half * 0.30, top + height * 0.80, middle - half, top + height * 0.66, middle - half, shoulder);
        path.curveTo(middle - half, top - height * 0.04, middle - half * 0.25, top - height * 0.06, middle, notch);
        path.closePath();
        return path;
    }

    /** A bow that hangs from its pointed ends and is thickest in the middle, where it comes to a point. */
    static Shape chevron(double middle, double top, double width, double height, double thick) {
        double half = width / 2;
        double inner = height - thick;
        double left = middle - half;
        double right = middle + half;
        Path2D path = new Path2D.Double();
        path.moveTo(left, top);
        path.curveTo(left, top + height * 0.52, middle - half * 0.36, top + height * 0.76, middle, top + height);
        path.curveTo(middle + half * 0.36, top + height * 0.76, right, top + height * 0.52, right, top);
        path.curveTo(
                middle + half * 0.74,
                top + inner * 0.48,
                middle + half * 0.34,
                top + inner * 0.76,
                middle,
                top + inner);
        path.curveTo(middle - half * 0.34, top + inner * 0.76, middle - half * 0.74, top + inner * 0.48, left, top);
        path.closePath();
        return path;
    }

    /**
     * A square whose sides flow into its corners: the curvature rises steadily up to a corner's middle, where a plain
     * rounded square's would jump.
     *
     * @param radius of the plain rounded square whose corners' middles this one touches
     */
    static Shape squircle(double x, double y, double side, double radius) {
        double reach = 1.25;
        double start = reach * radius;
        // How long a cubic's arms are if its middle is where the arc's middle would be.
        double arm = start * (4 - 8 * (1 - Math.sqrt(0.5)) / reach) / 3;
        double half = side / 2;
        Path2D corner = new Path2D.Double();
        corner.moveTo(half - start, -half);
        corner.curveTo(half - start + arm, -half, half, -half + start - arm, half, -half + start);

        Path2D path = new Path2D.Double();
        AffineTransform turned = AffineTransform.getTranslateInstance(x + half, y + half);
        for (int i = 0; i < 4; i++) {
            path.append(turned.createTransformedShape(corner), i > 0);
            turned.rotate(Math.PI / 2);
        }
        path.closePath();
        return path;
    }
}
