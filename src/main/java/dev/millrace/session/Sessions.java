package dev.millrace.session;

import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.cluster.HeldIds;
import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.http.ProblemException;
import dev.millrace.network.HttpClients;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.DriverRequest;
import dev.millrace.session.driver.Drivers;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.healing.Healer;
import dev.millrace.session.keyword.KeywordRunner.Limits;
import dev.millrace.session.keyword.Library;
import dev.millrace.session.keyword.Sight;
import dev.millrace.session.keyword.Stage;
import dev.millrace.session.recording.Recordings;
import dev.millrace.session.vision.TemplateShelf;
import dev.millrace.session.vision.Vision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All live sessions of this server. Thread-safe. */
final class Sessions {
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final long MOST_STORED = 512L << 20;
    static final double LONGEST_SECONDS = 3_600;

    /** The reason why an element was not ready says more than that the time is over; a busy browser tells it late. */
    private static final Duration FOR_THE_REASON = Duration.ofMillis(1_500);

    private final Settings.Sessions settings;
    private final Node node;
    private final Drivers drivers;
    private final HttpClients http;
    private final Vision vision;
    private final Recordings recordings;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("session-timer").factory());
    private final Map<String, Session> live = new ConcurrentHashMap<>();

    /** Who has begun to start sessions, by the id of the session; guarded by itself. */
    private final Map<String, String> taken = new HashMap<>();

    private boolean closed;

    Sessions(
            Settings.Sessions settings,
            Node node,
            Drivers drivers,
            Vision vision,
            HttpClients http,
            Recordings recordings,
            Clock clock) {
        this.settings = settings;
        this.node = node;
        this.drivers = drivers;
        this.vision = vision;
        this.http = http;
        this.recordings = recordings;
        this.clock = clock;
        var _ = timer.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many are live. */
    int count() {
        return live.size();
    }

    /** The driver for who names none. */
    String usualDriver() {
        return drivers.usual();
    }

    /**
     * Starts a session: its driver, and what it is to launch. Either it is live when this returns, or nothing is left.
     *
     * @throws SessionException when the driver may not be used, or does not start
     * @throws ProblemException 429 when there are too many
     */
    Session start(String user, SessionConfig config) throws InterruptedException {
        DriverRequest request = config.driver();
        Library library = new Library(projectFolder(config.project()), settings.envAllowed());
        library.setCalls(config.calls());
        drivers.check(request);
        if (config.sources().texts()) {
            vision.requireReader();
        }
        String id = HeldIds.at(node);
        take(user, id);
        AtomicReference<@Nullable Session> started = new AtomicReference<>();
        Driver driver = null;
        try {
            driver = drivers.open(request, id, () -> lost(started.get()));
            Sight sight = new Sight(
                    config.sources(),
                    new TemplateShelf(library.templates(), library.project()),
                    vision.screen(driver, drivers.marker(id)),
                    heals(config) ? new Healer() : null);
            Stage stage = new Stage(driver, drivers.reach(), http, library, sight, settings.elementTimeout());
            Session.Origin origin = new Session.Origin(id, new Ownership(user, Visibility.PRIVATE), config);
            Session session = new Session(
                    origin,
                    driver,
                    stage,
                    diary(origin, driver, config.recording()),
                    clock,
                    timer,
                    settings.keywordTimeout(),
                    new SessionLog(id, config.logLevel()));
            started.set(session);
            launch(session, request);
            register(session);
            session.log().info("%s has started it, with the driver %s".formatted(user, driver.name()));
            return session;
        } catch (RuntimeException | InterruptedException | Error e) {
            giveBack(id);
            Session session = started.get();
            if (session != null) {
                session.stop();
            } else if (driver != null) {
                driver.close();
            }
            throw e;
        }
    }

    private @Nullable Diary diary(Session.Origin origin, Driver driver, SessionConfig.Recording recording) {
        return switch (recording) {
            case NOTHING -> null;
            case TIMELINE, PICTURES ->
                new Diary(
                        recordings.begin(
                                origin.id(),
                                origin.ownership(),
                                driver.name(),
                                recording == SessionConfig.Recording.PICTURES),
                        driver,
                        timer);
        };
    }

    /** The folder of a project, which must be below the one that the settings open. Throws E0104. */
    private @Nullable Path projectFolder(@Nullable String project) {
        Path root = settings.projectRoot();
        if (project == null || project.isBlank()) {
            return null;
        }
        try {
            if (root != null) {
                Path folder = root.resolve(project.strip()).toRealPath();
                if (folder.startsWith(root.toRealPath()) && Files.isDirectory(folder)) {
                    return folder;
                }
            }
        } catch (IOException | InvalidPathException _) {
            // Told below.
        }
        throw new SessionException(
                ErrorCode.E0104, "project_path must be a folder below the one that sessions.project_root names");
    }

    private boolean heals(SessionConfig config) {
        return config.selfHeal() == null ? settings.selfHeal() : config.selfHeal();
    }

    private static void lost(@Nullable Session session) {
        if (session != null) {
            session.breakDown("its process has ended");
        }
    }

    private void launch(Session session, DriverRequest request) {
        String launch = request.launch();
        if (launch == null && !request.startsApp()) {
            return;
        }
        List<String> parameters = launch == null ? List.of() : List.of(launch);
        Session.Execution execution = session.call("launch_app", parameters, limits(null));
        try {
            execution.task().outcome().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SessionException failure ? failure : e;
        }
    }

    private void take(String user, String id) {
        synchronized (taken) {
            if (closed) {
                throw ProblemException.of(
                        503, "stopping", "The server is stopping", "No session can be started any more.");
            }
            long own = taken.values().stream().filter(user::equals).count();
            if (taken.size() >= settings.max() || own >= settings.maxPerCaller()) {
                throw ProblemException.of(
                        429,
                        "too-many-sessions",
                        "There are too many sessions",
                        "%d of %d sessions are live, %d of them yours (at most %d); stop one that is not needed any more."
                                .formatted(taken.size(), settings.max(), own, settings.maxPerCaller()));
            }
            taken.put(id, user);
        }
    }

    /** From now on others find it; unless the server stops meanwhile. */
    private void register(Session session) {
        synchronized (taken) {
            if (closed) {
                throw new SessionException(ErrorCode.E0102, "the server is stopping");
            }
            live.put(session.id(), session);
        }
    }

    /** Whether no session can be started any more. */
    boolean isClosed() {
        synchronized (taken) {
            return closed;
        }
    }

    private void giveBack(String id) {
        synchronized (taken) {
            taken.remove(id);
        }
    }

    /** The session of this id, if the caller may see it. Throws a 404. */
    Session get(Caller by, String id) {
        Session session = live.get(id);
        if (session == null || !session.ownership().isVisibleTo(by)) {
            throw ProblemException.notFound("session", id);
        }
        return session;
    }

    /** The sessions that the caller may see, newest first. */
    List<Session> list(Caller by) {
        return live.values().stream()
                .filter(session -> session.ownership().isVisibleTo(by))
                .sorted(Comparator.comparingLong(Session::createdAt).reversed())
                .toList();
    }

    /** Ends a session and all that belongs to it. */
    void stop(Session session) {
        session.stop();
        live.remove(session.id());
        giveBack(session.id());
        session.log().info("it was stopped");
    }

    /** How long a keyword may take for which the caller wants this many seconds; null for the usual. Throws E0403. */
    Limits limits(@Nullable Double seconds) {
        if (seconds == null) {
            return new Limits(settings.keywordTimeout(), settings.elementTimeout());
        }
        if (!(seconds > 0) || seconds > LONGEST_SECONDS) {
            throw new SessionException(ErrorCode.E0403, "timeout must be a number of seconds above 0 and at most 3600");
        }
        Duration whole = Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000)));
        return new Limits(whole.plus(FOR_THE_REASON), whole);
    }

    private void sweep() {
        for (Session session : live.values()) {
            if (session.isIdle(settings.idleTimeout())) {
                session.log().info("it was not used for " + settings.idleTimeout());
                Thread.ofVirtual().name("session-stop").start(() -> stop(session));
            } else {
                Thread.ofVirtual().name("session-disk").start(() -> session.boundDisk(MOST_STORED));
            }
        }
    }

    /** Starts nothing any more, and ends all sessions at the same time. */
    void close() throws InterruptedException {
        synchronized (taken) {
            closed = true;
        }
        List<Thread> stops = new ArrayList<>();
        live.values()
                .forEach(session ->
                        stops.add(Thread.ofVirtual().name("session-stop").start(() -> stop(session))));
        for (Thread stop : stops) {
            stop.join();
        }
        timer.shutdownNow();
    }
}
