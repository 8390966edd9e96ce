package dev.millrace.cli;

import dev.millrace.config.Settings;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the framework that serves HTTP and writes the log has to be told before it starts, and asks for when it does. */
public final class Framework {
    /** Static, as the framework itself is one for the process. */
    private static final AtomicReference<@Nullable Settings> SETTINGS = new AtomicReference<>();

    private Framework() {}

    /** The settings with which the server of this process was started. */
    public static Settings settings() {
        Settings settings = SETTINGS.get();
        if (settings == null) {
            throw new IllegalStateException("a server is started by a command, which has its settings");
        }
        return settings;
    }

    /** The program's version. */
    public static String version() {
        return Version.number();
    }

    static void configure(Settings settings) {
        SETTINGS.set(settings);
        System.setProperty("quarkus.http.host", settings.api().host());
        Settings.Tls tls = settings.api().tls();
        if (tls == null) {
            System.setProperty(
                    "quarkus.http.port", String.valueOf(settings.api().port()));
        } else {
            encrypt(settings.api().port());
        }
        System.setProperty(
                "quarkus.http.limits.max-body-size",
                String.valueOf(settings.api().maxBody()));
        System.setProperty("quarkus.log.level", settings.log().level());
    }

    private static void encrypt(int port) {
        System.setProperty("quarkus.http.ssl-port", String.valueOf(port));
        System.setProperty("quarkus.http.insecure-requests", "disabled");
        System.setProperty("quarkus.http.tls-configuration-name", "api");
    }

    /** Has only what went wrong be logged, and none of it between the results. */
    static void logQuietly() {
        System.setProperty("quarkus.log.level", "WARN");
        System.setProperty("quarkus.log.console.stderr", "true");
    }

    /** Why a start failed: the first cause says it best. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
