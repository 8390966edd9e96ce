package dev.millrace.workflow;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The words for {@code type} of a step, and which keys go with them. */
enum StepType {
    STEP,
    TERMINAL,
    OPERATION,
    KEYWORD,
    ROBOT,
    PARALLEL,
    FOR_EACH,
    WHILE,
    CALL_WORKFLOW;

    private static final String SYNONYM_OF_STEP = "command";

    /** The type of a word, whatever its case. */
    static Optional<StepType> of(String word) {
        String folded = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(type -> type.word().equals(folded) || (type == STEP && folded.equals(SYNONYM_OF_STEP)))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(StepType::word).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isLoop() {
        return this == FOR_EACH || this == WHILE;
    }

    /** Keys that belong to this type and not to every step. */
    private List<String> own() {
        return switch (this) {
            case STEP -> List.of("command", "script_file");
            case TERMINAL -> List.of("status", "message");
            case OPERATION -> List.of("operation", "inputs", "operation_inputs");
            case KEYWORD -> List.of("keyword", "params");
            case ROBOT -> List.of("workflow", "labels", "inputs", "queue_timeout");
            case PARALLEL -> List.of("parallel", "strategy", "max_concurrent");
            case FOR_EACH -> List.of("items", "body", "max_iterations", "break_when", "on_complete");
            case WHILE -> List.of("while", "body", "max_iterations", "break_when", "on_complete");
            case CALL_WORKFLOW -> List.of("workflow", "inputs", "outputs");
        };
    }

    /** Common keys that a step of this type may have though they change nothing. */
    List<String> unused() {
        return switch (this) {
            case STEP -> List.of();
            case TERMINAL ->
                List.of(
                        "dir",
                        "capture",
                        "retry",
                        "transitions",
                        "on_success",
                        "on_failure",
                        "continue_on_error",
                        "timeout",
                        "when",
                        "outputs",
                        "hooks",
                        "on_interrupt",
                        "depends_on",
                        "session",
                        "artifacts");
            case OPERATION, KEYWORD, ROBOT -> List.of("dir", "capture");
            case PARALLEL -> List.of("dir", "capture", "retry", "continue_on_error");
            case FOR_EACH, WHILE -> List.of("dir", "capture", "retry", "transitions", "on_success");
            case CALL_WORKFLOW -> List.of("dir", "capture", "retry");
        };
    }

    boolean uses(String commonKey) {
        return !unused().contains(commonKey);
    }

    Optional<Duration> defaultTimeout() {
        return this == CALL_WORKFLOW ? Optional.of(Step.CallWorkflow.DEFAULT_TIMEOUT) : Optional.empty();
    }

    /** Why a step of this type cannot have a key, if another type has it. */
    Optional<String> whyNot(String key) {
        String owners = Arrays.stream(values())
                .filter(type -> type.own().contains(key))
                .map(StepType::word)
                .collect(Collectors.joining(" or "));
        return owners.isEmpty()
                ? Optional.empty()
                : Optional.of(", a step of type %s; it belongs to type %s".formatted(word(), owners));
    }
}
