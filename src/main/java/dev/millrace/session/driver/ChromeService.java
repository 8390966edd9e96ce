package dev.millrace.session.driver;

import dev.millrace.process.Channel;
import dev.millrace.process.Command;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
import dev.millrace.process.Processes;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A ChromeDriver of one session, with a folder of its own. The browser that it starts is in its session of processes and
 * carries its marker, so that nothing is left when it is ended.
 */
final class ChromeService {
    private static final Logger LOG = Logger.getLogger(ChromeService.class);

    private static final Pattern READY = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(3);
    private static final int MOST_OUTPUT = 64 * 1024;

    private static final int MOST_STARTS = 4;

    private final RunningProcess process;
    private final Marker marker;
    private final Path folder;
    private final Gate gate;
    private final Reach reach;
    private final int port;

    private ChromeService(RunningProcess process, Marker marker, Path folder, Gate gate, Reach reach, int port) {
        this.process = process;
        this.marker = marker;
        this.folder = folder;
        this.gate = gate;
        this.reach = reach;
        this.port = port;
    }

    /** It has ended before it took requests. */
    private static final class EndedAtOnce extends IOException {
        private static final long serialVersionUID = 1L;

        EndedAtOnce(String output) {
            super("it ended at once" + (output.isEmpty() ? "" : ": " + output));
        }
    }

    /**
     * Starts a ChromeDriver and waits until it takes requests. It wants a port that is free in both families of addresses
     * and looks for one in the first alone; when somebody else has it in the second, it ends, and is started again.
     *
     * @throws SessionException E0102 when it cannot be started; then nothing is left of it
     */
    static ChromeService start(Processes processes, Path program, Marker marker, Reach reach)
            throws InterruptedException {
        for (int left = MOST_STARTS - 1; ; left--) {
            try {
                return startOnce(processes, program, marker, reach);
            } catch (EndedAtOnce e) {
                if (left == 0) {
                    throw failed(program, e);
                }
            }
        }
    }

    private static SessionException failed(Path program, Exception reason) {
        return new SessionException(
                ErrorCode.E0102, "ChromeDriver (%s) did not start: %s".formatted(program, reason.getMessage()));
    }

    private static ChromeService startOnce(Processes processes, Path program, Marker marker, Reach reach)
            throws InterruptedException, EndedAtOnce {
        Path folder = ScratchFolders.make(marker.node());
        CompletableFuture<Integer> port = new CompletableFuture<>();
        RunningProcess process = null;
        Gate gate = null;
        boolean started = false;
        try {
            gate = Gate.open(reach);
            Map<String, String> environment = new HashMap<>(marker.toEnvironment());
            environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
            environment.put("LANG", "C.UTF-8");
            environment.put("HOME", folder.toString());
            environment.put("TMPDIR", folder.toString());
            StringBuilder output = new StringBuilder();
            process = processes.start(
                    new Command(List.of(program.toString(), "--port=0"), environment, folder),
                    (channel, bytes) -> listen(channel, bytes, output, port));
            RunningProcess running = process;
            Thread.ofVirtual().name("chromedriver-end").start(() -> failWhenEnded(running, output, port));
            int number = port.orTimeout(START.toMillis(), TimeUnit.MILLISECONDS).join();
            reach.closePort(number);
            ChromeService service = new ChromeService(process, marker, folder, gate, reach, number);
            started = true;
            return service;
        } catch (CompletionException e) {
            if (e.getCause() instanceof EndedAtOnce ended) {
                throw ended;
            }
            throw failed(program, e);
        } catch (SpawnException e) {
            throw failed(program, e);
        } finally {
            if (!started) {
                undo(process, gate, folder);
            }
        }
    }

    private static void undo(@Nullable RunningProcess process, @Nullable Gate gate, Path folder)
            throws InterruptedException {
        try {
            if (process != null) {
                process.kill();
                process.await(END);
            }
        } finally {
            if (gate != null) {
                gate.close();
            }
            ScratchFolders.delete(folder);
        }
    }

    private static void listen(
            Channel channel, ByteBuffer bytes, StringBuilder output, CompletableFuture<Integer> port) {
        if (channel == Channel.STDOUT && !port.isDone() && output.length() < MOST_OUTPUT) {
            output.append(StandardCharsets.UTF_8.decode(bytes));
            Matcher matcher = READY.matcher(output);
            if (matcher.find()) {
                port.complete(Integer.valueOf(matcher.group(1)));
            }
        }
    }

    private static void failWhenEnded(RunningProcess process, StringBuilder output, CompletableFuture<Integer> port) {
        try {
            process.await();
            port.completeExceptionally(new EndedAtOnce(output.toString().strip().replaceAll("\\R", " ")));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    /** Where it takes requests. */
    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Where the browser is to put what pages download. */
    Path downloads() {
        return folder.resolve("downloads");
    }

    /** How much the browser has stored, in bytes. */
    long stored() {
        return ScratchFolders.size(folder);
    }

    /** The browser's way out. */
    Gate gate() {
        return gate;
    }

    /** Runs this when it has ended, however that came. */
    void onEnd(Runnable then) {
        Thread.ofVirtual().name("chromedriver-watch").start(() -> {
            try {
                process.await();
                then.run();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts this thread", e);
            }
        });
    }

    /** Ends it and the browser, closes the gate, and deletes their folder. Also an interrupted thread does all of this. */
    void end() {
        boolean interrupted = Thread.interrupted();
        gate.close();
        try {
            process.terminate(END);
            process.await(END.multipliedBy(2));
            for (Orphans.Ended orphan : Orphans.end(marker::equals, Duration.ofMillis(500))) {
                LOG.debugf("Ended process %d of a browser", orphan.pid());
            }
        } catch (InterruptedException _) {
            interrupted = true;
            process.kill();
        } finally {
            reach.openPort(port);
            ScratchFolders.delete(folder);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
