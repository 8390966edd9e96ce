package dev.millrace.secret;

import dev.millrace.cluster.Membership;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Refuses to start beside servers that encrypt with another key, which could not read what this one writes; and tells which
 * secrets cannot be read: the workflows that use them will fail.
 */
@Singleton
final class SecretsCheck {
    private static final Logger LOG = Logger.getLogger(SecretsCheck.class);

    /** Before the server takes any work. */
    private static final int EARLY = 100;

    private final MasterKeys keys;
    private final Membership membership;

    SecretsCheck(MasterKeys keys, Membership membership) {
        this.keys = keys;
        this.membership = membership;
    }

    void start(@Observes @Priority(EARLY) StartupEvent event, Secrets secrets) {
        membership.agreeOnKey(present()).ifPresent(SecretsCheck::refuse);
        secrets.unreadable()
                .forEach((name, why) -> LOG.warnf(
                        "The secret %s cannot be read: %s; restore the key, or store the secret again", name, why));
    }

    private String present() {
        try {
            return keys.id();
        } catch (SealBroken e) {
            LOG.warnf("The key for secrets cannot be used: %s", e.getMessage());
            return "";
        }
    }

    private static void refuse(String other) {
        throw new IllegalStateException(
                "other servers work on this database and encrypt with another key (%s): give this one the same setting secrets.key, or the same file secrets.key in its data directory"
                        .formatted(other));
    }
}
