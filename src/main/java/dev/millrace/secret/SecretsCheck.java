package dev.millrace.secret;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Tells at the start which secrets cannot be read: the workflows that use them will fail. */
@Singleton
final class SecretsCheck {
    private static final Logger LOG = Logger.getLogger(SecretsCheck.class);

    void start(@Observes StartupEvent event, Secrets secrets) {
        secrets.unreadable()
                .forEach((name, why) -> LOG.warnf(
                        "The secret %s cannot be read: %s; restore the key, or store the secret again", name, why));
    }
}
