package dev.millrace.session.keyword;

import dev.millrace.session.driver.Area;
import dev.millrace.session.error.SessionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A keyword, as its method says.
 *
 * @param slug the name in calls, such as {@code press_element}
 * @param parameters in the order in which callers give them
 */
record KeywordDefinition(String slug, String description, List<Parameter> parameters, Method method) {
    static final String EVENT_NAME = "event_name";

    private static final List<String> AREA = List.of("aoi_x", "aoi_y", "aoi_width", "aoi_height");
    private static final List<String> WHOLE_AREA = List.of("0", "0", "100", "100");

    KeywordDefinition {
        parameters = List.copyOf(parameters);
    }

    static KeywordDefinition of(Method method) {
        Keyword keyword = method.getAnnotation(Keyword.class);
        List<Parameter> parameters = new ArrayList<>();
        Parameter eventName = new Parameter(EVENT_NAME, ParameterType.STR, false, null, false);
        boolean told = !keyword.named();
        for (java.lang.reflect.Parameter each : method.getParameters()) {
            if (!told && each.isAnnotationPresent(AfterEventName.class)) {
                parameters.add(eventName);
                told = true;
            }
            parameters.addAll(of(each));
        }
        if (!told) {
            parameters.add(eventName);
        }
        return new KeywordDefinition(snake(method.getName()), keyword.value(), parameters, method);
    }

    private static List<Parameter> of(java.lang.reflect.Parameter parameter) {
        if (parameter.getType() == Area.class) {
            List<Parameter> four = new ArrayList<>();
            for (int i = 0; i < AREA.size(); i++) {
                four.add(new Parameter(AREA.get(i), ParameterType.FLOAT, false, WHOLE_AREA.get(i), false));
            }
            return four;
        }
        Default initial = parameter.getAnnotation(Default.class);
        return List.of(new Parameter(
                snake(parameter.getName()),
                ParameterType.of(parameter.getType()),
                parameter.isAnnotationPresent(Raw.class),
                initial == null || initial.value().equals(Default.NOTHING) ? null : initial.value(),
                initial == null));
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** The name for people, such as {@code Press Element}. */
    String title() {
        return Arrays.stream(slug.split("_"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining(" "));
    }

    /** Name and parameters, such as {@code sleep(duration)}. */
    String signature() {
        return parameters.stream().map(Parameter::inSignature).collect(Collectors.joining(", ", slug + "(", ")"));
    }

    /** Where a parameter is; -1 when there is none of this name. */
    int indexOf(String parameter) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(parameter)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Calls the method.
     *
     * @param target what has the method
     * @param values one for each parameter, of its type
     */
    @Nullable
    Object call(Object target, List<@Nullable Object> values) throws InterruptedException {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (java.lang.reflect.Parameter each : method.getParameters()) {
            if (each.getType() == Area.class) {
                arguments.add(new Area(
                        number(values, AREA.get(0)),
                        number(values, AREA.get(1)),
                        number(values, AREA.get(2)),
                        number(values, AREA.get(3))));
            } else {
                arguments.add(values.get(indexOf(snake(each.getName()))));
            }
        }
        try {
            return method.invoke(target, arguments.toArray());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw unwrapped(e);
        }
    }

    private double number(List<@Nullable Object> values, String parameter) {
        return values.get(indexOf(parameter)) instanceof Number number ? number.doubleValue() : 0;
    }

    private static RuntimeException unwrapped(InvocationTargetException e) throws InterruptedException {
        return switch (e.getCause()) {
            case InterruptedException interrupt -> throw interrupt;
            case SessionException failure -> failure;
            case RuntimeException mistake -> mistake;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
