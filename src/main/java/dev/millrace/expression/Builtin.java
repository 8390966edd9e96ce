package dev.millrace.expression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of conditions that take values only. */
enum Builtin {
    LEN("len", 1, 1),
    CONTAINS("contains", 2, 2),
    STARTS_WITH("startsWith", 2, 2),
    ENDS_WITH("endsWith", 2, 2),
    HAS_PREFIX("hasPrefix", 2, 2),
    HAS_SUFFIX("hasSuffix", 2, 2),
    LOWER("lower", 1, 1),
    UPPER("upper", 1, 1),
    TRIM("trim", 1, 2),
    TRIM_PREFIX("trimPrefix", 2, 2),
    TRIM_SUFFIX("trimSuffix", 2, 2),
    SPLIT("split", 2, 3),
    JOIN("join", 1, 2),
    REPLACE("replace", 3, 3),
    REPEAT("repeat", 2, 2),
    INDEX_OF("indexOf", 2, 2),
    LAST_INDEX_OF("lastIndexOf", 2, 2),
    INT("int", 1, 1),
    FLOAT("float", 1, 1),
    STRING("string", 1, 1),
    TYPE("type", 1, 1),
    ABS("abs", 1, 1),
    CEIL("ceil", 1, 1),
    FLOOR("floor", 1, 1),
    ROUND("round", 1, 1),
    MIN("min", 1, Integer.MAX_VALUE),
    MAX("max", 1, Integer.MAX_VALUE),
    MEAN("mean", 1, Integer.MAX_VALUE),
    MEDIAN("median", 1, Integer.MAX_VALUE),
    FIRST("first", 1, 1),
    LAST("last", 1, 1),
    TAKE("take", 2, 2),
    REVERSE("reverse", 1, 1),
    SORT("sort", 1, 2),
    UNIQ("uniq", 1, 1),
    CONCAT("concat", 1, Integer.MAX_VALUE),
    FLATTEN("flatten", 1, 1),
    KEYS("keys", 1, 1),
    VALUES("values", 1, 1),
    GET("get", 2, 2),
    TO_JSON("toJSON", 1, 1),
    FROM_JSON("fromJSON", 1, 1);

    private static final Map<String, Builtin> BY_NAME = new HashMap<>();

    static {
        Arrays.stream(values()).forEach(function -> BY_NAME.put(function.word, function));
        BY_NAME.putAll(Map.of("has_prefix", HAS_PREFIX, "has_suffix", HAS_SUFFIX));
    }

    private final String word;
    private final int least;
    private final int most;

    Builtin(String word, int least, int most) {
        this.word = word;
        this.least = least;
        this.most = most;
    }

    static @Nullable Builtin named(String name) {
        return BY_NAME.get(name);
    }

    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    String word() {
        return word;
    }

    boolean takes(int count) {
        return count >= least && count <= most;
    }

    /** How many arguments it takes, in words. */
    String arity() {
        if (least == most) {
            return least + (least == 1 ? " argument" : " arguments");
        }
        return most == Integer.MAX_VALUE ? "at least " + least + " argument" : least + " or " + most + " arguments";
    }
}
