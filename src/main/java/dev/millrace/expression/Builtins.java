package dev.millrace.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls the functions of conditions that take values only. */
final class Builtins {
    private Builtins() {}

    static @Nullable Object apply(Builtin function, List<@Nullable Object> values, Budget budget) {
        Arguments in = new Arguments(function.word(), values, budget);
        return switch (function) {
            case LEN -> length(in);
            case CONTAINS -> contains(in.defined(0), in.defined(1), budget);
            case STARTS_WITH, HAS_PREFIX -> in.text(0).startsWith(in.text(1));
            case ENDS_WITH, HAS_SUFFIX -> in.text(0).endsWith(in.text(1));
            case LOWER -> in.text(0).toLowerCase(Locale.ROOT);
            case UPPER -> in.text(0).toUpperCase(Locale.ROOT);
            case TRIM -> TextFunctions.trim(in);
            case TRIM_PREFIX -> TextFunctions.trimPrefix(in.text(0), in.text(1));
            case TRIM_SUFFIX -> TextFunctions.trimSuffix(in.text(0), in.text(1));
            case SPLIT -> TextFunctions.split(in);
            case JOIN -> TextFunctions.join(in);
            case REPLACE -> TextFunctions.replace(in);
            case REPEAT -> TextFunctions.repeat(in);
            case INDEX_OF -> TextFunctions.indexOf(in);
            case LAST_INDEX_OF -> TextFunctions.lastIndexOf(in);
            case INT -> NumberFunctions.toInt(in.defined(0));
            case FLOAT -> NumberFunctions.toFloat(in.defined(0));
            case STRING -> ValueText.of(in.value(0), budget);
            case TYPE -> Values.typeName(in.value(0));
            case ABS -> NumberFunctions.abs(in.number(0));
            case CEIL -> NumberFunctions.rounded(in.number(0), Math::ceil);
            case FLOOR -> NumberFunctions.rounded(in.number(0), Math::floor);
            case ROUND -> NumberFunctions.rounded(in.number(0), NumberFunctions::awayFromZero);
            case MIN -> NumberFunctions.extreme(in, -1);
            case MAX -> NumberFunctions.extreme(in, 1);
            case MEAN -> NumberFunctions.mean(in);
            case MEDIAN -> NumberFunctions.median(in);
            case FIRST -> in.list(0).isEmpty() ? null : in.list(0).getFirst();
            case LAST -> in.list(0).isEmpty() ? null : in.list(0).getLast();
            case TAKE -> ListFunctions.take(in.list(0), in.integer(1));
            case REVERSE -> in.list(0).reversed();
            case SORT -> ListFunctions.sort(in);
            case UNIQ -> ListFunctions.unique(in);
            case CONCAT -> ListFunctions.concat(in);
            case FLATTEN -> ListFunctions.flatten(in);
            case KEYS -> ListFunctions.keys(in);
            case VALUES -> ListFunctions.values(in);
            case GET -> get(in);
            case TO_JSON -> JsonText.of(in.value(0), budget);
            case FROM_JSON -> JsonReader.read(in.text(0));
        };
    }

    private static long length(Arguments in) {
        return switch (in.defined(0)) {
            case String text -> text.codePointCount(0, in.text(0).length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Object other -> throw new ExpressionException("len does not work on " + Values.typeName(other));
        };
    }

    /** Whether a string holds another, or a list an element. */
    static boolean contains(Object owner, Object part, Budget budget) {
        if (owner instanceof List<?>) {
            return isIn(part, owner, budget);
        }
        String text = Arguments.text(owner, "contains", budget);
        String wanted = Arguments.text(part, "contains", budget);
        budget.search(text, wanted);
        return text.contains(wanted);
    }

    /** Whether a list has an element, or a map a key. */
    static boolean isIn(@Nullable Object element, Object owner, Budget budget) {
        return switch (owner) {
            case List<?> list -> list.stream().anyMatch(other -> Values.equal(element, other, budget));
            case Map<?, ?> map -> element != null && map.containsKey(element);
            default ->
                throw new ExpressionException("in needs a list or a map on its right, not " + Values.typeName(owner)
                        + (owner instanceof String ? "; for strings write a contains b" : ""));
        };
    }

    private static @Nullable Object get(Arguments in) {
        Object key = in.value(1);
        return switch (in.defined(0)) {
            case Map<?, ?> map -> key == null ? null : map.get(key);
            case List<?> list
            when key instanceof Long index -> index >= 0 && index < list.size() ? list.get(index.intValue()) : null;
            case Object owner ->
                throw new ExpressionException(
                        "get does not read " + Values.typeName(key) + " of " + Values.typeName(owner));
        };
    }
}
