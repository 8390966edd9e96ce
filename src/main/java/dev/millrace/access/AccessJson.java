package dev.millrace.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.http.Times;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the resources of this package take and answer, as JSON. */
final class AccessJson {
    private AccessJson() {}

    /** What a new key is to be. */
    record CreateKeyRequest(
            @Nullable String name,
            @Nullable List<String> scopes,
            @Nullable String expiresIn,
            @Nullable String userId) {}

    /** How to rotate a key. */
    record RotateRequest(@Nullable String grace) {}

    /**
     * A key.
     *
     * @param key the whole of it; only in the answer that made it
     * @param replacedWorksUntil until when the key that it replaced works as well
     */
    record ApiKeyInfo(
            String id,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String key,

            String name,
            String prefix,
            String userId,
            Scopes scopes,
            @Nullable String expiresAt,
            @Nullable String lastUsedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String replacedWorksUntil,

            String createdAt) {

        static ApiKeyInfo of(ApiKey key, @Nullable Long lastUsedAt) {
            return of(key, null, lastUsedAt);
        }

        static ApiKeyInfo of(ApiKeys.Made made) {
            return of(made.key(), made.plain().text(), made.key().lastUsedAt());
        }

        private static ApiKeyInfo of(ApiKey key, @Nullable String text, @Nullable Long lastUsedAt) {
            return new ApiKeyInfo(
                    key.id(),
                    text,
                    key.name(),
                    PlainKey.prefix(key.id()),
                    key.userId(),
                    key.scopes(),
                    Times.textOrNull(key.expiresAt()),
                    Times.textOrNull(lastUsedAt),
                    key.replaced() == null ? null : Times.text(key.replaced().until()),
                    Times.text(key.createdAt()));
        }
    }

    /** Who calls. */
    record Me(String userId, Scopes scopes, Credential credential, String address, List<Limit> limits) {}

    /**
     * How much a caller may ask for.
     *
     * @param perMinute in the long run; null for no limit
     */
    record Limit(String name, @Nullable Long perMinute, long burst) {
        static Limit of(Quota quota) {
            return new Limit(quota.name(), quota.isUnlimited() ? null : quota.perMinute(), quota.burst());
        }
    }

    /** A one-time ticket. */
    record TicketInfo(String ticket, String expiresAt) {}

    /** What came of a request. */
    enum Outcome {
        DONE,
        REFUSED,
        FAILED;

        static Outcome of(int status) {
            if (status < 400) {
                return DONE;
            }
            return status < 500 ? REFUSED : FAILED;
        }
    }

    /** Who did what. */
    record AuditInfo(
            String at,
            @Nullable String userId,
            Credential credential,
            String address,
            String requestId,
            String action,
            String target,
            String outcome,
            int status) {

        static AuditInfo of(AuditStore.Row row) {
            AuditEntry entry = row.entry();
            return new AuditInfo(
                    Times.text(entry.at()),
                    entry.userId(),
                    entry.credential(),
                    entry.address(),
                    entry.requestId(),
                    entry.action(),
                    entry.target(),
                    Outcome.of(entry.status()).name().toLowerCase(Locale.ROOT),
                    entry.status());
        }
    }
}
