package dev.millrace.execution;

import dev.millrace.http.ProblemException;
import dev.millrace.secret.Mask;
import dev.millrace.secret.MasterKeys;
import dev.millrace.secret.Seal;
import dev.millrace.secret.SealBroken;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The values of secrets that an execution has come to know: by using them, from the one that called it, from those that it
 * called. It keeps them, so that they are masked also when they were changed or deleted since. From the first one on its
 * record is encrypted, since it goes on with the true values, and what leaves the server of it is masked. Thread-safe.
 */
final class KnownSecrets {
    private final Seal seal;
    private final Set<String> values = new LinkedHashSet<>();
    private volatile Mask mask = Mask.NONE;

    /** Of an execution that knows none yet. */
    KnownSecrets(MasterKeys keys, long execution) {
        this.seal = keys.seal("execution:" + execution);
    }

    synchronized void addAll(Collection<String> more) {
        if (values.addAll(more)) {
            mask = Mask.of(values);
        }
    }

    void add(String value) {
        addAll(Set.of(value));
    }

    boolean isEmpty() {
        return mask.isEmpty();
    }

    synchronized List<String> values() {
        return List.copyOf(values);
    }

    /** Masks all of them; of those that come later nothing. */
    Mask mask() {
        return mask;
    }

    /** Encrypts text of the record that is kept at a place. */
    String closed(String place, String text) {
        return seal.close(place, text);
    }

    /** Text of the record as it was before it was kept, encrypted or not. Throws a 409 when it cannot be decrypted. */
    String opened(String place, String kept) {
        if (!Seal.isSealed(kept)) {
            return kept;
        }
        try {
            return seal.open(place, kept);
        } catch (SealBroken e) {
            throw ProblemException.conflict(
                    "execution-unreadable",
                    "The execution cannot be read",
                    "The execution has used secrets, and its record cannot be decrypted: %s."
                            .formatted(e.getMessage()));
        }
    }
}
