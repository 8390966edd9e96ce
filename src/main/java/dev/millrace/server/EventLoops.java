package dev.millrace.server;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;

/**
 * One event loop for each processor. All work is done on virtual threads, which have as many carriers: more loops only
 * take turns with them.
 */
@Singleton
public final class EventLoops implements VertxOptionsCustomizer {
    @Override
    public void accept(VertxOptions options) {
        options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    }
}
