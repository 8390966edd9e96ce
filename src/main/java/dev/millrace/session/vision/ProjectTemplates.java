package dev.millrace.session.vision;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The images in the folder of a session's project and those below it, by the names of their files. They are looked for
 * when one is wanted for the first time; of several of one name, the one in the first folder counts. Links are not
 * followed. Thread-safe.
 */
final class ProjectTemplates {
    private static final int DEEPEST = 8;
    private static final int MOST_FILES = 5_000;
    private static final int MOST_IMAGES = 500;

    private final @Nullable Path folder;
    private @Nullable Map<String, Path> files;

    /** @param folder null for none */
    ProjectTemplates(@Nullable Path folder) {
        this.folder = folder;
    }

    /** The image of this name. Throws E0403 when its file cannot be used. */
    Optional<Template> find(TemplateName name) {
        Path file = files().get(name.text());
        if (file == null) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(Template.of(name, in.readNBytes(Template.MOST_BYTES + 1)));
        } catch (IOException _) {
            // It was there before.
            return Optional.empty();
        }
    }

    SortedSet<String> names() {
        return new TreeSet<>(files().keySet());
    }

    private synchronized Map<String, Path> files() {
        Map<String, Path> known = files;
        if (known == null) {
            known = folder == null ? Map.of() : filesBelow(folder);
            files = known;
        }
        return known;
    }

    private static Map<String, Path> filesBelow(Path folder) {
        Collector collector = new Collector();
        try {
            Set<FileVisitOption> noLinks = EnumSet.noneOf(FileVisitOption.class);
            Files.walkFileTree(folder, noLinks, DEEPEST, collector);
        } catch (IOException _) {
            // What was found until then is there.
        }
        return collector.images;
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Map<String, Path> images = new TreeMap<>();
        private int seen;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (attributes.isRegularFile() && TemplateName.hasEnding(name)) {
                TemplateName.of(name).ifPresent(image -> images.merge(image.text(), file, Collector::first));
            }
            return ++seen < MOST_FILES && images.size() < MOST_IMAGES
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        private static Path first(Path one, Path other) {
            return one.compareTo(other) <= 0 ? one : other;
        }
    }
}
