package dev.millrace.robot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.Settings;
import dev.millrace.execution.RobotHost.Answer;
import dev.millrace.execution.RobotHost.Status;
import dev.millrace.http.JsonBody;
import dev.millrace.http.ProblemException;
import dev.millrace.socket.Frame;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the frames of robots: every field is checked, and what is wrong is a 422 that says where. Thread-safe. */
@Singleton
final class RobotReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int MOST_WORKFLOWS = 1_000;
    private static final int MOST_CAPACITY = 1_000;
    private static final int MOST_LABELS = 50;
    private static final int LONGEST_LABEL = 200;
    private static final int MOST_RUNNING = 10_000;
    private static final int LONGEST_MESSAGE = 10_000;
    private static final Set<String> STREAMS = Set.of("stdout", "stderr", "system");

    private final JsonBody json;
    private final ObjectMapper mapper;
    private final int outputLimit;

    RobotReader(JsonBody json, ObjectMapper mapper, Settings settings) {
        this.json = json;
        this.mapper = mapper;
        this.outputLimit = settings.engine().outputLimit();
    }

    /** @param running what the robot has of former connections */
    record Hello(String name, Profile profile, Set<RunKey> running) {}

    record Log(RunKey key, String stream, String text) {}

    record Progress(
            RunKey key, @Nullable Double percent, @Nullable String message) {}

    record Result(RunKey key, Answer answer) {}

    Hello hello(Frame frame) {
        RobotFrame.Hello hello = json.convert(frame.fields(), RobotFrame.Hello.class);
        String name = required("/robot", hello.robot());
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.invalid(
                    "/robot",
                    "robot must be a name of 1 to 100 letters, digits, `.`, `_` and `-` that begins with a letter or digit");
        }
        int capacity = Objects.requireNonNullElse(hello.capacity(), 1);
        if (capacity < 0 || capacity > MOST_CAPACITY) {
            throw ProblemException.invalid("/capacity", "capacity must be from 0 to " + MOST_CAPACITY);
        }
        Profile profile = new Profile(workflows(hello.workflows()), capacity, labels(hello.labels()));
        return new Hello(name, profile, running(Objects.requireNonNullElse(hello.running(), List.of())));
    }

    private static Optional<Set<String>> workflows(@Nullable JsonNode workflows) {
        if (workflows != null && workflows.isTextual() && workflows.textValue().equals("*")) {
            return Optional.empty();
        }
        if (workflows == null || !workflows.isArray() || workflows.size() > MOST_WORKFLOWS) {
            throw ProblemException.invalid(
                    "/workflows", "workflows must be \"*\" or a list of at most %d ids".formatted(MOST_WORKFLOWS));
        }
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode id : workflows) {
            if (!id.isTextual() || !NAME.matcher(id.textValue()).matches()) {
                throw ProblemException.invalid("/workflows", "workflows must be ids of workflows");
            }
            ids.add(id.textValue());
        }
        return Optional.of(ids);
    }

    private static Map<String, String> labels(@Nullable Map<String, String> given) {
        Map<String, String> labels = Objects.requireNonNullElse(given, Map.of());
        boolean fits = labels.size() <= MOST_LABELS
                && labels.entrySet().stream()
                        .allMatch(label -> label.getValue() != null
                                && label.getKey().length() <= LONGEST_LABEL
                                && label.getValue().length() <= LONGEST_LABEL);
        if (!fits) {
            throw ProblemException.invalid(
                    "/labels",
                    "labels must be at most %d names with texts, of at most %d characters each"
                            .formatted(MOST_LABELS, LONGEST_LABEL));
        }
        return labels;
    }

    private static Set<RunKey> running(List<RobotFrame.RunName> named) {
        if (named.size() > MOST_RUNNING) {
            throw ProblemException.invalid("/running", "running may name at most %d runs".formatted(MOST_RUNNING));
        }
        Set<RunKey> running = new HashSet<>();
        for (RobotFrame.RunName name : named) {
            if (name == null) {
                throw ProblemException.invalid("/running", "running must list objects, not null");
            }
            running.add(key(name.executionId(), name.attempt()));
        }
        return running;
    }

    /** The run that a frame seems to be about; whether it is well-formed is seen by who takes it. */
    static RunKey about(Frame frame) {
        return new RunKey(
                frame.fields().path("execution_id").asText(),
                frame.fields().path("attempt").asInt());
    }

    RunKey accepted(Frame frame) {
        RobotFrame.RunName name = json.convert(frame.fields(), RobotFrame.RunName.class);
        return key(name.executionId(), name.attempt());
    }

    Log log(Frame frame) {
        RobotFrame.Log log = json.convert(frame.fields(), RobotFrame.Log.class);
        String stream = Objects.requireNonNullElse(log.stream(), "stdout");
        if (!STREAMS.contains(stream)) {
            throw ProblemException.invalid("/stream", "stream must be stdout, stderr or system, not `" + stream + "`");
        }
        return new Log(key(log.executionId(), log.attempt()), stream, required("/text", log.text()));
    }

    Progress progress(Frame frame) {
        RobotFrame.Progress progress = json.convert(frame.fields(), RobotFrame.Progress.class);
        Double percent = progress.percent();
        if (percent != null && !(percent >= 0 && percent <= 100)) {
            throw ProblemException.invalid("/percent", "percent must be from 0 to 100");
        }
        return new Progress(key(progress.executionId(), progress.attempt()), percent, shortened(progress.message()));
    }

    Result result(Frame frame) {
        RobotFrame.Result result = json.convert(frame.fields(), RobotFrame.Result.class);
        RunKey key = key(result.executionId(), result.attempt());
        Status status = status(required("/status", result.status()));
        return new Result(
                key, new Answer(status, outputs(result.outputs()), message(result.error()), result.exitCode()));
    }

    private static Status status(String word) {
        for (Status status : Status.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(word)) {
                return status;
            }
        }
        throw ProblemException.invalid(
                "/status", "status must be completed, failed or cancelled, not `%s`".formatted(word));
    }

    private Map<String, Object> outputs(@Nullable ObjectNode outputs) {
        if (outputs == null) {
            return Map.of();
        }
        if (outputs.toString().getBytes(StandardCharsets.UTF_8).length > outputLimit) {
            throw ProblemException.invalid(
                    "/outputs",
                    "outputs may have at most %d bytes as JSON (engine.output_limit)".formatted(outputLimit));
        }
        return mapper.convertValue(
                outputs, mapper.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    private static String message(@Nullable JsonNode error) {
        JsonNode message = error != null && error.isObject() ? error.path("message") : error;
        if (message == null || message.isNull() || message.isMissingNode()) {
            return "";
        }
        if (!message.isTextual()) {
            throw ProblemException.invalid("/error", "error must be a text, or an object with a `message`");
        }
        return Objects.requireNonNull(shortened(message.textValue()));
    }

    private static @Nullable String shortened(@Nullable String message) {
        return message == null || message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static RunKey key(@Nullable String executionId, @Nullable Integer attempt) {
        return new RunKey(required("/execution_id", executionId), required("/attempt", attempt));
    }

    private static <T> T required(String path, @Nullable T value) {
        if (value == null) {
            throw ProblemException.invalid(path, path.substring(1) + " is required");
        }
        return value;
    }
}
