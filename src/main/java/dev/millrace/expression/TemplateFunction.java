package dev.millrace.expression;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions of templates: those of Go's {@code text/template} and those that AWF adds. */
enum TemplateFunction {
    AND("and", 1, Integer.MAX_VALUE),
    OR("or", 1, Integer.MAX_VALUE),
    NOT("not", 1, 1),
    LEN("len", 1, 1),
    INDEX("index", 1, Integer.MAX_VALUE),
    SLICE("slice", 1, 4),
    PRINT("print", 0, Integer.MAX_VALUE),
    PRINTF("printf", 1, Integer.MAX_VALUE),
    PRINTLN("println", 0, Integer.MAX_VALUE),
    HTML("html", 0, Integer.MAX_VALUE),
    JS("js", 0, Integer.MAX_VALUE),
    URLQUERY("urlquery", 0, Integer.MAX_VALUE),
    CALL("call", 1, Integer.MAX_VALUE),
    EQ("eq", 2, Integer.MAX_VALUE),
    NE("ne", 2, 2),
    LT("lt", 2, 2),
    LE("le", 2, 2),
    GT("gt", 2, 2),
    GE("ge", 2, 2),
    ESCAPE("escape", 1, 1),
    JSON("json", 1, 1),
    SPLIT("split", 2, 2),
    JOIN("join", 2, 2),
    TRIM_SPACE("trimSpace", 1, 1),
    READ_FILE("readFile", 1, 1);

    private static final Map<String, TemplateFunction> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(f -> f.word, Function.identity()));

    private final String word;
    private final int least;
    private final int most;

    TemplateFunction(String word, int least, int most) {
        this.word = word;
        this.least = least;
        this.most = most;
    }

    String word() {
        return word;
    }

    static @Nullable TemplateFunction named(String name) {
        return BY_NAME.get(name);
    }

    static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }

    /** What is wrong with so many arguments, or null. */
    @Nullable
    String misuse(int count) {
        if (count >= least && count <= most) {
            return null;
        }
        String wanted = least == most ? "" + least : count < least ? "at least " + least : "at most " + most;
        return "%s needs %s argument%s, but has %d"
                .formatted(word, wanted, wanted.equals("1") || wanted.endsWith(" 1") ? "" : "s", count);
    }
}
