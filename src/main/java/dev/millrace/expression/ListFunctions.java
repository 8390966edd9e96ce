package dev.millrace.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of conditions on lists and maps. */
final class ListFunctions {
    private static final int STEPS_PER_SORTED_ELEMENT = 16;

    private ListFunctions() {}

    static List<?> take(List<?> list, long count) {
        return list.subList(0, Math.clamp(count, 0, list.size()));
    }

    static List<@Nullable Object> sort(Arguments in) {
        List<@Nullable Object> sorted = new ArrayList<>();
        in.list(0).forEach(element -> sorted.add(Values.plain(element)));
        sorted.sort(order(in.count() > 1 ? in.value(1) : "asc", sorted.size(), in.budget()));
        return sorted;
    }

    /**
     * The order of numbers or strings.
     *
     * @param direction {@code asc} or {@code desc}
     * @param size how many values will be sorted, which is paid for here
     */
    static Comparator<@Nullable Object> order(@Nullable Object direction, int size, Budget budget) {
        budget.spend((long) size * STEPS_PER_SORTED_ELEMENT);
        Comparator<@Nullable Object> order = (left, right) -> Values.compare(left, right, budget);
        if ("asc".equals(direction)) {
            return order;
        }
        if ("desc".equals(direction)) {
            return order.reversed();
        }
        throw new ExpressionException("the order must be \"asc\" or \"desc\"");
    }

    static List<@Nullable Object> unique(Arguments in) {
        List<@Nullable Object> unique = new ArrayList<>();
        for (Object element : in.list(0)) {
            if (unique.stream().noneMatch(other -> Values.equal(element, other, in.budget()))) {
                unique.add(element);
            }
        }
        return unique;
    }

    static List<@Nullable Object> concat(Arguments in) {
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < in.count(); i++) {
            all.addAll(in.list(i));
        }
        return all;
    }

    static List<@Nullable Object> flatten(Arguments in) {
        List<@Nullable Object> flat = new ArrayList<>();
        flatten(in.list(0), flat, in.budget(), 0);
        return flat;
    }

    private static void flatten(List<?> list, List<@Nullable Object> flat, Budget budget, int depth) {
        for (Object element : list) {
            budget.enter(depth);
            if (Values.plain(element) instanceof List<?> inner) {
                flatten(inner, flat, budget, depth + 1);
            } else {
                flat.add(element);
            }
        }
    }

    static List<@Nullable Object> keys(Arguments in) {
        return new ArrayList<>(JsonText.sorted(in.map(0), in.budget()).keySet());
    }

    static List<@Nullable Object> values(Arguments in) {
        return new ArrayList<>(JsonText.sorted(in.map(0), in.budget()).values());
    }
}
