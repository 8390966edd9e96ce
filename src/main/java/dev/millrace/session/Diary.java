package dev.millrace.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.KeywordRunner.Call;
import dev.millrace.session.keyword.KeywordRunner.Result;
import dev.millrace.session.keyword.Sensitive;
import dev.millrace.session.recording.Recorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells a recorder what the keywords of a session do, as far as it may be known. */
final class Diary implements AutoCloseable {
    private static final int LONGEST_RESULT = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Recorder recorder;
    private final Driver driver;
    private volatile UnaryOperator<String> mask = UnaryOperator.identity();

    Diary(Recorder recorder, Driver driver) {
        this.recorder = recorder;
        this.driver = driver;
    }

    /** From now on texts are written as this makes them. */
    void maskWith(UnaryOperator<String> masking) {
        mask = masking;
    }

    Recorder.Step begin() {
        return recorder.begin(driver);
    }

    void succeeded(Recorder.Step step, String executionId, Call call, Result result) {
        Map<String, @Nullable Object> told = told(executionId, call, "SUCCESS");
        told.put("result", shown(result.value(), Sensitive.in(call.given())));
        if (result.combinations() > 1) {
            told.put("combination", result.winner());
        }
        recorder.end(step, driver, told);
    }

    void failed(Recorder.Step step, String executionId, Call call, SessionException failure) {
        Map<String, @Nullable Object> told = told(executionId, call, "FAIL");
        told.put("code", failure.code().name());
        told.put("message", plain(failure.message(), Sensitive.in(call.given())));
        recorder.end(step, driver, told);
    }

    private Map<String, @Nullable Object> told(String executionId, Call call, String status) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("execution_id", executionId);
        told.put("keyword", call.slug());
        told.put("params", shown(Sensitive.masked(call.given()), List.of()));
        told.put("status", status);
        return told;
    }

    /** A short value as it is, a long one as the beginning of its text. */
    private @Nullable Object shown(@Nullable Object value, List<String> sensitive) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Number number -> number;
            case String text -> shortened(plain(text, sensitive));
            case Object other -> structured(other, sensitive);
        };
    }

    private Object structured(Object value, List<String> sensitive) {
        try {
            String json = plain(JSON.writeValueAsString(value), sensitive);
            return json.length() <= LONGEST_RESULT ? JSON.readTree(json) : shortened(json);
        } catch (JsonProcessingException _) {
            return "";
        }
    }

    private String plain(String text, List<String> sensitive) {
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
