package dev.millrace.session.keyword;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs other keywords: modules, loops and choices. */
final class FlowKeywords {
    private static final int DEEPEST = 10;
    private static final int MOST_STEPS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stage stage;
    private final KeywordRunner runner;
    private int depth;
    private int steps;

    FlowKeywords(Stage stage, KeywordRunner runner) {
        this.stage = stage;
        this.runner = runner;
    }

    @Keyword(value = "Runs the steps of a module, one after another. Answers what the last one does.", named = false)
    public @Nullable Object executeModule(String moduleName) throws InterruptedException {
        if (depth == 0) {
            steps = 0;
        }
        if (depth >= DEEPEST) {
            throw new SessionException(ErrorCode.E0603, "modules run each other more than %d deep".formatted(DEEPEST));
        }
        depth++;
        try {
            Object result = null;
            for (Library.Step step : stage.library().module(moduleName)) {
                if (++steps > MOST_STEPS) {
                    throw new SessionException(
                            ErrorCode.E0603, "more than %,d steps were run by one keyword".formatted(MOST_STEPS));
                }
                result = runner.runNested(step.keyword(), step.params());
            }
            return result;
        } finally {
            depth--;
        }
    }

    @Keyword(
            value =
                    "Runs a module several times: so many times as a number says, or once for each value of a list, which is kept under a name (run_loop, module, ${name}, a|b|c). Several names go through their lists side by side.",
            named = false)
    public int runLoop(String target, @Raw List<String> args) throws InterruptedException {
        if (args.size() == 1) {
            int count = count(stage.variables().resolve(args.getFirst()).getFirst());
            for (int n = 0; n < count; n++) {
                executeModule(target);
            }
            return count;
        }
        if (args.isEmpty() || args.size() % 2 != 0) {
            throw new SessionException(
                    ErrorCode.E0403, "run_loop takes a number, or pairs of a name and a list, after the module");
        }
        List<List<String>> lists = new ArrayList<>();
        for (int i = 1; i < args.size(); i += 2) {
            lists.add(list(stage.variables().resolve(args.get(i))));
        }
        int rounds = lists.stream().mapToInt(List::size).min().orElse(0);
        for (int n = 0; n < rounds; n++) {
            for (int i = 0; i < lists.size(); i++) {
                stage.variables().set(args.get(2 * i), lists.get(i).get(n));
            }
            executeModule(target);
        }
        return rounds;
    }

    private static int count(String text) {
        int count = (int) ParameterType.INT.convert("args", text);
        if (count < 0 || count > MOST_STEPS) {
            throw new SessionException(ErrorCode.E0403, "a loop goes from 0 to %,d times".formatted(MOST_STEPS));
        }
        return count;
    }

    /** A list as JSON writes it, as texts with {@code |} between them, or as fallbacks that a name has. */
    private static List<String> list(List<String> values) {
        if (values.size() != 1) {
            return values;
        }
        String text = values.getFirst().strip();
        if (text.startsWith("[")) {
            try {
                List<String> found = new ArrayList<>();
                JSON.readTree(text).forEach(each -> found.add(each.isValueNode() ? each.asText() : each.toString()));
                return found;
            } catch (JsonProcessingException _) {
                // Then it is not JSON.
            }
        }
        return Arrays.stream(text.split("\\|")).map(String::strip).toList();
    }

    @Keyword(
            value =
                    "Runs the module after the first condition that holds, else the one at the end, if there is one. A condition is an expression such as ${count} > 3, or the name of a module, which holds when it does not fail; ! before it means the contrary. Tells which module was run.",
            named = false)
    public @Nullable String condition(@Raw List<String> args) throws InterruptedException {
        if (args.isEmpty()) {
            throw new SessionException(ErrorCode.E0403, "condition takes pairs of a condition and a module");
        }
        for (int i = 0; i + 1 < args.size(); i += 2) {
            if (holds(args.get(i))) {
                executeModule(args.get(i + 1));
                return args.get(i + 1);
            }
        }
        if (args.size() % 2 == 0) {
            return null;
        }
        executeModule(args.getLast());
        return args.getLast();
    }

    private boolean holds(String condition) throws InterruptedException {
        String text = condition.strip();
        boolean contrary = text.startsWith("!") && !text.startsWith("!=");
        String plain = contrary ? text.substring(1).strip() : text;
        boolean holds = stage.library().hasModule(plain) ? works(plain) : isTrue(plain);
        return holds != contrary;
    }

    private boolean works(String module) throws InterruptedException {
        try {
            executeModule(module);
            return true;
        } catch (SessionException e) {
            if (e.code() == ErrorCode.E0101 || e.code() == ErrorCode.E0704) {
                throw e;
            }
            return false;
        }
    }

    private boolean isTrue(String expression) {
        Object value = Expressions.evaluate(expression, stage.variables());
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new SessionException(
                ErrorCode.E0403, "`%s` is neither true nor false, and there is no such module".formatted(expression));
    }
}
