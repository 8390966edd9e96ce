package dev.millrace.expression;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads fields in templates, where a missing one is an error that says what there is instead. */
final class FieldReader {
    private FieldReader() {}

    /**
     * One field of a path.
     *
     * @param index which name of the path is read; the ones before led to the owner
     * @param start what the path began at, for messages
     */
    static @Nullable Object read(@Nullable Object owner, List<String> path, int index, String start) {
        String name = path.get(index);
        return switch (Values.plain(owner)) {
            case Map<?, ?> map -> {
                Object value = map.get(name);
                if (value == null && !map.containsKey(name) && !isOuterLoop(start, path, index)) {
                    throw missing(describe(path, index, start), name, map);
                }
                yield Values.memberOf(owner, value);
            }
            case null ->
                throw new ExpressionException(describe(path, index, start) + " is nil and has no \"" + name + "\"");
            case Object other ->
                throw new ExpressionException("%s is %s and has no \"%s\""
                        .formatted(describe(path, index, start), article(Values.typeName(other)), name));
        };
    }

    /** The outermost loop has no parent; asking whether there is one is no error. */
    private static boolean isOuterLoop(String start, List<String> path, int index) {
        return path.get(index).equalsIgnoreCase("parent")
                && (index == 0
                        ? start.equals("loop")
                        : index == 1 && start.isEmpty() && path.getFirst().equals("loop"));
    }

    private static ExpressionException missing(String owner, String name, Map<?, ?> map) {
        Set<String> names = map.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
        return owner.isEmpty()
                ? noRoot(name, names)
                : new ExpressionException("%s has no \"%s\"%s; %s"
                        .formatted(owner, name, Nearest.hint(name, names), Nearest.listing(names)));
    }

    static ExpressionException noRoot(String name, Collection<String> names) {
        return new ExpressionException("there is no \"%s\" here%s; %s"
                .formatted(
                        name, Nearest.hint(name, names), Nearest.listing(names).replace("it has", "there is")));
    }

    private static String describe(List<String> path, int end, String start) {
        String read = String.join(".", path.subList(0, end));
        if (start.equals(".")) {
            return "." + read;
        }
        return start.isEmpty() || read.isEmpty() ? start + read : start + "." + read;
    }

    private static String article(String typeName) {
        return (typeName.equals("int") ? "an " : "a ") + typeName;
    }
}
