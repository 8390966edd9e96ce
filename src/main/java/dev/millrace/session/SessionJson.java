package dev.millrace.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.http.Times;
import dev.millrace.session.healing.Heal;
import dev.millrace.session.keyword.KeywordRunner.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests and answers of sessions. */
public final class SessionJson {
    private SessionJson() {}

    /** A session that was started. */
    public record StartAnswer(
            String sessionId,
            @Nullable String driverId,
            String status,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

    /** A session. */
    record SessionInfo(
            String sessionId,
            String driver,
            @Nullable String driverId,
            SessionState state,
            String owner,
            String createdAt,
            String lastUsedAt,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
            String reason) {
        static SessionInfo of(Session session) {
            return new SessionInfo(
                    session.id(),
                    session.anyDriver().name(),
                    session.anyDriver().id(),
                    session.state(),
                    String.valueOf(session.ownership().owner()),
                    Times.text(session.createdAt()),
                    Times.text(session.lastUsedAt()),
                    session.breakage());
        }
    }

    /**
     * All sessions that a caller sees.
     *
     * @param missingNodes the servers that did not answer in time, whose sessions are not here
     */
    record SessionList(
            List<SessionInfo> items,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
            List<String> missingNodes) {}

    /** A session that was stopped. */
    record StopAnswer(String status) {}

    /** A keyword to be called. */
    record ActionRequest(
            @Nullable String mode,
            @Nullable String testCase,
            @Nullable String keyword,
            @Nullable JsonNode params,
            @Nullable Map<String, String> templateImages,
            @Nullable Double timeout) {}

    /** What came of a keyword. */
    public record ActionAnswer(String executionId, String status, Map<String, @Nullable Object> data) {
        static ActionAnswer of(String executionId, Result result) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("result", result.value());
            if (result.combinations() > 1) {
                data.put(
                        "combination",
                        Map.of(
                                "index", result.winner(),
                                "of", result.combinations(),
                                "params", result.parameters()));
            }
            if (!result.healed().isEmpty()) {
                data.putAll(healing(result));
            }
            return new ActionAnswer(executionId, "SUCCESS", data);
        }

        private static Map<String, Object> healing(Result result) {
            Map<String, String> instead = result.healed().stream().collect(Collectors.toMap(Heal::from, Heal::to));
            List<String> params = result.parameters().stream()
                    .map(text -> instead.getOrDefault(text, text))
                    .toList();
            return Map.of(
                    "healed",
                    true,
                    "heal_summary",
                    result.healed().stream()
                            .map(heal -> "`%s` was not found any more; `%s` is most like what it found before (%.2f)"
                                    .formatted(heal.from(), heal.to(), heal.similarity()))
                            .collect(Collectors.joining("; ")),
                    "healing",
                    result.healed(),
                    "suggested_steps",
                    List.of(Map.of("keyword", result.keyword(), "params", params)));
        }

        static ActionAnswer of(String executionId, @Nullable Object value) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("result", value);
            return new ActionAnswer(executionId, "SUCCESS", data);
        }
    }
}
