package dev.millrace.access;

import dev.millrace.config.Settings;
import dev.millrace.config.Settings.AuthType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key with which an operator begins: the start that finds no key makes one for the user {@code admin}. */
@Singleton
public final class FirstKey {
    private static final String ADMIN = "admin";

    private final Settings settings;
    private final ApiKeys keys;
    private volatile @Nullable PlainKey made;

    FirstKey(Settings settings, ApiKeys keys) {
        this.settings = settings;
        this.keys = keys;
    }

    /** The key itself, in the start that made it; empty in all others. For whoever started the server, and not for logs. */
    public Optional<String> text() {
        return Optional.ofNullable(made).map(PlainKey::text);
    }

    /**
     * The file comes first: after a crash in between, there is no key yet and the next start makes another one. Where
     * several servers start on one new database, one of them has the file.
     */
    void makeWhenNone() throws IOException {
        if (!settings.api().auth().types().contains(AuthType.API_KEY) || !keys.none()) {
            return;
        }
        PlainKey key = PlainKey.random();
        AdminKeyFile.write(settings.dataDir(), key);
        if (keys.first(ADMIN, ADMIN, key)) {
            made = key;
        } else {
            AdminKeyFile.delete(settings.dataDir());
        }
    }
}
