package dev.millrace.session.vision;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;

/**
 * How far each pixel of a picture is from what prevails around it, as dark on white. Letters come out the same whether they
 * are darker or lighter than their ground, of which programs that read take only the former for letters. What prevails is
 * the median of the brightness in a square, kept in a histogram that moves along each row (T. S. Huang, G. J. Yang, G. Y.
 * Tang: A fast two-dimensional median filtering algorithm, 1979).
 */
final class Ink {
    /** How far around a pixel is looked: less than half of a small button's height, more than a letter's stroke. */
    private static final int REACH = 10;

    private static final double STRENGTH = 1.3;

    private final int width;
    private final int height;
    private final int[] brightness;
    private final int[] histogram = new int[256];
    private int count;
    private int median;
    private int darker;

    private Ink(Picture picture) {
        this.width = picture.width();
        this.height = picture.height();
        this.brightness = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                brightness[y * width + x] = Math.round(picture.brightness(x, y));
            }
        }
    }

    /** A picture of shades of grey, of the same size. */
    static BufferedImage of(Picture picture) {
        return new Ink(picture).drawn();
    }

    private BufferedImage drawn() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        byte[] drawn = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < height; y++) {
            begin();
            for (int x = 0; x < Math.min(REACH, width); x++) {
                count(x, y, 1);
            }
            for (int x = 0; x < width; x++) {
                count(x + REACH, y, 1);
                count(x - REACH - 1, y, -1);
                settle();
                int distance = Math.abs(brightness[y * width + x] - median);
                drawn[y * width + x] = (byte) Math.max(0, 255 - (int) (distance * STRENGTH));
            }
        }
        return image;
    }

    private void begin() {
        Arrays.fill(histogram, 0);
        count = 0;
        median = 0;
        darker = 0;
    }

    /** Adds or takes away the part of a column that is around a row; nothing where there is no such column. */
    private void count(int x, int row, int sign) {
        if (x < 0 || x >= width) {
            return;
        }
        for (int y = Math.max(0, row - REACH); y <= Math.min(height - 1, row + REACH); y++) {
            int value = brightness[y * width + x];
            histogram[value] += sign;
            count += sign;
            darker += value < median ? sign : 0;
        }
    }

    private void settle() {
        while (darker > count / 2) {
            median--;
            darker -= histogram[median];
        }
        while (darker + histogram[median] <= count / 2) {
            darker += histogram[median];
            median++;
        }
    }
}
