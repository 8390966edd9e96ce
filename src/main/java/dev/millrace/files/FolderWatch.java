package dev.millrace.files;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls back when something in some folders has changed and nothing more has for a moment, since editors write a file in
 * several steps; and from time to time in any case, for file systems that tell nothing. Calls do not overlap.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(FolderWatch.class);

    private static final Duration SETTLED = Duration.ofMillis(150);
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final List<Path> folders;
    private final Runnable onChange;
    private final ScheduledExecutorService calls = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("workflow-files").factory());
    private @Nullable WatchService watcher;

    private FolderWatch(List<Path> folders, Runnable onChange) {
        this.folders = folders;
        this.onChange = onChange;
    }

    /**
     * Watches until it is closed.
     *
     * @param folders those of them that do not exist are watched from when they do
     */
    static FolderWatch start(List<Path> folders, Runnable onChange) {
        FolderWatch watch = new FolderWatch(List.copyOf(folders), onChange);
        try {
            WatchService watcher = FileSystems.getDefault().newWatchService();
            watch.watcher = watcher;
            watch.register();
            Thread.ofPlatform().daemon().name("workflow-watch").start(() -> watch.listen(watcher));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warnf("Changes of workflow files are noticed late, every %d s: %s", SWEEP.toSeconds(), e.getMessage());
        }
        var _ = watch.calls.scheduleWithFixedDelay(
                watch::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Registering a folder again changes nothing, except for one that was made anew. */
    private void register() {
        for (Path folder : folders) {
            try {
                if (watcher != null && Files.isDirectory(folder)) {
                    folder.register(
                            watcher,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                }
            } catch (IOException e) {
                LOG.debugf(e, "The folder %s cannot be watched", folder);
            }
        }
    }

    private void listen(WatchService from) {
        Future<?> next = null;
        try {
            while (true) {
                WatchKey key = from.take();
                key.pollEvents();
                key.reset();
                if (next != null) {
                    next.cancel(false);
                }
                next = calls.schedule(this::call, SETTLED.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ClosedWatchServiceException | RejectedExecutionException _) {
            // It has been closed.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        register();
        call();
    }

    /** A call that fails must not be the last one. */
    private void call() {
        try {
            onChange.run();
        } catch (RuntimeException e) {
            LOG.error("The workflow files could not be loaded; it is tried again", e);
        }
    }

    @Override
    public void close() {
        calls.shutdownNow();
        try {
            if (watcher != null) {
                watcher.close();
            }
        } catch (IOException e) {
            LOG.debug("The watch of workflow files was not closed", e);
        }
    }
}
