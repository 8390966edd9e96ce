package dev.millrace.access;

import org.jspecify.annotations.Nullable;

/**
 * Whose a workflow or an execution is, and who sees it: its owner, everybody when it is shared or nobody's, and who may
 * do everything. To all others it does not exist. Code asks {@link #isVisibleTo}, and lists are read by the column that
 * {@link #audience} is stored in, so this is the one place that decides.
 *
 * @param owner a user's id; null for what comes from the server's own files, which nobody owns
 */
public record Ownership(@Nullable String owner, Visibility visibility) {
    /** The audience of what everybody sees. No user has this id. */
    public static final String EVERYBODY = "";

    /** Who sees it besides those who see everything: a user's id, or {@link #EVERYBODY}. */
    public String audience() {
        return owner == null || visibility == Visibility.SHARED ? EVERYBODY : owner;
    }

    /** Whether a caller sees it. */
    public boolean isVisibleTo(Caller caller) {
        return caller.seesEverything() || isVisibleTo(caller.userId());
    }

    /** Whether a user sees it by being that user, whatever their credentials allow. */
    public boolean isVisibleTo(String userId) {
        String audience = audience();
        return audience.equals(EVERYBODY) || audience.equals(userId);
    }

    /** Whether a caller may change it: who owns it may, and who may do everything. */
    public boolean isChangeableBy(Caller caller) {
        return caller.seesEverything() || caller.userId().equals(owner);
    }
}
