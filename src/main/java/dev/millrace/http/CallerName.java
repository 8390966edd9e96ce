package dev.millrace.http;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;

/** The name of who makes the request that is being served, for its line in the log. */
public final class CallerName {
    private static final String KEY = "millrace.caller";
    static final String UNKNOWN = "-";

    private CallerName() {}

    /** Tells who makes the request. The name must be fit for a line of a log. */
    public static void tell(String name) {
        if (VertxContext.isOnDuplicatedContext()) {
            ContextLocals.put(KEY, name);
        }
    }

    /** The name, or {@code -} when nobody has told it. */
    static String get() {
        return VertxContext.isOnDuplicatedContext()
                ? ContextLocals.<String>get(KEY).orElse(UNKNOWN)
                : UNKNOWN;
    }
}
