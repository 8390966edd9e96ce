package dev.millrace.config;

import java.util.regex.Pattern;

/**
 * A setting as a person may see it.
 *
 * @param value as it was written; of a secret only whether there is one
 * @param origin where it was set, in words
 */
public record Setting(String key, String value, String origin) {
    private static final Pattern SECRET = Pattern.compile("(^|[._])(secret|token|password|key)$");

    /** Where a secret is kept, not what it is. */
    private static final String KEY_FILE = "api.tls.key";

    static Setting of(SettingsLoader.Value value) {
        return new Setting(value.key(), shown(value.key(), value.text()), value.origin());
    }

    private static String shown(String key, String text) {
        return holdsSecret(key) && !text.isEmpty() ? "(not shown)" : DatabaseUrl.shown(text);
    }

    /** Whether the value of a setting is a secret. */
    static boolean holdsSecret(String key) {
        return SECRET.matcher(key).find() && !key.equals(KEY_FILE);
    }
}
