import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a drawing as SVG 1.1. Inks, clips and filters that are the same are written once. */
final class Svg {
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final StringBuilder body = new StringBuilder();

    private Svg() {}

    static String of(Drawing drawing) {
        Svg svg = new Svg();
        svg.layers(drawing.layers(), "  ");
        StringBuilder text = new StringBuilder();
        String width = number(drawing.width());
        String height = number(drawing.height());
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\">\n"
                .formatted(width, height, width, height));
        text.append("  <title>").append(drawing.title()).append("</title>\n");
        if (!svg.definitions.isEmpty()) {
            text.append("  <defs>\n");
            svg.definitions.forEach((definition, id) ->
                    text.append("    ").append(definition.formatted(id)).append('\n'));
            text.append("  </defs>\n");
        }
        return text.append(svg.body).append("</svg>\n").toString();
    }

    private void layers(List<Drawing.Layer> layers, String indent) {
        for (Drawing.Layer layer : layers) {
            switch (layer) {
                case Drawing.Fill fill ->
                    line(
                            indent,
                            "<%s id=\"%s\" fill=\"%s\"%s/>",
                            shape(fill.shape()),
                            fill.name(),
                            paint(fill.ink()),
                            opacity("fill", fill.ink()));
                case Drawing.Line stroke ->
                    line(
                            indent,
                            "<%s id=\"%s\" fill=\"none\" stroke=\"%s\"%s stroke-width=\"%s\""
                                    + " stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
                            shape(stroke.shape()),
                            stroke.name(),
                            paint(stroke.ink()),
                            opacity("stroke", stroke.ink()),
                            number(stroke.width()));
                case Drawing.Blur blur -> group(indent, blur.name(), "filter", filter(blur.deviation()), blur.layers());
                case Drawing.Clip clip -> group(indent, clip.name(), "clip-path", clip(clip.shape()), clip.layers());
            }
        }
    }

    private void group(String indent, String name, String attribute, String id, List<Drawing.Layer> layers) {
        line(indent, "<g id=\"%s\" %s=\"url(#%s)\">", name, attribute, id);
        layers(layers, indent + "  ");
        line(indent, "</g>");
    }

    private void line(String indent, String format, Object... values) {
        body.append(indent).append(format.formatted(values)).append('\n');
    }

    private String paint(Ink ink) {
        return switch (ink) {
            case Ink.Flat flat -> flat.tone().hex();
            case Ink.Linear line ->
                "url(#"
                        + define(
                                "ink",
                                "<linearGradient id=\"%%s\" gradientUnits=\"userSpaceOnUse\""
                                        + " x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\">%s</linearGradient>",
                                number(line.x1()),
                                number(line.y1()),
                                number(line.x2()),
                                number(line.y2()),
                                stops(line.stops()))
                        + ")";
            case Ink.Radial disc ->
                "url(#"
                        + define(
                                "ink",
                                "<radialGradient id=\"%%s\" gradientUnits=\"userSpaceOnUse\""
                                        + " cx=\"%s\" cy=\"%s\" r=\"%s\">%s</radialGradient>",
                                number(disc.x()),
                                number(disc.y()),
                                number(disc.radius()),
                                stops(disc.stops()))
                        + ")";
        };
    }

    private static String opacity(String kind, Ink ink) {
        return ink instanceof Ink.Flat flat && flat.tone().opacity() < 1
                ? " %s-opacity=\"%s\"".formatted(kind, number(flat.tone().opacity()))
                : "";
    }

    private static String stops(List<Ink.Stop> stops) {
        StringBuilder text = new StringBuilder();
        for (Ink.Stop stop : stops) {
            text.append("<stop offset=\"%s\" stop-color=\"%s\""
                    .formatted(number(stop.at()), stop.tone().hex()));
            if (stop.tone().opacity() < 1) {
                text.append(" stop-opacity=\"%s\"".formatted(number(stop.tone().opacity())));
            }
            text.append("/>");
        }
        return text.toString();
    }

    private String filter(double deviation) {
        return define(
                "blur",
                "<filter id=\"%%s\" x=\"-50%%%%\" y=\"-50%%%%\" width=\"200%%%%\" height=\"200%%%%\""
                        + " color-interpolation-filters=\"sRGB\"><feGaussianBlur stdDeviation=\"%s\"/></filter>",
                number(deviation));
    }

    private String clip(Shape shape) {
        String inner = shape(shape);
        // In a clip the rule of a path has another name.
        String rule = inner.replace("fill-rule", "clip-rule");
        return define("clip", "<clipPath id=\"%%s\"><%s/></clipPath>", rule);
    }

    private String define(String kind, String format, Object... values) {
        return definitions.computeIfAbsent(format.formatted(values), text -> kind + (definitions.size() + 1));
    }

    private static String shape(Shape shape) {
        return switch (shape) {
            case Ellipse2D oval
            when oval.getWidth() == oval.getHeight() ->
                "circle cx=\"%s\" cy=\"%s\" r=\"%s\""
                        .formatted(number(oval.getCenterX()), number(oval.getCenterY()), number(oval.getWidth() / 2));
            case RoundRectangle2D box ->
                rectangle(box.getBounds2D())
                        + " rx=\"%s\" ry=\"%s\""
                                .formatted(number(box.getArcWidth() / 2), number(box.getArcHeight() / 2));
            case Rectangle2D box -> rectangle(box);
            case Line2D line ->
                "line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\""
                        .formatted(
                                number(line.getX1()), number(line.getY1()), number(line.getX2()), number(line.getY2()));
            default -> path(shape);
        };
    }

    private static String rectangle(Rectangle2D box) {
        return "rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                .formatted(number(box.getX()), number(box.getY()), number(box.getWidth()), number(box.getHeight()));
    }

    private static String path(Shape shape) {
        StringBuilder data = new StringBuilder();
        double[] points = new double[6];
        PathIterator steps = shape.getPathIterator(null);
        String rule = steps.getWindingRule() == PathIterator.WIND_EVEN_ODD ? " fill-rule=\"evenodd\"" : "";
        for (; !steps.isDone(); steps.next()) {
            switch (steps.currentSegment(points)) {
                case PathIterator.SEG_MOVETO -> step(data, 'M', points, 2);
                case PathIterator.SEG_LINETO -> step(data, 'L', points, 2);
                case PathIterator.SEG_QUADTO -> step(data, 'Q', points, 4);
                case PathIterator.SEG_CUBICTO -> step(data, 'C', points, 6);
                default -> data.append('Z');
            }
        }
        return "path d=\"" + data + "\"" + rule;
    }

    private static void step(StringBuilder data, char command, double[] points, int count) {
        data.append(command);
        for (int i = 0; i < count; i++) {
            data.append(i == 0 ? "" : " ").append(number(points[i]));
        }
    }

    private static String number(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
