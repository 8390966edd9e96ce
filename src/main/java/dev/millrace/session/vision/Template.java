package dev.millrace.session.vision;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An image by which an element is found, as PNG or JPEG. Immutable; each is another one. */
public final class Template {
    /** How large the file of one may be. */
    static final int MOST_BYTES = 2 << 20;

    private static final int MOST_PIXELS = 2_000_000;
    private static final int LEAST_SIDE = 8;

    /** What is of one color fits everywhere and nowhere. */
    private static final double LEAST_CONTRAST = 8;

    private static final Pattern DATA = Pattern.compile("data:image/(?:png|jpe?g);base64,", Pattern.CASE_INSENSITIVE);

    private final TemplateName name;
    private final byte[] bytes;

    private Template(TemplateName name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * An image that a caller sends.
     *
     * @param base64 alone, or as a {@code data:} address
     * @throws SessionException E0403 when the name is none, or the image cannot be used; it says why
     */
    public static Template of(String name, String base64) {
        TemplateName given = TemplateName.given(name);
        if (base64.length() > MOST_BYTES / 3L * 4 + 100) {
            throw tooLarge(given);
        }
        Matcher data = DATA.matcher(base64);
        try {
            return of(given, Base64.getDecoder().decode(data.lookingAt() ? base64.substring(data.end()) : base64));
        } catch (IllegalArgumentException _) {
            throw new SessionException(
                    ErrorCode.E0403, "the template `%s` is not an image in base64".formatted(given.text()));
        }
    }

    /** An image of these bytes. Throws E0403 when it cannot be used. */
    static Template of(TemplateName name, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name);
        }
        Template template = new Template(name, bytes.clone());
        template.requireUsable();
        return template;
    }

    private static SessionException tooLarge(TemplateName name) {
        return new SessionException(
                ErrorCode.E0403,
                "the template `%s` is larger than %d MiB; cut out what is to be found"
                        .formatted(name.text(), MOST_BYTES >> 20));
    }

    private void requireUsable() {
        Picture picture = picture();
        if (picture.width() < LEAST_SIDE || picture.height() < LEAST_SIDE) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "the template `%s` is smaller than %d × %d pixels, which are found everywhere"
                            .formatted(name.text(), LEAST_SIDE, LEAST_SIDE));
        }
        if (picture.contrast() < LEAST_CONTRAST) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "the template `%s` shows nothing but one color, which is found everywhere".formatted(name.text()));
        }
    }

    TemplateName name() {
        return name;
    }

    int size() {
        return bytes.length;
    }

    /** What it shows, decoded anew. */
    Picture picture() {
        return PictureReader.read(bytes, "the template `%s`".formatted(name.text()), MOST_PIXELS);
    }
}
