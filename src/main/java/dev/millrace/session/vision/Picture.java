package dev.millrace.session.vision;

import java.awt.image.BufferedImage;

/** A picture in memory, without transparency. Immutable. */
final class Picture {
    private static final int WHITE = 255;

    private final int width;
    private final int height;
    private final int[] pixels;

    /** @param pixels row by row, each 0xRRGGBB */
    private Picture(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** What an image shows on white ground. */
    static Picture of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        if (image.getColorModel().hasAlpha()) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = onWhite(pixels[i]);
            }
        }
        return new Picture(width, height, pixels);
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        int rest = WHITE * (255 - alpha);
        int red = ((argb >> 16 & 0xff) * alpha + rest) / 255;
        int green = ((argb >> 8 & 0xff) * alpha + rest) / 255;
        int blue = ((argb & 0xff) * alpha + rest) / 255;
        return red << 16 | green << 8 | blue;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int red(int x, int y) {
        return pixels[y * width + x] >> 16 & 0xff;
    }

    int green(int x, int y) {
        return pixels[y * width + x] >> 8 & 0xff;
    }

    int blue(int x, int y) {
        return pixels[y * width + x] & 0xff;
    }

    /** How bright a pixel is to people, 0 to 255. */
    float brightness(int x, int y) {
        return 0.299f * red(x, y) + 0.587f * green(x, y) + 0.114f * blue(x, y);
    }

    /** How bright it is on the whole. */
    double brightness() {
        double sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sum += brightness(x, y);
            }
        }
        return sum / pixels.length;
    }

    /** How far its brightest pixel is from its darkest, 0 to 255. */
    double contrast() {
        float low = 255;
        float high = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                low = Math.min(low, brightness(x, y));
                high = Math.max(high, brightness(x, y));
            }
        }
        return high - low;
    }

    /** A part of it. */
    Picture part(Box box) {
        if (box.width() == width && box.height() == height) {
            return this;
        }
        int[] part = new int[box.width() * box.height()];
        for (int y = 0; y < box.height(); y++) {
            System.arraycopy(pixels, (box.y() + y) * width + box.x(), part, y * box.width(), box.width());
        }
        return new Picture(box.width(), box.height(), part);
    }

    /** The same for the classes of the JDK. */
    BufferedImage image() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }
}
