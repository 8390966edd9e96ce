package dev.millrace.session.driver;

import org.jspecify.annotations.Nullable;

/** A phone, a tablet or a television: what has apps in place of pages. Throws as {@link Driver} does. */
public interface Device extends Driver {
    /** The app that was launched last, or that the session was started with; null for none. */
    @Nullable
    String app();

    /**
     * Brings an app to the front, and starts it if need be.
     *
     * @param app its package (Android) or bundle (Apple)
     * @param activity where in it to begin, for Android; null for the usual place
     */
    void launch(String app, @Nullable String activity);

    /** Ends an app; whether it was running. */
    boolean terminate(String app);

    /** The version of an installed app. */
    String version(String app);
}
