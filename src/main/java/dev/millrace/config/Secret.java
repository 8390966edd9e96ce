package dev.millrace.config;

import java.nio.charset.StandardCharsets;

/** A text that no log line and no message may show: printed, it is a placeholder. */
public record Secret(String value) {
    /** Whether nothing was set. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** The text in UTF-8. */
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return isEmpty() ? "(not set)" : "(secret)";
    }
}
