package dev.millrace.session.vision;

import boofcv.abst.distort.FDistort;
import boofcv.alg.filter.misc.AverageDownSampleOps;
import boofcv.struct.image.GrayF32;
import boofcv.struct.image.Planar;
import java.util.HashMap;
import java.util.Map;

/** A picture as planes of numbers: its brightness, coarsened by powers of two as wanted, and its colours. */
final class Layers {
    /** The largest squares of pixels that are looked at as one. */
    static final int COARSEST = 8;

    private final Planar<GrayF32> colors;
    private final GrayF32 brightness;
    private final Map<Integer, GrayF32> coarser = new HashMap<>();

    private Layers(Planar<GrayF32> colors) {
        this.colors = colors;
        this.brightness = gray(colors);
    }

    static Layers of(Picture picture) {
        Planar<GrayF32> colors = new Planar<>(GrayF32.class, picture.width(), picture.height(), 3);
        int i = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++, i++) {
                colors.getBand(0).data[i] = picture.red(x, y);
                colors.getBand(1).data[i] = picture.green(x, y);
                colors.getBand(2).data[i] = picture.blue(x, y);
            }
        }
        return new Layers(colors);
    }

    private static GrayF32 gray(Planar<GrayF32> colors) {
        GrayF32 gray = new GrayF32(colors.width, colors.height);
        float[] red = colors.getBand(0).data;
        float[] green = colors.getBand(1).data;
        float[] blue = colors.getBand(2).data;
        for (int i = 0; i < gray.data.length; i++) {
            gray.data[i] = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
        }
        return gray;
    }

    int width() {
        return colors.width;
    }

    int height() {
        return colors.height;
    }

    /** The values of one colour, row by row: 0 for red, 1 for green, 2 for blue. */
    float[] color(int band) {
        return colors.getBand(band).data;
    }

    /** The brightness in squares of so many pixels: 1, 2, 4 or 8. */
    GrayF32 brightness(int square) {
        return square == 1 ? brightness : coarser.computeIfAbsent(square, this::coarse);
    }

    private GrayF32 coarse(int square) {
        // Whole squares only: a narrower one at the edge would shift all others.
        int width = brightness.width / square;
        int height = brightness.height / square;
        GrayF32 coarse = new GrayF32(width, height);
        AverageDownSampleOps.down(brightness.subimage(0, 0, width * square, height * square), coarse);
        return coarse;
    }

    /** The same picture, larger or smaller. */
    Layers scaled(double scale) {
        int width = Math.max(1, (int) Math.round(width() * scale));
        int height = Math.max(1, (int) Math.round(height() * scale));
        if (width == width() && height == height()) {
            return this;
        }
        Planar<GrayF32> scaled = new Planar<>(GrayF32.class, width, height, 3);
        if (width <= width() && height <= height()) {
            AverageDownSampleOps.down(colors, scaled);
        } else {
            new FDistort(colors, scaled).scaleExt().apply();
        }
        return new Layers(scaled);
    }
}
