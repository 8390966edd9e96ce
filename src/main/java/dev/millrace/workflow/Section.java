package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.expression.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * A mapping of the document while it is read. Each key is asked for by the kind of value that it must have; a value of
 * another kind is reported and read as if it were not there. A key with nothing behind it is not there either. What was
 * not asked for by the time of {@link #refuseOtherKeys} is an unknown key.
 *
 * <p>Messages speak of a key as "timeout of step `nap`", where "step `nap`" is the subject.
 */
final class Section {
    private final Node.Mapping mapping;
    private final Path path;
    private final Position position;
    private final String subject;
    private final Draft draft;
    private final Place place;
    private final Set<String> askedFor;

    /**
     * @param position where problems with the section as a whole are shown, such as its own key
     */
    Section(Node.Mapping mapping, Path path, Position position, String subject, Place place, Draft draft) {
        this(mapping, path, position, subject, place, draft, new LinkedHashSet<>());
    }

    private Section(
            Node.Mapping mapping,
            Path path,
            Position position,
            String subject,
            Place place,
            Draft draft,
            Set<String> askedFor) {
        this.mapping = mapping;
        this.path = path;
        this.position = position;
        this.subject = subject;
        this.place = place;
        this.draft = draft;
        this.askedFor = askedFor;
    }

    /** The same section, what is parsed through it belonging to another place. */
    Section in(Place other) {
        return new Section(mapping, path, position, subject, other, draft, askedFor);
    }

    Path path() {
        return path;
    }

    String subject() {
        return subject;
    }

    // Keys of any kind

    boolean has(String key) {
        return node(key).isPresent();
    }

    Optional<Node> node(String key) {
        askedFor.add(key);
        return Optional.ofNullable(mapping.entries().get(key))
                .map(Node.Entry::value)
                .filter(value -> !(value instanceof Node.Scalar scalar && scalar.isNull()));
    }

    /** The same section under another name. */
    Section called(String otherSubject) {
        return new Section(mapping, path, position, otherSubject, place, draft, askedFor);
    }

    /** The same section with something else in it, of which nothing has been asked for yet. */
    Section with(Node.Mapping other) {
        return new Section(other, path, position, subject, place, draft);
    }

    /** All keys, in order, whatever has been asked for. */
    Set<String> keys() {
        return entries().keySet();
    }

    /** All entries, in order, whatever has been asked for. */
    Map<String, Node.Entry> entries() {
        return mapping.entries();
    }

    /** The mapping behind a key; anything else is an error. */
    Optional<Node.Mapping> mapping(String key) {
        return section(key, "%s of %s".formatted(Quoted.of(key), subject)).map(inner -> inner.mapping);
    }

    /** Where a key stands, or the whole section if the key is not there. */
    Position at(String key) {
        Node.Entry entry = mapping.entries().get(key);
        return entry == null ? position : entry.key();
    }

    // Reporting

    void error(String message) {
        draft.problems().error(path, position, message);
    }

    void error(String key, String message) {
        draft.problems().error(path.to(key), at(key), message);
    }

    void warning(String message) {
        draft.problems().warning(path, position, message);
    }

    void warning(String key, String message) {
        draft.problems().warning(path.to(key), at(key), message);
    }

    void missing(String key, String why) {
        error("%s has no `%s`: %s".formatted(subject, key, why));
    }

    private void mustBe(String key, String what, Node node) {
        draft.problems()
                .error(
                        path.to(key),
                        node.position(),
                        "%s of %s must be %s, not %s".formatted(key, subject, what, node.described()));
    }

    /** Warns of those of the keys that are there; they do not count as unknown. */
    void warnIfThere(String why, Collection<String> keys) {
        for (String key : keys) {
            if (has(key)) {
                warning(key, "%s of %s %s".formatted(key, subject, why));
            }
        }
    }

    void refuseOtherKeys() {
        refuseOtherKeys(_ -> Optional.empty());
    }

    /**
     * @param reason why a key that exists elsewhere is not allowed here; empty for a key that exists nowhere
     */
    void refuseOtherKeys(Function<String, Optional<String>> reason) {
        for (String key : keys()) {
            if (!askedFor.contains(key)) {
                draft.problems().error(path.to(key), () -> at(key), () -> unknown(key, reason));
            }
        }
    }

    private String unknown(String key, Function<String, Optional<String>> reason) {
        String why = reason.apply(key).orElseGet(() -> Closest.hint(key, askedFor));
        return "unknown key %s in %s%s".formatted(Quoted.of(key), subject, why);
    }

    // Scalars

    Optional<String> text(String key) {
        return scalar(key, "text").map(Node.Scalar::text);
    }

    String requiredText(String key, String why) {
        Optional<String> text = text(key);
        if (text.isEmpty() && !has(key)) {
            missing(key, why);
        } else if (text.isPresent() && text.get().isBlank()) {
            error(key, "%s of %s is empty: %s".formatted(key, subject, why));
        }
        return text.orElse("");
    }

    boolean flag(String key) {
        return converted(key, "true or false", PlainScalar::flag).orElse(false);
    }

    OptionalInt integer(String key, int lowest, int highest) {
        String what = highest == Integer.MAX_VALUE
                ? "an integer from %d up".formatted(lowest)
                : "an integer from %d to %d".formatted(lowest, highest);
        return converted(key, what, text -> within(PlainScalar.integer(text), lowest, highest))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static Optional<Integer> within(OptionalLong number, int lowest, int highest) {
        return number.isPresent() && number.getAsLong() >= lowest && number.getAsLong() <= highest
                ? Optional.of((int) number.getAsLong())
                : Optional.empty();
    }

    /** A number that satisfies a condition; {@code what} says which. */
    Optional<Double> decimal(String key, String what, DoublePredicate condition) {
        return converted(key, what, text -> PlainScalar.decimal(text).filter(condition::test));
    }

    Optional<Duration> duration(String key) {
        return converted(key, "a duration such as 30s or 1m30s", Durations::parse);
    }

    /** One of an enum's constants, in lower case in the document. */
    <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        List<String> words = constants.stream().map(Section::word).toList();
        return converted(key, "one of " + String.join(", ", words), text -> constants.stream()
                .filter(constant -> word(constant).equals(text))
                .findFirst());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A scalar that {@code conversion} accepts; {@code what} says which those are. */
    <T> Optional<T> converted(String key, String what, Function<String, Optional<T>> conversion) {
        Optional<Node.Scalar> scalar = scalar(key, what);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = conversion.apply(scalar.get().text());
        if (value.isEmpty()) {
            mustBe(key, what, scalar.get());
        }
        return value;
    }

    private Optional<Node.Scalar> scalar(String key, String what) {
        return node(key).flatMap(node -> {
            if (node instanceof Node.Scalar scalar) {
                return Optional.of(scalar);
            }
            mustBe(key, what, node);
            return Optional.empty();
        });
    }

    // Names of states

    /** The name of a state to go to, to be looked up when all states are known. */
    Optional<String> target(String key) {
        Optional<Node.Scalar> name = scalar(key, "the name of a state");
        name.ifPresent(scalar -> target(scalar, path.to(key), key, "leads to"));
        return name.map(Node.Scalar::text);
    }

    /** Names of states, all different. */
    List<String> states(String key) {
        Set<String> names = new LinkedHashSet<>();
        items(key, "a list of states", (item, at) -> {
            if (!(item instanceof Node.Scalar scalar)) {
                wrongItem(key, "a list of states", item, at);
            } else if (names.add(scalar.text())) {
                target(scalar, at, key, "names");
            } else {
                String twice = "%s of %s names %s twice".formatted(key, subject, Quoted.of(scalar.text()));
                draft.problems().error(at, item.position(), twice);
            }
        });
        return List.copyOf(names);
    }

    private void target(Node.Scalar name, Path at, String key, String verb) {
        String says = "%s of %s %s".formatted(key, subject, verb);
        draft.targets().add(new Draft.Target(name.text(), at, name.position(), says));
    }

    // Templates and conditions

    Optional<Template> template(String key) {
        return scalar(key, "text").flatMap(scalar -> template(scalar, path.to(key), key));
    }

    Optional<Condition> condition(String key) {
        return scalar(key, "a condition").flatMap(scalar -> expressions(key).condition(scalar, path.to(key)));
    }

    /**
     * Parses a template and notes what it refers to.
     *
     * @param key the key that it belongs to, for messages
     */
    Optional<Template> template(Node.Scalar scalar, Path at, String key) {
        return expressions(key).template(scalar, at);
    }

    private ExpressionReader expressions(String key) {
        return new ExpressionReader(draft, place, key, subject);
    }

    /** Notes that the value of a key has files of the server's machine looked at. */
    void usesFile(MachineUse.Kind kind, String key) {
        draft.fileUses().add(MachineUse.at(kind, path.to(key).toString(), at(key), "%s of %s".formatted(key, subject)));
    }

    // Collections

    /** A list of texts, empty if there is none. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        items(key, "a list of text", (item, at) -> {
            if (item instanceof Node.Scalar scalar) {
                texts.add(scalar.text());
            } else {
                wrongItem(key, "a list of text", item, at);
            }
        });
        return texts;
    }

    private void wrongItem(String key, String what, Node item, Path at) {
        String message = "%s of %s must be %s, but has %s in it".formatted(key, subject, what, item.described());
        draft.problems().error(at, item.position(), message);
    }

    /** A list of mappings, empty if there is none; {@code entry} is what one of them is called in messages. */
    <T> List<T> sections(String key, String entry, Function<Section, Optional<T>> reader) {
        List<T> read = new ArrayList<>();
        items(key, "a list", (item, at) -> {
            section(item, at, item.position(), "%s of %s".formatted(entry, subject))
                    .flatMap(reader)
                    .ifPresent(read::add);
        });
        return read;
    }

    private void items(String key, String what, BiConsumer<Node, Path> reader) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return;
        }
        if (!(node.get() instanceof Node.Sequence sequence)) {
            mustBe(key, what, node.get());
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            reader.accept(sequence.items().get(i), path.to(key).to(i));
        }
    }

    /** A mapping as a section of its own; nothing is an empty mapping. */
    Optional<Section> section(String key, String subject) {
        return node(key).flatMap(node -> section(node, path.to(key), at(key), subject));
    }

    /** Every key that has not been asked for as a section of its own; {@code kind} is what one of them is called. */
    void forEachOther(String kind, BiConsumer<String, Section> reader) {
        mapping.entries().forEach((key, entry) -> {
            if (askedFor.add(key)) {
                section(entry.value(), path.to(key), entry.key(), "%s %s".formatted(kind, Quoted.of(key)))
                        .ifPresent(inner -> reader.accept(key, inner));
            }
        });
    }

    private Optional<Section> section(Node node, Path at, Position position, String subject) {
        if (node instanceof Node.Scalar scalar && scalar.isNull()) {
            return section(Node.Mapping.of(Map.of(), scalar.position()), at, position, subject);
        }
        if (node instanceof Node.Mapping inner) {
            return Optional.of(new Section(inner, at, position, subject, place, draft));
        }
        draft.problems().error(at, node.position(), "%s must be a map, not %s".formatted(subject, node.described()));
        return Optional.empty();
    }
}
