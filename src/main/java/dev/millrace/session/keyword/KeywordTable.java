package dev.millrace.session.keyword;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All keywords, found once from the methods of the classes that have them. Immutable. */
public final class KeywordTable {
    /** The classes whose methods are keywords. */
    private static final List<Class<?>> CLASSES = List.of(
            ActionKeywords.class,
            GestureKeywords.class,
            AppKeywords.class,
            VerifyKeywords.class,
            FlowKeywords.class,
            DataKeywords.class);

    private static final KeywordTable TABLE = new KeywordTable();

    private final Map<String, KeywordDefinition> definitions = new TreeMap<>();

    private KeywordTable() {
        CLASSES.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Keyword.class))
                .forEach(this::add);
    }

    private void add(Method method) {
        KeywordDefinition definition = KeywordDefinition.of(method);
        definitions.put(definition.slug(), definition);
    }

    /** The table. */
    public static KeywordTable get() {
        return TABLE;
    }

    /**
     * A keyword for those who want to call it.
     *
     * @param keyword the name for people
     * @param keywordSlug the name in calls
     */
    public record Entry(String keyword, String keywordSlug, String description, List<ParameterEntry> parameters) {
        public Entry {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A parameter for those who want to give it.
     *
     * @param type {@code str}, {@code int}, {@code float}, {@code bool} or {@code list}
     * @param initial what it is when a caller says nothing; null for nothing
     */
    public record ParameterEntry(
            String name,
            String type,

            @JsonProperty("default") @Nullable String initial,

            boolean required) {}

    /** All keywords in the order of their names. */
    public List<Entry> entries() {
        return definitions.values().stream().map(KeywordTable::entry).toList();
    }

    private static Entry entry(KeywordDefinition definition) {
        return new Entry(
                definition.title(),
                definition.slug(),
                definition.description(),
                definition.parameters().stream()
                        .map(each ->
                                new ParameterEntry(each.name(), each.type().wire(), each.initial(), each.required()))
                        .toList());
    }

    /** The keyword of a name, which may be written in words and in any case. Throws E0402. */
    KeywordDefinition find(String name) {
        String slug = String.join("_", name.strip().toLowerCase(Locale.ROOT).split("[\\s_-]+"));
        KeywordDefinition definition = definitions.get(slug);
        if (definition == null) {
            throw new SessionException(
                    ErrorCode.E0402,
                    "there is no keyword `%s`; GET /v1/keywords lists what there is".formatted(shortened(name)),
                    Map.of("keywords", List.copyOf(definitions.keySet())));
        }
        return definition;
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }

    /** New objects with all the methods, for one session. */
    static Map<Class<?>, Object> instances(Stage stage, KeywordRunner runner) {
        Finder finder = new Finder(stage);
        return Map.of(
                ActionKeywords.class, new ActionKeywords(stage, finder),
                GestureKeywords.class, new GestureKeywords(stage, finder),
                AppKeywords.class, new AppKeywords(stage),
                VerifyKeywords.class, new VerifyKeywords(stage, finder),
                FlowKeywords.class, new FlowKeywords(stage, runner),
                DataKeywords.class, new DataKeywords(stage));
    }

    /** The names of all classes with keywords; for messages. */
    @Override
    public String toString() {
        return Arrays.toString(definitions.keySet().toArray());
    }
}
