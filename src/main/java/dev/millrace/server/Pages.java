package dev.millrace.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The pages that are part of the program. */
final class Pages {
    private Pages() {}

    /** The text of a page in {@code /web}. */
    static String read(String name) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream("/web/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the page is part of the program", e);
        }
    }
}
