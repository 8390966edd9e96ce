package dev.millrace.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** What a page of a test looks like, and images that are cut out of it. */
record PageImage(BufferedImage image) {
    /** The page that a session shows now. */
    static PageImage of(LiveSession session) {
        JsonNode screenshot = session.act("capture_screenshot");
        try {
            byte[] png = Base64.getDecoder().decode(screenshot.textValue());
            return new PageImage(ImageIO.read(new ByteArrayInputStream(png)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PageImage part(int x, int y, int width, int height) {
        return new PageImage(image.getSubimage(x, y, width, height));
    }

    /** The same, so many times as large. */
    PageImage scaled(double factor) {
        int width = (int) Math.round(image.getWidth() * factor);
        int height = (int) Math.round(image.getHeight() * factor);
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return new PageImage(scaled);
    }

    /** As PNG in base64. */
    String base64() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
