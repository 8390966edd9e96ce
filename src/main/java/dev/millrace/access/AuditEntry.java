package dev.millrace.access;

import org.jspecify.annotations.Nullable;

/**
 * Who did what, when and from where.
 *
 * @param at milliseconds since 1970 UTC
 * @param userId null when nobody was recognized
 * @param credential by what the caller was recognized, or failed to be
 * @param action method and route, such as {@code DELETE /v1/api-keys/{id}}, or {@link #LOGIN}
 * @param target the path of what was changed, or made
 * @param status of the answer, by HTTP
 */
record AuditEntry(
        long at,
        @Nullable String userId,
        Credential credential,
        String address,
        String requestId,
        String action,
        String target,
        int status) {
    /** A credential that was refused. */
    static final String LOGIN = "login";
}
