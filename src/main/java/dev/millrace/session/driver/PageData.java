package dev.millrace.session.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.driver.Element.Bounds;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the page's script answers: maps, lists, texts and numbers, as a driver hands them over. */
final class PageData {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Map<String, Object>>> LIST = new TypeReference<>() {};

    private PageData() {}

    static Sighting sighting(@Nullable Object answer) {
        Map<?, ?> map = (Map<?, ?>) answer;
        if (map == null) {
            throw new IllegalStateException("the page's script gave no answer");
        }
        return new Sighting(
                Sighting.State.valueOf(text(map, "state")),
                number(map, "count"),
                new Point(number(map, "x"), number(map, "y")),
                new Size(number(map, "width"), number(map, "height")),
                flag(map, "inView"),
                text(map, "tag"),
                text(map, "text"),
                text(map, "obstacle"),
                map.get("handle"),
                map.get("trace") instanceof Map<?, ?> trace ? trace(trace) : null);
    }

    private static Trace trace(Map<?, ?> map) {
        return new Trace(
                text(map, "page"),
                traits(map.get("traits")),
                number(map, "twins"),
                numbers(map.get("others")),
                flag(map, "crowded"));
    }

    static Scene scene(@Nullable Object answer) {
        Map<?, ?> map = (Map<?, ?>) answer;
        return map == null
                ? Scene.EMPTY
                : new Scene(
                        text(map, "page"),
                        list(map.get("candidates")).stream()
                                .map(PageData::candidate)
                                .toList());
    }

    private static Scene.Candidate candidate(Object entry) {
        Map<?, ?> map = (Map<?, ?>) entry;
        return new Scene.Candidate(text(map, "path"), traits(map.get("traits")), numbers(map.get("marks")));
    }

    private static Traits traits(@Nullable Object entry) {
        Map<?, ?> map = entry instanceof Map<?, ?> known ? known : Map.of();
        return new Traits(
                text(map, "tag"),
                text(map, "role"),
                text(map, "text"),
                attributes(map.get("attributes")),
                texts(map.get("near")),
                new Point(number(map, "x"), number(map, "y")),
                new Size(number(map, "width"), number(map, "height")));
    }

    private static Map<String, String> attributes(@Nullable Object entry) {
        Map<String, String> attributes = new HashMap<>();
        if (entry instanceof Map<?, ?> map) {
            map.forEach((name, value) -> attributes.put(String.valueOf(name), String.valueOf(value)));
        }
        return attributes;
    }

    private static Set<Integer> numbers(@Nullable Object entry) {
        Set<Integer> numbers = new HashSet<>();
        list(entry).forEach(each -> {
            if (each instanceof Number number) {
                numbers.add(number.intValue());
            }
        });
        return numbers;
    }

    /** The elements that a text in JSON lists. Throws E0401 when the page has changed what makes it. */
    static List<Element> elements(@Nullable Object answer) {
        try {
            return JSON.readValue(String.valueOf(answer), LIST).stream()
                    .map(PageData::element)
                    .toList();
        } catch (JsonProcessingException | ClassCastException _) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "the elements could not be listed: a script of the page has changed how JSON is written");
        }
    }

    static List<String> texts(@Nullable Object answer) {
        return list(answer).stream().map(String::valueOf).toList();
    }

    static Size size(@Nullable Object answer) {
        List<?> both = list(answer);
        return new Size(((Number) both.getFirst()).intValue(), ((Number) both.getLast()).intValue());
    }

    private static Element element(Object entry) {
        Map<?, ?> map = (Map<?, ?>) entry;
        Set<String> groups = new HashSet<>(texts(map.get("groups")));
        return new Element(
                text(map, "type"),
                text(map, "text"),
                new Bounds(number(map, "x1"), number(map, "y1"), number(map, "x2"), number(map, "y2")),
                flag(map, "clickable"),
                flag(map, "visible"),
                flag(map, "enabled"),
                text(map, "xpath"),
                attributes(map.get("extra")),
                groups);
    }

    private static List<?> list(@Nullable Object answer) {
        return answer instanceof List<?> list ? list : List.of();
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    private static int number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.intValue() : 0;
    }

    private static boolean flag(Map<?, ?> map, String key) {
        return Boolean.TRUE.equals(map.get(key));
    }
}
