package dev.millrace.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of conditions that call a closure for each element of a list. */
final class Queries {
    private final Evaluator evaluator;
    private final Budget budget;

    Queries(Evaluator evaluator, Budget budget) {
        this.evaluator = evaluator;
        this.budget = budget;
    }

    @Nullable
    Object apply(Expr.Query query, @Nullable Binding bindings) {
        Object value = evaluator.defined(query.list(), bindings);
        evaluator.at(query);
        if (!(value instanceof List<?> list)) {
            throw new ExpressionException(query.function().word() + " needs a list, not " + Values.typeName(value));
        }
        Run run = new Run(query, list, bindings);
        return switch (query.function()) {
            case ALL -> run.firstIndex(false) < 0;
            case ANY -> run.firstIndex(true) >= 0;
            case NONE -> run.firstIndex(true) < 0;
            case ONE -> run.chosen().size() == 1;
            case FILTER -> run.chosen();
            case COUNT -> (long) run.chosen().size();
            case MAP -> run.results();
            case SUM -> NumberFunctions.sum(run.results());
            case FIND -> run.elementAt(run.firstIndex(true));
            case FIND_INDEX -> indexOrNil(run.firstIndex(true));
            case FIND_LAST -> run.elementAt(run.lastIndex());
            case FIND_LAST_INDEX -> indexOrNil(run.lastIndex());
            case GROUP_BY -> run.groups();
            case SORT_BY -> run.sorted();
            case REDUCE -> run.reduced();
        };
    }

    private static @Nullable Object indexOrNil(int index) {
        if (index < 0) {
            return null;
        }
        return (long) index;
    }

    /** One call of such a function. */
    private final class Run {
        private final Expr.Query query;
        private final List<?> list;
        private final @Nullable Binding bindings;

        Run(Expr.Query query, List<?> list, @Nullable Binding bindings) {
            this.query = query;
            this.list = list;
            this.bindings = bindings;
        }

        private @Nullable Object elementAt(int index) {
            return index < 0 ? null : Values.plain(list.get(index));
        }

        private Binding bind(int index, @Nullable Binding outer) {
            return new Binding("#index", (long) index, new Binding("#", elementAt(index), outer));
        }

        /** What the closure gives for an element; the element itself when there is no closure. */
        private @Nullable Object result(int index) {
            budget.step();
            return query.closure() == null
                    ? elementAt(index)
                    : evaluator.evaluate(query.closure(), bind(index, bindings));
        }

        private boolean isChosen(int index) {
            Object result = result(index);
            if (result instanceof Boolean chosen) {
                return chosen;
            }
            if (result == null) {
                throw new Undefined();
            }
            evaluator.at(query);
            throw new ExpressionException(
                    "the closure of " + query.function().word() + " must give a bool, not " + Values.typeName(result));
        }

        int firstIndex(boolean wanted) {
            for (int i = 0; i < list.size(); i++) {
                if (isChosen(i) == wanted) {
                    return i;
                }
            }
            return -1;
        }

        int lastIndex() {
            int index = list.size() - 1;
            while (index >= 0 && !isChosen(index)) {
                index--;
            }
            return index;
        }

        List<@Nullable Object> chosen() {
            List<@Nullable Object> chosen = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (isChosen(i)) {
                    chosen.add(elementAt(i));
                }
            }
            return chosen;
        }

        List<@Nullable Object> results() {
            List<@Nullable Object> results = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                results.add(result(i));
            }
            return results;
        }

        /** The elements by the text of what the closure gives for them. */
        Map<String, @Nullable Object> groups() {
            Map<String, List<@Nullable Object>> groups = new LinkedHashMap<>();
            for (int i = 0; i < list.size(); i++) {
                String key = ValueText.of(result(i), budget);
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(elementAt(i));
            }
            return new LinkedHashMap<>(groups);
        }

        List<@Nullable Object> sorted() {
            Object order = query.last() == null ? "asc" : evaluator.evaluate(query.last(), bindings);
            List<Keyed> keyed = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                keyed.add(new Keyed(result(i), elementAt(i)));
            }
            evaluator.at(query);
            Comparator<@Nullable Object> keys = ListFunctions.order(order, keyed.size(), budget);
            keyed.sort((a, b) -> keys.compare(a.key(), b.key()));
            List<@Nullable Object> sorted = new ArrayList<>();
            keyed.forEach(k -> sorted.add(k.element()));
            return sorted;
        }

        @Nullable
        Object reduced() {
            if (list.isEmpty() && query.last() == null) {
                evaluator.at(query);
                throw new ExpressionException("reduce of an empty list needs a first value: reduce(list, {…}, 0)");
            }
            Object accumulated = query.last() == null ? elementAt(0) : evaluator.evaluate(query.last(), bindings);
            Expr closure = query.closure() == null ? query.list() : query.closure();
            for (int i = query.last() == null ? 1 : 0; i < list.size(); i++) {
                accumulated = evaluator.evaluate(closure, bind(i, new Binding("#acc", accumulated, bindings)));
            }
            return accumulated;
        }
    }

    private record Keyed(@Nullable Object key, @Nullable Object element) {}
}
