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
        return resource("/web/" + name);
    }

    /** The text of a resource of the program. */
    static String resource(String path) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(path + " is part of the program", e);
        }
    }
}
