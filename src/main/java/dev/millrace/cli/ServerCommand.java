package dev.millrace.cli;

import dev.millrace.access.FirstKey;
import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsException;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace server}: runs the server until it is told to stop. */
@Command(
        name = ServerCommand.NAME,
        description = "Run the server until it is told to stop (Ctrl-C, or SIGTERM).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace server                            serve on http://127.0.0.1:8080, keep everything in ./data",
            "  millrace server --port 9000 --data-dir /var/lib/millrace",
            "  millrace server --config millrace.yaml     `millrace init` writes such a file"
        })
final class ServerCommand implements Callable<Integer> {
    static final String NAME = "server";

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Settings settings;
        try {
            settings = options.settings(Environment.ofProcess());
        } catch (SettingsException e) {
            throw CommandException.of(e);
        }
        Framework.configure(settings);
        AtomicInteger status = new AtomicInteger();
        Quarkus.run(Serving.class, (code, failure) -> {
            if (failure != null) {
                spec.commandLine()
                        .getErr()
                        .println("millrace: the server could not start: " + Framework.reason(failure));
            }
            status.set(failure == null ? code : ExitStatus.SYSTEM_FAULT.code());
        });
        return status.get();
    }

    /** Runs inside of the framework, from when it takes requests until it is told to stop. */
    @Singleton
    @Unremovable
    static final class Serving implements QuarkusApplication {
        private static final Logger LOG = Logger.getLogger(ServerCommand.class);

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
