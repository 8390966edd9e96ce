package dev.millrace.session.vision;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads PNG and JPEG. What a header promises is looked at before any memory is taken for it. */
final class PictureReader {
    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] JPEG = "\u00ff\u00d8\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private PictureReader() {}

    /**
     * The picture that these bytes are.
     *
     * @param what how the picture is called in messages
     * @param mostPixels what it may have in all
     * @throws SessionException E0403 when it is too large, broken, or something else
     */
    static Picture read(byte[] bytes, String what, int mostPixels) {
        ImageReader reader = reader(bytes)
                .orElseThrow(() -> new SessionException(ErrorCode.E0403, what + " is neither a PNG nor a JPEG"));
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > mostPixels) {
                throw new SessionException(
                        ErrorCode.E0403,
                        "%s has %,d × %,d pixels, and at most %,d in all are taken"
                                .formatted(what, width, height, mostPixels));
            }
            return Picture.of(reader.read(0));
        } catch (SessionException e) {
            throw e;
        } catch (IOException | RuntimeException _) {
            // A broken picture can make its reader fail in any way.
            throw new SessionException(ErrorCode.E0403, what + " cannot be read: it is broken or not complete");
        } finally {
            reader.dispose();
        }
    }

    private static Optional<ImageReader> reader(byte[] bytes) {
        return startsWith(bytes, PNG) ? reader("png") : startsWith(bytes, JPEG) ? reader("jpeg") : Optional.empty();
    }

    private static Optional<ImageReader> reader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        return readers.hasNext() ? Optional.of(readers.next()) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        for (int i = 0; i < beginning.length; i++) {
            if (i >= bytes.length || bytes[i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }
}
