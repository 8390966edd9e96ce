package dev.millrace.session.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.config.PrivateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.logging.Logger;

/** The files of recordings: a folder for each, with a head, a timeline and pictures. */
final class RecordingFolder {
    private static final Logger LOG = Logger.getLogger(RecordingFolder.class);

    private static final String HEAD = "session.json";
    private static final String ONLY_OURS = "rwx------";
    private static final int MOST_ENTRIES = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordingFolder() {}

    /** Makes the folder of a recording and writes its head, which tells whose it is. */
    static void begin(Recording recording) throws IOException {
        Files.createDirectories(
                recording.folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ONLY_OURS)));
        PrivateFile.write(
                recording.folder().resolve(HEAD),
                JSON.createObjectNode()
                                .put("number", recording.number())
                                .put("session_id", recording.id())
                                .put("owner", recording.ownership().owner())
                                .put("driver", recording.driver())
                                .put("started_at", recording.startedAt())
                        + "\n");
    }

    /** All recordings below a folder; what is none is left alone, and told in the log. */
    static List<Recording> all(Path root) throws IOException {
        List<Recording> found = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            folders.forEach(folder -> read(folder).ifPresent(found::add));
        }
        return found;
    }

    private static Optional<Recording> read(Path folder) {
        try {
            JsonNode head = JSON.readTree(Files.readString(folder.resolve(HEAD)));
            return Optional.of(new Recording(
                    head.path("number").longValue(),
                    head.path("session_id").asText(),
                    new Ownership(head.path("owner").textValue(), Visibility.PRIVATE),
                    head.path("driver").asText(),
                    head.path("started_at").longValue(),
                    folder));
        } catch (IOException e) {
            LOG.warnf("%s is no recording that can be read: %s", folder, e.getMessage());
            return Optional.empty();
        }
    }

    /** How many bytes the files of a recording have. */
    static long size(Recording recording) {
        try (Stream<Path> files = Files.list(recording.folder())) {
            return files.mapToLong(RecordingFolder::length).sum();
        } catch (IOException _) {
            return 0;
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    /** When something was written last, in milliseconds since 1970 UTC. */
    static long lastWritten(Recording recording) {
        try {
            return Files.getLastModifiedTime(recording.timeline()).toMillis();
        } catch (IOException _) {
            return recording.startedAt();
        }
    }

    /** The lines of a timeline; one that a crash has cut off is left out. */
    static List<JsonNode> entries(Recording recording) {
        List<JsonNode> entries = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(recording.timeline())) {
            for (String line = lines.readLine();
                    line != null && entries.size() < MOST_ENTRIES;
                    line = lines.readLine()) {
                try {
                    entries.add(JSON.readTree(line));
                } catch (JsonProcessingException _) {
                    return entries;
                }
            }
            return entries;
        } catch (NoSuchFileException _) {
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes all files of a recording into an archive. Pictures are packed already, and not packed again. */
    static void zip(Recording recording, OutputStream out) throws IOException {
        ZipOutputStream archive = new ZipOutputStream(out);
        archive.setLevel(1);
        List<Path> files;
        try (Stream<Path> all = Files.list(recording.folder())) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            archive.putNextEntry(new ZipEntry(recording.id() + "/" + file.getFileName()));
            Files.copy(file, archive);
            archive.closeEntry();
        }
        archive.finish();
    }

    /** Deletes all files of a recording. */
    static void delete(Recording recording) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(recording.folder())) {
            files = all.toList();
        } catch (NoSuchFileException _) {
            return;
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(recording.folder());
    }
}
