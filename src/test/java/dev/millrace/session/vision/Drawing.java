package dev.millrace.session.vision;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/** A page as tests draw it, with buttons, icons and much else. */
final class Drawing {
    static final int WIDTH = 1280;
    static final int HEIGHT = 800;

    private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final Graphics2D graphics = image.createGraphics();

    /** An empty page, on which everything is drawn so many times as large. */
    Drawing(double scale) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.scale(scale, scale);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    }

    /** Noise in the lower part: spots of all colors and sizes. */
    Drawing spots() {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            int size = 4 + random.nextInt(40);
            graphics.fillOval(random.nextInt(WIDTH), 400 + random.nextInt(HEIGHT), size, size);
        }
        return this;
    }

    /** A button of 90 × 32 pixels. */
    Drawing button(int x, int y, String text) {
        graphics.setColor(new Color(0x1e66d0));
        graphics.fillRoundRect(x, y, 90, 32, 8, 8);
        graphics.setColor(Color.WHITE);
        int width = graphics.getFontMetrics().stringWidth(text);
        graphics.drawString(text, x + 45 - width / 2, y + 21);
        return this;
    }

    /** A round sign of 64 pixels with a cross, a bar or a plus on it. */
    Drawing sign(int x, int y, Color color, char kind) {
        graphics.setColor(color);
        graphics.fillOval(x, y, 64, 64);
        graphics.setColor(Color.WHITE);
        graphics.setStroke(new BasicStroke(6));
        switch (kind) {
            case 'x' -> {
                graphics.drawLine(x + 16, y + 16, x + 48, y + 48);
                graphics.drawLine(x + 16, y + 48, x + 48, y + 16);
            }
            case '-' -> graphics.drawLine(x + 16, y + 32, x + 48, y + 32);
            case '+' -> {
                graphics.drawLine(x + 16, y + 32, x + 48, y + 32);
                graphics.drawLine(x + 32, y + 16, x + 32, y + 48);
            }
            default -> throw new IllegalArgumentException("no sign " + kind);
        }
        return this;
    }

    /** The whole page. */
    Picture picture() {
        return Picture.of(image);
    }

    /** What a part of it shows. */
    Picture part(int x, int y, int width, int height) {
        return picture().part(new Box(x, y, width, height));
    }
}
