package dev.millrace.session.vision;

/**
 * How well a part of a picture is what an image shows. It is judged in small tiles by the worst of them, so that a button
 * with another word on it is another button, however much the rest is alike. Both are blurred a little before: their
 * pixels may lie half a step apart.
 */
final class Agreement {
    /** How much the worst tile of an image may differ that is shown in its own size. Another letter makes 0.5. */
    static final double SAME_SIZE = 0.4;

    /** The same for one that is shown in another size: lines then begin at other parts of pixels. */
    static final double OTHER_SIZE = 0.45;

    private static final int TILE = 8;

    /** What difference is nothing at all, in steps of 255. */
    private static final double NOISE = 8;

    private Agreement() {}

    /** How much the worst tile differs, as a part of its contrast: 0 for nothing. */
    static double worst(Layers scene, int left, int top, Layers image) {
        double worst = 0;
        for (int y = 0; y < image.height(); y += TILE) {
            for (int x = 0; x < image.width(); x += TILE) {
                // What is left over at the far edges belongs to a whole tile that begins before it.
                int tileX = Math.max(0, Math.min(x, image.width() - TILE));
                int tileY = Math.max(0, Math.min(y, image.height() - TILE));
                worst = Math.max(worst, tile(scene, left, top, image, tileX, tileY));
            }
        }
        return worst;
    }

    private static double tile(Layers scene, int left, int top, Layers image, int tileX, int tileY) {
        double worst = 0;
        for (int band = 0; band < 3; band++) {
            Moments a = new Moments();
            Moments b = new Moments();
            double difference = 0;
            for (int y = tileY; y < Math.min(image.height(), tileY + TILE); y++) {
                for (int x = tileX; x < Math.min(image.width(), tileX + TILE); x++) {
                    double one = blurred(image.color(band), image.width(), 0, 0, image, x, y);
                    double other = blurred(scene.color(band), scene.width(), left, top, image, x, y);
                    a.add(one);
                    b.add(other);
                    difference += Math.abs(one - other);
                }
            }
            worst = Math.max(worst, difference / a.count / (NOISE + Math.max(a.deviation(), b.deviation())));
        }
        return worst;
    }

    private static final class Moments {
        private double sum;
        private double squares;
        private int count;

        void add(double value) {
            sum += value;
            squares += value * value;
            count++;
        }

        double deviation() {
            double mean = sum / count;
            return Math.sqrt(Math.max(0, squares / count - mean * mean));
        }
    }

    /** The mean of a pixel and its neighbours, as far as these belong to the image. */
    private static double blurred(float[] values, int stride, int left, int top, Layers image, int x, int y) {
        double sum = 0;
        int count = 0;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int px = x + dx;
                int py = y + dy;
                if (px >= 0 && px < image.width() && py >= 0 && py < image.height()) {
                    sum += values[(top + py) * stride + left + px];
                    count++;
                }
            }
        }
        return sum / count;
    }
}
