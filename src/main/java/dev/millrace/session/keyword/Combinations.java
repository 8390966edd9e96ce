package dev.millrace.session.keyword;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a keyword is to be called with. A list gives parameters by their place, an object by their name; a list
 * within stands for fallbacks, and all combinations of them are made in the order in which the last one changes fastest.
 */
final class Combinations {
    private static final int MOST = 64;

    private final KeywordDefinition keyword;
    private final Variables variables;

    Combinations(KeywordDefinition keyword, Variables variables) {
        this.keyword = keyword;
        this.variables = variables;
    }

    /**
     * The combinations, each with one value for each parameter, of its type.
     *
     * @param given a list or a map, of texts, numbers, booleans and lists
     * @throws SessionException E0403 with the signature when they do not fit it
     */
    List<List<@Nullable Object>> of(Object given) {
        List<List<@Nullable Object>> alternatives = new ArrayList<>();
        List<@Nullable Object> written = inOrder(given);
        long count = 1;
        for (int i = 0; i < keyword.parameters().size(); i++) {
            List<@Nullable Object> each = alternatives(keyword.parameters().get(i), written.get(i));
            alternatives.add(each);
            count = Math.min(Integer.MAX_VALUE, count * each.size());
        }
        if (count > MOST) {
            throw misfit("the fallbacks make %d combinations, and at most %d are tried".formatted(count, MOST));
        }
        return product(alternatives);
    }

    /** What the caller has written for each parameter; null where nothing is. */
    private List<@Nullable Object> inOrder(Object given) {
        List<Parameter> parameters = keyword.parameters();
        @Nullable Object[] written = new @Nullable Object[parameters.size()];
        switch (given) {
            case List<?> all -> {
                List<?> list = all;
                int last = parameters.size() - 1;
                if (last >= 0 && parameters.get(last).takesTheRest() && list.size() > last) {
                    written[last] = list.subList(last, list.size());
                    list = list.subList(0, last);
                }
                if (list.size() > parameters.size()) {
                    throw misfit("there are %d parameters, and %d values were given"
                            .formatted(parameters.size(), list.size()));
                }
                for (int i = 0; i < list.size(); i++) {
                    written[i] = list.get(i);
                }
            }
            case Map<?, ?> map ->
                map.forEach((name, value) -> {
                    int index = keyword.indexOf(String.valueOf(name));
                    if (index < 0) {
                        throw misfit("there is no parameter `%s`".formatted(name));
                    }
                    written[index] = value;
                });
            default -> throw misfit("parameters are given as a list, or as an object with their names");
        }
        return new ArrayList<>(Arrays.asList(written));
    }

    private List<@Nullable Object> alternatives(Parameter parameter, @Nullable Object written) {
        List<@Nullable Object> values = new ArrayList<>();
        if (written == null) {
            if (parameter.required()) {
                throw misfit("the parameter `%s` is missing".formatted(parameter.name()));
            }
            values.add(parameter.initialValue());
        } else if (written instanceof List<?> list && parameter.type() != ParameterType.LIST) {
            if (list.isEmpty()) {
                throw misfit("the fallbacks for `%s` are an empty list".formatted(parameter.name()));
            }
            for (Object fallback : list) {
                requireSimple(parameter, fallback);
                addResolved(parameter, fallback, values);
            }
        } else {
            requireSimple(parameter, written instanceof List<?> ? "" : written);
            addResolved(parameter, written, values);
        }
        return values;
    }

    private void addResolved(Parameter parameter, @Nullable Object written, List<@Nullable Object> values) {
        if (written instanceof String text && !parameter.raw()) {
            for (String meant : variables.resolve(text)) {
                values.add(parameter.type().convert(parameter.name(), meant));
            }
        } else {
            values.add(parameter.type().convert(parameter.name(), written));
        }
    }

    private void requireSimple(Parameter parameter, @Nullable Object value) {
        boolean simple = value instanceof String || value instanceof Number || value instanceof Boolean;
        if (!simple) {
            throw misfit("a value of `%s` must be a text, a number or true or false".formatted(parameter.name()));
        }
    }

    private static List<List<@Nullable Object>> product(List<List<@Nullable Object>> alternatives) {
        List<List<@Nullable Object>> combinations = List.of(List.of());
        for (List<@Nullable Object> next : alternatives) {
            List<List<@Nullable Object>> longer = new ArrayList<>();
            for (List<@Nullable Object> head : combinations) {
                for (Object value : next) {
                    List<@Nullable Object> combination = new ArrayList<>(head);
                    combination.add(value);
                    longer.add(combination);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private SessionException misfit(String what) {
        return new SessionException(
                ErrorCode.E0403,
                "%s; the keyword is %s".formatted(what, keyword.signature()),
                Map.of("signature", keyword.signature()));
    }
}
