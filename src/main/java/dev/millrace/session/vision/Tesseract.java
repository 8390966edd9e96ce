package dev.millrace.session.vision;

import dev.millrace.process.Channel;
import dev.millrace.process.Command;
import dev.millrace.process.Exit;
import dev.millrace.process.Marker;
import dev.millrace.process.Processes;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import dev.millrace.session.driver.ScratchFolders;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads texts on pictures, with the program tesseract in a process of its own. Each picture is read as it is, which is best
 * for large letters, and once more as {@link Ink}, without which light letters on buttons are taken for pictures. Thread-safe.
 */
final class Tesseract {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_OUTPUT = 8 << 20;

    /** Letters on screens are half as large as tesseract likes them. */
    private static final int ENLARGEMENT = 2;

    /** Left to guess, tesseract passes over short words. */
    private static final int SCREEN_DPI = 96;

    private static final int LARGEST_SIDE = 4_000;

    /** Half of the processors are left to everything else. */
    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    private final Processes processes;
    private final Workers workers;
    private final Optional<Path> program;
    private final String languages;

    /**
     * @param workers prepare the pictures
     * @param languages those of the texts, as tesseract names them, such as {@code eng+deu}
     */
    Tesseract(Processes processes, Workers workers, Optional<Path> program, String languages) {
        this.processes = processes;
        this.workers = workers;
        this.program = program;
        this.languages = languages;
    }

    /** Throws E0603 when there is no such program. */
    Path require() {
        return program.orElseThrow(
                () -> new SessionException(
                        ErrorCode.E0603,
                        "texts on screenshots are read by tesseract, which is not installed on the server's machine (Debian: apt-get install tesseract-ocr; or set sessions.tesseract)"));
    }

    /**
     * The lines of text on a picture.
     *
     * @param marker whose process it is
     * @throws SessionException E0603 when tesseract is missing or fails
     * @throws InterruptedException when the thread is interrupted; then the process is ended
     */
    List<Line> read(Picture picture, Marker marker) throws InterruptedException {
        Path tesseract = require();
        places.acquire();
        try {
            return read(tesseract, picture, marker);
        } finally {
            places.release();
        }
    }

    private List<Line> read(Path tesseract, Picture picture, Marker marker) throws InterruptedException {
        int factor = Math.max(picture.width(), picture.height()) * ENLARGEMENT <= LARGEST_SIDE ? ENLARGEMENT : 1;
        BufferedImage asItIs = workers.run(() -> enlarged(picture.image(), factor));
        BufferedImage asInk = workers.run(() -> enlarged(Ink.of(picture), factor));
        Path folder = ScratchFolders.make(marker.node());
        try {
            Path plain = folder.resolve("plain.pgm");
            Path ink = folder.resolve("ink.pgm");
            Path pages = folder.resolve("pages");
            write(asItIs, plain);
            write(asInk, ink);
            Files.writeString(pages, plain + "\n" + ink + "\n");
            String table = run(tesseract, pages, SCREEN_DPI * factor, marker);
            return Readings.merged(TesseractTable.lines(table, 1, factor), TesseractTable.lines(table, 2, factor));
        } catch (IOException e) {
            throw failed("the screenshot could not be written: " + e.getMessage());
        } finally {
            ScratchFolders.delete(folder);
        }
    }

    private static BufferedImage enlarged(BufferedImage image, int factor) {
        int width = image.getWidth() * factor;
        int height = image.getHeight() * factor;
        BufferedImage gray = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = gray.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return gray;
    }

    /** As a portable graymap, which takes no time to write and to read. */
    private static void write(BufferedImage gray, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("P5 %d %d 255\n"
                    .formatted(gray.getWidth(), gray.getHeight())
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(((DataBufferByte) gray.getRaster().getDataBuffer()).getData());
        }
    }

    private String run(Path tesseract, Path file, int dotsPerInch, Marker marker) throws InterruptedException {
        Output output = new Output();
        RunningProcess process;
        try {
            process = processes.start(
                    new Command(
                            List.of(
                                    tesseract.toString(),
                                    file.toString(),
                                    "stdout",
                                    "-l",
                                    languages,
                                    "--psm",
                                    "11",
                                    "--dpi",
                                    Integer.toString(dotsPerInch),
                                    "-c",
                                    "tessedit_create_tsv=1"),
                            environment(marker),
                            file.getParent()),
                    output::take);
        } catch (SpawnException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
        try {
            if (!process.await(LONGEST)) {
                throw failed("it took longer than %d s".formatted(LONGEST.toSeconds()));
            }
            return output.of(process.await());
        } finally {
            process.kill();
        }
    }

    private static Map<String, String> environment(Marker marker) {
        Map<String, String> environment = new HashMap<>(marker.toEnvironment());
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LANG", "C.UTF-8");
        // Sessions share the processors; threads of one would be in the way of others.
        environment.put("OMP_THREAD_LIMIT", "1");
        return environment;
    }

    private static SessionException failed(String reason) {
        return new SessionException(ErrorCode.E0603, "tesseract could not read the screenshot: " + reason);
    }

    /** What the process says. */
    private static final class Output {
        private final ByteArrayOutputStream table = new ByteArrayOutputStream();
        private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();

        void take(Channel channel, ByteBuffer bytes) {
            ByteArrayOutputStream out = channel == Channel.STDOUT ? table : complaint;
            byte[] taken = new byte[Math.min(bytes.remaining(), MOST_OUTPUT - out.size())];
            bytes.get(taken);
            out.writeBytes(taken);
        }

        String of(Exit exit) {
            if (exit instanceof Exit.Exited(int code, boolean ignored) && code == 0) {
                return table.toString(StandardCharsets.UTF_8);
            }
            String reason = complaint.toString(StandardCharsets.UTF_8).strip();
            throw failed(
                    reason.isEmpty()
                            ? "it ended with " + exit
                            : reason.lines().findFirst().orElse(""));
        }
    }
}
