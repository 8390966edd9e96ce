package dev.millrace.mcp;

import io.quarkiverse.mcp.server.Progress;
import io.smallrye.mutiny.TimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * Tells a client how a call gets on, when it has asked for that. How much there is to come is not known, so the numbers
 * only count. A client that reads slowly is waited for; one that does not read is told nothing more.
 */
final class ProgressReport {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Progress progress;
    private long told;
    private boolean wanted;

    ProgressReport(Progress progress) {
        this.progress = progress;
        this.wanted = progress.token().isPresent();
    }

    boolean isWanted() {
        return wanted;
    }

    void tell(String message) {
        if (!wanted) {
            return;
        }
        told++;
        try {
            progress.notificationBuilder()
                    .setProgress(told)
                    .setMessage(message)
                    .build()
                    .send()
                    .await()
                    .atMost(PATIENCE);
        } catch (TimeoutException | CompletionException | IllegalStateException _) {
            wanted = false;
        }
    }
}
