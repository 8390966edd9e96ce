package dev.millrace.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A caller in a form that can be written as JSON, for other servers.
 *
 * @param until when the credential expires; null for never
 * @param keyId of the API key that the credential is; null for none
 * @param keyDigest its digest
 */
record WrittenCaller(
        String user,
        List<String> scopes,
        Credential.Kind kind,
        @Nullable String id,
        @Nullable Long until,
        @Nullable String keyId,
        @Nullable String keyDigest,
        String address) {
    static WrittenCaller of(Caller caller) {
        Credential credential = caller.credential();
        Validity validity = credential.validity();
        return new WrittenCaller(
                caller.userId(),
                caller.scopes().names(),
                credential.kind(),
                credential.id(),
                validity instanceof Validity.Until until ? until.time() : null,
                validity instanceof Validity.Key key ? key.id() : null,
                validity instanceof Validity.Key key ? key.digest().hex() : null,
                caller.address());
    }

    Caller caller() {
        return new Caller(user, Scopes.named(scopes), new Credential(kind, id, validity()), address);
    }

    private Validity validity() {
        if (keyId != null && keyDigest != null) {
            return new Validity.Key(keyId, KeyDigest.fromHex(keyDigest));
        }
        return until == null ? new Validity.Unbounded() : new Validity.Until(until);
    }
}
