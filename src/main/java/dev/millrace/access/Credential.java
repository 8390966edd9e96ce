package dev.millrace.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By what a caller was recognized.
 *
 * @param id the key's id, or the token's ({@code jti}); null where there is none
 * @param validity for how long it recognizes the caller
 */
public record Credential(
        Kind kind, @Nullable String id, @JsonIgnore Validity validity) {
    /** One that stays good. */
    public Credential(Kind kind, @Nullable String id) {
        this(kind, id, new Validity.Unbounded());
    }

    /** Nothing was asked for. */
    static final Credential NONE = new Credential(Kind.NONE, null);

    /** Ways to be recognized. */
    public enum Kind {
        API_KEY,
        JWT,
        HEADER,
        TICKET,
        NONE;

        /** The name in answers and in the audit log. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
