package dev.millrace.cli;

import dev.millrace.config.Settings;

/** What the framework that serves HTTP and writes the log has to be told before it starts. */
final class Framework {
    private Framework() {}

    static void configure(Settings settings) {
        System.setProperty("quarkus.http.host", settings.api().host());
        Settings.Tls tls = settings.api().tls();
        if (tls == null) {
            System.setProperty(
                    "quarkus.http.port", String.valueOf(settings.api().port()));
        } else {
            encrypt(tls, settings.api().port());
        }
        System.setProperty(
                "quarkus.http.limits.max-body-size",
                String.valueOf(settings.api().maxBody()));
        System.setProperty("quarkus.log.level", settings.log().level());
    }

    private static void encrypt(Settings.Tls tls, int port) {
        System.setProperty("quarkus.http.ssl-port", String.valueOf(port));
        System.setProperty("quarkus.http.insecure-requests", "disabled");
        System.setProperty("quarkus.http.tls-configuration-name", "api");
        System.setProperty(
                "quarkus.tls.api.key-store.pem.api.cert", tls.certificate().toString());
        System.setProperty("quarkus.tls.api.key-store.pem.api.key", tls.key().toString());
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
