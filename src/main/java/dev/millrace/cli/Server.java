package dev.millrace.cli;

import dev.millrace.access.FirstKey;
import dev.millrace.config.Settings;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** The server as a program of its own. */
final class Server {
    private Server() {}

    /** Runs it until it is told to stop. Returns the program's exit status. */
    static int run(Settings settings, Terminal terminal) {
        Framework.configure(settings);
        AtomicInteger status = new AtomicInteger();
        Quarkus.run(Serving.class, (code, failure) -> {
            if (failure != null) {
                terminal.note("millrace: the server could not start: " + Framework.reason(failure));
            }
            status.set(failure == null ? code : ExitStatus.SYSTEM_FAULT.code());
        });
        return status.get();
    }

    /** Runs inside of the framework, from when it takes requests until it is told to stop. */
    @Singleton
    @Unremovable
    static final class Serving implements QuarkusApplication {
        private static final Logger LOG = Logger.getLogger(Server.class);

        private final Settings settings;
        private final HttpServer http;
        private final FirstKey firstKey;

        Serving(Settings settings, HttpServer http, FirstKey firstKey) {
            this.settings = settings;
            this.http = http;
            this.firstKey = firstKey;
        }

        @Override
        public int run(String... arguments) {
            boolean encrypted = settings.api().tls() != null;
            if (!encrypted && !settings.api().isLocal()) {
                LOG.warnf(
                        "The API can be reached at %s without encryption: whoever is on the way can read keys and data."
                                + " Set api.tls, or let a proxy on this machine encrypt",
                        settings.api().host());
            }
            int port = encrypted ? http.getSecurePort() : http.getPort();
            welcome(new Welcome(settings, port, firstKey.text()));
            Quarkus.waitForExit();
            return 0;
        }

        /** To whoever started the server, and not to the log, which may be kept and sent elsewhere. */
        private static void welcome(Welcome welcome) {
            System.err.print(welcome.text());
        }
    }
}
