package dev.millrace.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who may see something besides its owner: nobody or everybody. */
public enum Visibility {
    PRIVATE,
    SHARED;

    /** The word for it in documents and answers. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The visibility of this word. Throws {@link IllegalArgumentException} when there is none. */
    public static Visibility of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
