package dev.millrace.logging;

import dev.millrace.config.Settings;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;
import org.jspecify.annotations.Nullable;

/** Where the log goes: to the standard output, which the framework has opened, and to a file. */
@Singleton
final class LogOutput {
    /** Under which name the id of a request stands beside what is logged for it. */
    static final String REQUEST_ID = "requestId";

    private static final int BEFORE_EVERYTHING = 1;
    private static final int AFTER_EVERYTHING = Integer.MAX_VALUE;

    private @Nullable LogQueue queue;

    void start(@Observes @Priority(BEFORE_EVERYTHING) StartupEvent event, Settings settings) throws IOException {
        Settings.Log log = settings.log();
        List<Handler> handlers = new ArrayList<>(List.of(InitialConfigurator.DELAYED_HANDLER.getHandlers()));
        if (log.file() != null) {
            handlers.add(file(log, log.file()));
        }
        ExtFormatter format = new FormatOnce(
                switch (log.format()) {
                    case TEXT -> new TextFormat();
                    case JSON -> new JsonFormat();
                });
        for (Handler handler : handlers) {
            handler.setFormatter(format);
            if (handler instanceof ExtHandler own) {
                own.setAutoFlush(false);
            }
        }
        queue = LogQueue.before(handlers.toArray(Handler[]::new));
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {queue});
    }

    private static Handler file(Settings.Log log, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new SizeRotatingFileHandler(file.toFile(), true, log.maxSize(), log.keep());
    }

    void stop(@Observes @Priority(AFTER_EVERYTHING) ShutdownEvent event) throws InterruptedException {
        if (queue != null) {
            queue.stop();
        }
    }
}
