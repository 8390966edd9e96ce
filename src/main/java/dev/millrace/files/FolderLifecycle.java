package dev.millrace.files;

import dev.millrace.config.Settings;
import dev.millrace.workflow.TemplateFolders;
import dev.millrace.workflow.WorkflowFiles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads the folder of workflows before anything runs, and watches it as long as the server lives. */
@Singleton
final class FolderLifecycle {
    private static final int BEFORE_THE_ENGINE = 100;

    private @Nullable FolderWatch watch;

    void start(
            @Observes @Priority(BEFORE_THE_ENGINE) StartupEvent event,
            Settings settings,
            WorkflowFiles workflows,
            TemplateFolders templates) {
        Path folder = settings.workflowsDir().toAbsolutePath().normalize();
        WorkflowFolder files = new WorkflowFolder(folder, workflows, templates);
        if (!Files.isDirectory(folder)) {
            files.unload();
            return;
        }
        files.load();
        List<Path> watched = new ArrayList<>(List.of(folder));
        watched.addAll(templates.folders());
        watch = FolderWatch.start(watched, files::load);
    }

    void stop(@Observes @Priority(BEFORE_THE_ENGINE) ShutdownEvent event) {
        if (watch != null) {
            watch.close();
        }
    }
}
