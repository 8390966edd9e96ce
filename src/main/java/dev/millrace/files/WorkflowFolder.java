package dev.millrace.files;

import dev.millrace.workflow.Problem;
import dev.millrace.workflow.StepTemplates;
import dev.millrace.workflow.WorkflowFiles;
import dev.millrace.workflow.WorkflowFiles.Outcome;
import dev.millrace.workflow.YamlFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores what the files of a folder say. A file that cannot be read or is no workflow is told in the log, and does not
 * keep the others from being stored. Not thread-safe.
 */
final class WorkflowFolder {
    private static final Logger LOG = Logger.getLogger(WorkflowFolder.class);

    /** More than any document may have. */
    private static final int MOST_BYTES = 8 << 20;

    private final Path folder;
    private final WorkflowFiles workflows;
    private final StepTemplates templates;
    private final Map<Path, Loaded> loaded = new HashMap<>();
    private Set<String> complaints = new HashSet<>();
    private Set<String> earlierComplaints = Set.of();

    /** A file's text when it was last stored, and what became of it. */
    private record Loaded(String text, Outcome outcome) {}

    WorkflowFolder(Path folder, WorkflowFiles workflows, StepTemplates templates) {
        this.folder = folder.toAbsolutePath().normalize();
        this.workflows = workflows;
        this.templates = templates;
    }

    /** Stores whatever has changed since the last time; the first time, everything. */
    void load() {
        earlierComplaints = complaints;
        complaints = new HashSet<>();
        List<Path> files;
        try {
            files = YamlFiles.in(folder);
        } catch (IOException e) {
            // Without the folder nothing is known of its files, so what is stored of them stays.
            complain("The folder of workflows %s cannot be read: %s".formatted(folder, e));
            return;
        }
        loaded.keySet().retainAll(files);
        Map<String, Path> first = new HashMap<>();
        for (Path file : files) {
            String id = YamlFiles.stem(file);
            Path other = first.putIfAbsent(id.toLowerCase(Locale.ROOT), file);
            if (other == null) {
                load(id, file);
            } else {
                ignore(id, file, other);
            }
        }
        archive(files);
    }

    /** Has nothing of the folder run: it is not there. */
    void unload() {
        archive(List.of());
    }

    private void load(String id, Path file) {
        try {
            store(id, file);
        } catch (UncheckedIOException e) {
            complain("The workflow file %s is not loaded: %s".formatted(file, e.getMessage()));
        }
    }

    private void store(String id, Path file) {
        String text = text(file);
        Loaded earlier = loaded.get(file);
        if (text == null || (earlier != null && isUpToDate(earlier, text))) {
            return;
        }
        Outcome outcome = workflows.load(new WorkflowFiles.Source(id, name(file), folder, text));
        loaded.put(file, new Loaded(text, outcome));
        if (earlier == null || !earlier.outcome().equals(outcome)) {
            tell(file, outcome);
        }
    }

    /** What was refused may fit by now, since it does not depend on its file alone. */
    private boolean isUpToDate(Loaded earlier, String text) {
        return earlier.text().equals(text)
                && earlier.outcome() instanceof Outcome.Stored stored
                && stored.templates().entrySet().stream().allMatch(used -> templates
                        .text(used.getKey())
                        .filter(used.getValue()::equals)
                        .isPresent());
    }

    private @Nullable String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            complain("The workflow file %s cannot be read: %s".formatted(file, e));
            return null;
        }
    }

    private void ignore(String id, Path file, Path other) {
        Outcome.Ignored outcome = new Outcome.Ignored(
                "the workflow `%s` is in the file %s already; delete one of the two".formatted(id, name(other)));
        Loaded earlier = loaded.put(file, new Loaded("", outcome));
        if (earlier == null || !earlier.outcome().equals(outcome)) {
            workflows.ignore(id, name(file));
            tell(file, outcome);
        }
    }

    private void archive(List<Path> files) {
        Set<String> names = files.stream().map(WorkflowFolder::name).collect(Collectors.toCollection(HashSet::new));
        for (String id : workflows.archiveAllBut(names)) {
            LOG.infof("The file of workflow %s is gone, and the workflow with it", id);
        }
    }

    private static void tell(Path file, Outcome outcome) {
        switch (outcome) {
            case Outcome.Stored stored -> {
                LOG.infof("Loaded %s, revision %d", file, stored.revision());
                stored.warnings().forEach(warning -> LOG.warn(line(file, warning)));
            }
            case Outcome.Invalid invalid ->
                LOG.errorf(
                        "%s is no valid workflow:%n%s",
                        file,
                        invalid.errors().stream()
                                .map(error -> line(file, error))
                                .collect(Collectors.joining("\n")));
            case Outcome.Ignored ignored -> LOG.errorf("%s is ignored: %s", file, ignored.reason());
        }
    }

    private static String line(Path file, Problem problem) {
        return "%s:%d:%d: %s".formatted(file, problem.line(), problem.column(), problem.message());
    }

    /** Tells the same only once in a row. */
    private void complain(String message) {
        if (complaints.add(message) && !earlierComplaints.contains(message)) {
            LOG.error(message);
        }
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString();
    }
}
