package dev.millrace.session.vision;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an image is called. With or without the ending of a file it is the same name.
 *
 * @param text the name without such an ending
 */
record TemplateName(String text) {
    private static final int LONGEST = 200;
    private static final Pattern ENDING = Pattern.compile("\\.(png|jpe?g|bmp)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]*[^/\\\\\\p{Cntrl}.\\s][^/\\\\\\p{Cntrl}]*");

    /**
     * A name that somebody gives to an image.
     *
     * @throws SessionException E0403 when it could be something else than a name
     */
    static TemplateName given(String name) {
        return of(name).orElseThrow(() -> new SessionException(
                ErrorCode.E0403,
                "the name of a template must have 1 to %d characters, and is no path: without /, \\ and .."
                        .formatted(LONGEST)));
    }

    /** The name that a text is; empty when nothing can be called so. */
    static Optional<TemplateName> of(String text) {
        String name = ENDING.matcher(text.strip()).replaceFirst("").strip();
        boolean possible = name.length() <= LONGEST
                && !name.contains("..")
                && NAME.matcher(name).matches();
        return possible ? Optional.of(new TemplateName(name)) : Optional.empty();
    }

    /** Whether a text ends as the files of images do. */
    static boolean hasEnding(String text) {
        return ENDING.matcher(text.strip()).find();
    }
}
