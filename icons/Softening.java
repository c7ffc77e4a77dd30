/** A Gaussian blur, made of three box filters of fractional width: the eye cannot tell three boxes from a bell. */
final class Softening {
    private static final int BOXES = 3;

    private Softening() {}

    /**
     * Blurs in place. Outside the picture everything is transparent.
     *
     * @param pixels premultiplied ARGB, row by row
     * @param deviation the bell's standard deviation in pixels
     */
    static void blur(int[] pixels, int width, int height, double deviation) {
        float[] plane = new float[pixels.length];
        float[] other = new float[pixels.length];
        int[] blurred = new int[pixels.length];
        for (int shift = 0; shift < 32; shift += 8) {
            int any = 0;
            for (int i = 0; i < plane.length; i++) {
                int value = pixels[i] >>> shift & 255;
                plane[i] = value;
                any |= value;
            }
            if (any == 0) {
                continue;
            }
            rowsThenTurned(plane, other, width, height, deviation);
            rowsThenTurned(other, plane, height, width, deviation);
            for (int i = 0; i < plane.length; i++) {
                blurred[i] |= Math.clamp(Math.round(plane[i]), 0, 255) << shift;
            }
        }
        System.arraycopy(blurred, 0, pixels, 0, pixels.length);
    }

    /** Blurs every row, and writes it as a column. */
    private static void rowsThenTurned(float[] from, float[] to, int width, int height, double deviation) {
        // A box of this width, applied so often, has the bell's variance.
        double half = (Math.sqrt(12 * deviation * deviation / BOXES + 1) - 1) / 2;
        float[] row = new float[width];
        float[] sums = new float[width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(from, y * width, row, 0, width);
            for (int box = 0; box < BOXES; box++) {
                box(row, sums, half);
                float[] swap = row;
                row = sums;
                sums = swap;
            }
            for (int x = 0; x < width; x++) {
                to[x * height + y] = row[x];
            }
        }
    }

    /** Each place becomes the mean of those up to {@code half} away, the outermost two counting for a fraction. */
    private static void box(float[] from, float[] to, double half) {
        int whole = (int) half;
        float edge = (float) (half - whole);
        float share = (float) (1 / (2 * half + 1));
        double sum = 0;
        for (int x = 0; x < whole && x < from.length; x++) {
            sum += from[x];
        }
        for (int x = 0; x < from.length; x++) {
            sum += at(from, x + whole);
            float edges = at(from, x - whole - 1) + at(from, x + whole + 1);
            to[x] = (float) (sum + edge * edges) * share;
            sum -= at(from, x - whole);
        }
    }

    private static float at(float[] row, int x) {
        return x < 0 || x >= row.length ? 0 : row[x];
    }
}
