package dev.millrace.session.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The script that looks at pages. */
final class PageScript {
    /** Its text: the body of a function that takes a command and what it needs. */
    static final String TEXT = read("/session/page.js");

    private PageScript() {}

    private static String read(String resource) {
        try (InputStream in = PageScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
