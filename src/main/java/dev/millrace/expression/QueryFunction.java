package dev.millrace.expression;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions of conditions that call a closure for the elements of a list. */
enum QueryFunction {
    ALL("all", true, false),
    ANY("any", true, false),
    ONE("one", true, false),
    NONE("none", true, false),
    FILTER("filter", true, false),
    MAP("map", true, false),
    COUNT("count", false, false),
    SUM("sum", false, false),
    FIND("find", true, false),
    FIND_INDEX("findIndex", true, false),
    FIND_LAST("findLast", true, false),
    FIND_LAST_INDEX("findLastIndex", true, false),
    GROUP_BY("groupBy", true, false),
    SORT_BY("sortBy", true, true),
    REDUCE("reduce", true, true);

    private static final Map<String, QueryFunction> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(f -> f.word, Function.identity()));

    private final String word;
    private final boolean needsClosure;
    private final boolean takesLast;

    QueryFunction(String word, boolean needsClosure, boolean takesLast) {
        this.word = word;
        this.needsClosure = needsClosure;
        this.takesLast = takesLast;
    }

    static @Nullable QueryFunction named(String name) {
        return BY_NAME.get(name);
    }

    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    String word() {
        return word;
    }

    boolean needsClosure() {
        return needsClosure;
    }

    /** Whether an argument may follow the closure: the order of sortBy, the first value of reduce. */
    boolean takesLast() {
        return takesLast;
    }
}
