package dev.millrace.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.millrace.expression.Condition;
import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.Scope;
import dev.millrace.workflow.Step;
import dev.millrace.workflow.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out what a loop goes through, before its first iteration. */
final class LoopPlan {
    private LoopPlan() {}

    /** The loop cannot begin; the message says why. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    /**
     * The plan of a loop that is about to begin.
     *
     * @throws Invalid when the number of iterations is none
     * @throws ExpressionException when something cannot be rendered
     */
    static Decisions.Loop of(Step.Loop loop, Visit visit) {
        int max = maxIterations(loop, visit.bindings());
        List<@Nullable Object> items =
                switch (loop) {
                    case Step.ForEach each -> items(each.items(), visit.bindings());
                    case Step.While _ -> null;
                };
        if (items != null && items.size() > max) {
            visit.remark("`%s` has %d items and goes through the first %d, its max_iterations"
                    .formatted(loop.name(), items.size(), max));
        }
        return new Decisions.Loop(items, max, 0);
    }

    private static List<@Nullable Object> items(Value items, Scope scope) {
        return switch (items) {
            case Value.Text text -> split(text.template().render(scope));
            case Value.Listing _, Value.Mapping _, Value.Constant _ ->
                Arguments.render(items, scope) instanceof List<?> list ? copy(list) : split("");
        };
    }

    /** A JSON array, or parts between commas; empty text is one empty part. */
    private static List<@Nullable Object> split(String text) {
        if (text.strip().startsWith("[")) {
            try {
                return copy(EventJson.MAPPER.readValue(text, List.class));
            } catch (JsonProcessingException _) {
                // Text that only looks like an array is cut at its commas.
            }
        }
        return copy(Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    private static List<@Nullable Object> copy(List<?> list) {
        return Arrays.asList(list.toArray());
    }

    private static int maxIterations(Step.Loop loop, Scope scope) {
        return switch (loop.maxIterations()) {
            case Step.MaxIterations.Fixed fixed -> fixed.count();
            case Step.MaxIterations.Rendered rendered ->
                number(loop, rendered.template().render(scope));
        };
    }

    private static int number(Step.Loop loop, String text) {
        try {
            if (Condition.parse(text).evaluate(Scope.of(Map.of())) instanceof Number number
                    && number.doubleValue() == number.intValue()
                    && number.intValue() >= 1
                    && number.intValue() <= Step.MaxIterations.HIGHEST) {
                return number.intValue();
            }
        } catch (ExpressionException _) {
            // Told below, in the same words as a number out of range.
        }
        throw new Invalid("max_iterations of step `%s` must be a whole number from 1 to %d, not `%s`"
                .formatted(loop.name(), Step.MaxIterations.HIGHEST, text));
    }
}
