package dev.millrace.secret;

import dev.millrace.cluster.Membership;
import dev.millrace.config.PrivateFile;
import dev.millrace.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The server's key for what it encrypts: that of the setting {@code secrets.key}, else the one in the file
 * {@code secrets.key} of the data directory, which is made when something is to be encrypted for the first time. A key
 * that is missing or wrong is told to whoever wants to read something, and nothing is ever kept in plain text instead.
 * Thread-safe.
 */
@Singleton
public final class MasterKeys {
    private static final Logger LOG = Logger.getLogger(MasterKeys.class);
    private static final String FILE = "secrets.key";

    private final String configured;
    private final Path file;
    private final Predicate<String> mayMake;
    private @Nullable MasterKey present;

    @Inject
    MasterKeys(Settings settings, Membership membership) {
        this(settings.secrets().key().value(), settings.dataDir(), membership::mayMakeKey);
    }

    /**
     * With a key in base64, or, when it is empty, with one in a file of this folder.
     *
     * @param mayMake whether this server alone may have a new key, by the key's id
     */
    MasterKeys(String configured, Path dataDir, Predicate<String> mayMake) {
        this.configured = configured;
        this.file = dataDir.resolve(FILE);
        this.mayMake = mayMake;
    }

    /** Names the key; empty when there is none yet. Throws {@link SealBroken} when there is one that cannot be used. */
    synchronized String id() {
        MasterKey key = load();
        return key == null ? "" : key.id();
    }

    /** What encrypts for a purpose. It costs nothing until it is used. */
    public Seal seal(String purpose) {
        return new Seal(this, purpose);
    }

    /** The key, which is made if there is none. Throws {@link SealBroken} when there is one that cannot be used. */
    synchronized MasterKey require() {
        MasterKey key = load();
        if (key == null) {
            key = make();
            present = key;
        }
        return key;
    }

    /** The key of this id. Throws {@link SealBroken} when it is another one, or there is none. */
    synchronized MasterKey of(String id) {
        MasterKey key = load();
        if (key == null) {
            throw new SealBroken("the file %s is missing, and secrets.key is not set".formatted(file));
        }
        if (!key.id().equals(id)) {
            throw new SealBroken("it was encrypted with another key (%s) than that in %s (%s)"
                    .formatted(id, configured.isEmpty() ? file : "the setting secrets.key", key.id()));
        }
        return key;
    }

    private @Nullable MasterKey load() {
        if (present == null) {
            present = configured.isEmpty() ? read() : MasterKey.parse(configured);
        }
        return present;
    }

    private @Nullable MasterKey read() {
        try {
            return Files.exists(file) ? MasterKey.parse(Files.readString(file)) : null;
        } catch (IllegalArgumentException _) {
            throw new SealBroken("the file %s does not hold %d bytes in base64".formatted(file, MasterKey.BYTES));
        } catch (IOException e) {
            throw new SealBroken("the file %s cannot be read (%s)"
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }

    private MasterKey make() {
        MasterKey key = MasterKey.random();
        if (!mayMake.test(key.id())) {
            throw new SealBroken(
                    "several servers work on the database, and none may make a key that the others do not have:"
                            + " give all of them the same setting secrets.key, 32 random bytes in base64");
        }
        try {
            PrivateFile.write(file, key.text() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the key for secrets could not be written", e);
        }
        LOG.infof("Made the key %s for secrets: keep a copy of it, apart from the database", file);
        return key;
    }
}
