package dev.millrace.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Step templates in folders, a file for each: its name without {@code .yaml} or {@code .yml} is the template's. The first
 * folder that has a template gives it. Files are read when they are asked for, so a change counts from the next reading
 * on. Thread-safe.
 */
public final class TemplateFolders implements StepTemplates {
    private final List<Path> folders;

    private TemplateFolders(Set<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /**
     * The templates that belong to a folder of workflows: those in {@code templates} in it, and where AWF keeps them, in
     * {@code .awf/templates} beside it. Folders that do not exist have no templates.
     */
    public static TemplateFolders of(Path workflows) {
        Path folder = workflows.toAbsolutePath().normalize();
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(folder.resolve("templates"));
        Path parent = folder.getParent();
        if (parent != null) {
            folders.add(parent.endsWith(".awf") ? parent.resolve("templates") : parent.resolve(".awf/templates"));
        }
        return new TemplateFolders(folders);
    }

    /** Where the templates are looked for, in this order. */
    public List<Path> folders() {
        return folders;
    }

    @Override
    public Set<String> names() {
        return files().keySet();
    }

    @Override
    public Optional<String> text(String name) {
        Path file = files().get(name);
        try {
            return file == null
                    ? Optional.empty()
                    : Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the step template " + file + " cannot be read", e);
        }
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new TreeMap<>();
        for (Path folder : folders) {
            try {
                YamlFiles.in(folder).forEach(file -> files.putIfAbsent(YamlFiles.stem(file), file));
            } catch (NoSuchFileException | NotDirectoryException _) {
                // Templates are kept in one of the folders, or in none.
            } catch (IOException e) {
                throw new UncheckedIOException("the step templates in " + folder + " cannot be read", e);
            }
        }
        return files;
    }
}
