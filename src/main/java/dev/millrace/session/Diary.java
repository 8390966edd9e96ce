package dev.millrace.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.KeywordRunner.Call;
import dev.millrace.session.keyword.KeywordRunner.Result;
import dev.millrace.session.keyword.Sensitive;
import dev.millrace.session.recording.Recorder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells a recorder what the keywords of a session do, as far as it may be known. */
final class Diary implements AutoCloseable {
    /** A picture takes nothing of a keyword's own time, but it may not last for ever either. */
    private static final Duration PICTURE = Duration.ofSeconds(10);

    private static final int LONGEST_RESULT = 2_000;

    /** Shorter texts are in every other word, and keep no secret. */
    private static final int SHORTEST_SENSITIVE = 3;

    private static final int MOST_SENSITIVE = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Recorder recorder;
    private final Driver driver;
    private final ScheduledExecutorService timer;
    private volatile UnaryOperator<String> mask = UnaryOperator.identity();

    /** The sensitive texts of all keywords so far: pages show again what was typed. Used by the keywords' thread. */
    private final Set<String> sensitive = new LinkedHashSet<>();

    /** @param timer says when a picture has taken too long */
    Diary(Recorder recorder, Driver driver, ScheduledExecutorService timer) {
        this.recorder = recorder;
        this.driver = driver;
        this.timer = timer;
    }

    /** From now on texts are written as this makes them. */
    void maskWith(UnaryOperator<String> masking) {
        mask = masking;
    }

    Recorder.Step begin() {
        try (var _ = Interruption.after(timer, PICTURE)) {
            return recorder.begin(driver);
        }
    }

    void succeeded(Recorder.Step step, String executionId, Call call, Result result) {
        Map<String, @Nullable Object> told = told(executionId, call, "SUCCESS");
        told.put("result", shown(result.value()));
        if (result.combinations() > 1) {
            told.put("combination", result.winner());
        }
        end(step, told);
    }

    void failed(Recorder.Step step, String executionId, Call call, SessionException failure) {
        Map<String, @Nullable Object> told = told(executionId, call, "FAIL");
        told.put("code", failure.code().name());
        told.put("message", plain(failure.message()));
        end(step, told);
    }

    private void end(Recorder.Step step, Map<String, @Nullable Object> told) {
        try (var _ = Interruption.after(timer, PICTURE)) {
            recorder.end(step, driver, told);
        }
    }

    private Map<String, @Nullable Object> told(String executionId, Call call, String status) {
        Sensitive.in(call.given()).stream()
                .filter(text -> text.length() >= SHORTEST_SENSITIVE && sensitive.size() < MOST_SENSITIVE)
                .forEach(sensitive::add);
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("execution_id", executionId);
        told.put("keyword", call.slug());
        told.put("params", shown(Sensitive.masked(call.given())));
        told.put("status", status);
        return told;
    }

    /** A short value as it is, a long one as the beginning of its text. */
    private @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Number number -> number;
            case String text -> shortened(plain(text));
            case Object other -> structured(other);
        };
    }

    private Object structured(Object value) {
        try {
            String json = plain(JSON.writeValueAsString(value));
            return json.length() <= LONGEST_RESULT ? JSON.readTree(json) : shortened(json);
        } catch (JsonProcessingException _) {
            return "";
        }
    }

    private String plain(String text) {
        return mask.apply(Sensitive.hidden(text, sensitive));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_RESULT ? text : text.substring(0, LONGEST_RESULT) + "…";
    }

    @Override
    public void close() {
        recorder.close();
    }
}
