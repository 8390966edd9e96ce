package dev.millrace.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a session is in its life. */
public enum SessionState {
    /** The driver is being started. */
    STARTING,
    /** It waits for a keyword. */
    READY,
    /** A keyword runs. */
    BUSY,
    /** There is no browser any more; it can only be stopped. */
    BROKEN,
    /** It is over. */
    STOPPED;

    /** The word for it in answers. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
