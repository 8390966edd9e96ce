package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the {@link Node} tree of a YAML document from the parser's events, so that depth and the growth through
 * aliases are bounded while reading and not after. JSON documents are YAML and are read by the same way.
 */
final class DocumentParser {
    /** Characters of a document. */
    static final int MAX_LENGTH = 1024 * 1024;
    /** Characters of a key, so also of the name of a state or an input. */
    static final int MAX_KEY_LENGTH = 256;
    /** Lists and maps inside one another. */
    static final int MAX_DEPTH = 64;
    /** Characters of all scalars plus the number of nodes, with every alias counted as what it stands for. */
    static final int MAX_WEIGHT = 4 * MAX_LENGTH;

    private static final String MERGE = "<<";
    private static final Pattern TABBED_INDENT = Pattern.compile("^[ \\t]+", Pattern.MULTILINE);

    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> openAnchors = new HashSet<>();
    private int weight;

    private record Anchored(Node node, int weight) {}

    private DocumentParser(Iterator<Event> events, Problems problems) {
        this.events = events;
        this.problems = problems;
    }

    /**
     * Reads the one document of a source. Keys written twice are reported and their first value is kept.
     *
     * @throws DocumentException if the source is empty, is no YAML, has several documents or is over a limit
     */
    static Node parse(String source, Problems problems) throws DocumentException {
        if (source.length() > MAX_LENGTH) {
            throw new DocumentException(
                    Position.START,
                    "the document has %,d characters; at most %,d are allowed".formatted(source.length(), MAX_LENGTH));
        }
        try {
            return new DocumentParser(
                            new Parse(settings(source))
                                    .parseString(indentedWithSpaces(source))
                                    .iterator(),
                            problems)
                    .document();
        } catch (MarkedYamlEngineException e) {
            throw new DocumentException(position(e.getProblemMark()), "this is not valid YAML: " + explained(e));
        } catch (ReaderException e) {
            throw new DocumentException(
                    positionOf(e.getPosition(), source),
                    "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new DocumentException(Position.START, "this is not valid YAML: " + e.getMessage());
        }
    }

    /** A buffer that holds it all: with a smaller one the parser fails on a surrogate pair at the buffer's end. */
    private static LoadSettings settings(String source) {
        return LoadSettings.builder()
                .setCodePointLimit(MAX_LENGTH + 1)
                .setBufferSize(source.length() + 2)
                .build();
    }

    /** JSON may be indented with tabs, on which the parser fails. Inside of brackets indentation has no meaning. */
    private static String indentedWithSpaces(String source) {
        if (!source.stripLeading().startsWith("{")) {
            return source;
        }
        return TABBED_INDENT.matcher(source).replaceAll(indent -> " "
                .repeat(indent.group().length()));
    }

    private static String explained(MarkedYamlEngineException e) {
        String context = e.getContext();
        return context == null ? e.getProblem() : context + ", " + e.getProblem();
    }

    private Node document() throws DocumentException {
        expect(Event.ID.StreamStart);
        Event first = events.next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            throw new DocumentException(Position.START, "the document is empty; a workflow has `name` and `states`");
        }
        Node root = node(events.next(), Path.ROOT, 0);
        expect(Event.ID.DocumentEnd);
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new DocumentException(
                    position(next.getStartMark()), "a second document begins here; one file holds one workflow");
        }
        return root;
    }

    private void expect(Event.ID id) {
        Event event = events.next();
        if (event.getEventId() != id) {
            throw new IllegalStateException("the YAML parser gave " + event + " instead of " + id);
        }
    }

    private Node node(Event event, Path path, int depth) throws DocumentException {
        if (depth > MAX_DEPTH) {
            throw new DocumentException(
                    position(event.getStartMark()),
                    "lists and maps are nested deeper than the %d levels allowed".formatted(MAX_DEPTH));
        }
        if (event instanceof AliasEvent alias) {
            return followed(alias, depth);
        }
        String anchor = ((NodeEvent) event).getAnchor().map(Object::toString).orElse(null);
        if (anchor == null) {
            return content(event, path, depth);
        }
        int before = weight;
        openAnchors.add(anchor);
        Node node = content(event, path, depth);
        openAnchors.remove(anchor);
        anchors.put(anchor, new Anchored(node, weight - before));
        return node;
    }

    private Node content(Event event, Path path, int depth) throws DocumentException {
        Position at = position(event.getStartMark());
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar, at);
            case SequenceStartEvent start -> sequence(start, at, path, depth);
            case MappingStartEvent start -> mapping(start, at, path, depth);
            default -> throw new IllegalStateException("the YAML parser gave " + event + " instead of a value");
        };
    }

    private Node followed(AliasEvent event, int depth) throws DocumentException {
        String name = event.getAlias().toString();
        Position at = position(event.getStartMark());
        if (openAnchors.contains(name)) {
            throw new DocumentException(
                    at, "the alias %s stands inside what it refers to".formatted(Quoted.of("*" + name)));
        }
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw new DocumentException(
                    at,
                    "the alias %s has no anchor before it%s"
                            .formatted(Quoted.of("*" + name), Closest.hint(name, anchors.keySet())));
        }
        if (depth + anchored.node().height() > MAX_DEPTH) {
            throw new DocumentException(
                    at,
                    "with the alias %s lists and maps are nested deeper than the %d levels allowed"
                            .formatted(Quoted.of("*" + name), MAX_DEPTH));
        }
        addWeight(anchored.weight(), at);
        return anchored.node();
    }

    private void addWeight(int more, Position at) throws DocumentException {
        weight += more;
        if (weight > MAX_WEIGHT) {
            throw new DocumentException(
                    at,
                    "with its aliases written out the document is larger than the %,d characters allowed"
                            .formatted(MAX_WEIGHT));
        }
    }

    private Node scalar(ScalarEvent event, Position at) throws DocumentException {
        addWeight(1 + event.getValue().length(), at);
        boolean quotedByTag =
                event.getTag().isPresent() && YamlTag.isText(event.getTag().get(), at);
        boolean plain = event.getTag().isPresent() ? !quotedByTag : event.isPlain();
        boolean block = event.isLiteral() || event.isFolded();
        return new Node.Scalar(event.getValue(), plain, at, block ? at.line() + 1 : at.line());
    }

    private Node sequence(SequenceStartEvent start, Position at, Path path, int depth) throws DocumentException {
        open(start, at);
        List<Node> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e, path.to(items.size()), depth + 1));
        }
        return Node.Sequence.of(items, at);
    }

    private Node mapping(MappingStartEvent start, Position at, Path path, int depth) throws DocumentException {
        open(start, at);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            Node.Scalar key = key(node(e, path, depth + 1));
            Node value = node(events.next(), path.to(key.text()), depth + 1);
            if (key.plain() && key.text().equals(MERGE)) {
                merged.add(value);
            } else {
                put(entries, key, value, path);
            }
        }
        for (Node value : merged) {
            merge(value, entries);
        }
        return Node.Mapping.of(entries, at);
    }

    private void open(CollectionStartEvent start, Position at) throws DocumentException {
        addWeight(1, at);
        if (start.getTag().isPresent()) {
            YamlTag.requireCollection(start.getTag().get(), at);
        }
    }

    private static Node.Scalar key(Node node) throws DocumentException {
        if (node instanceof Node.Scalar scalar) {
            if (scalar.text().length() > MAX_KEY_LENGTH) {
                throw new DocumentException(
                        node.position(),
                        "the key %s has more than %d characters".formatted(node.described(), MAX_KEY_LENGTH));
            }
            return scalar;
        }
        throw new DocumentException(
                node.position(),
                "a key must be text, not %s; quote it if it begins with a bracket or a brace"
                        .formatted(node.described()));
    }

    private void put(Map<String, Node.Entry> entries, Node.Scalar key, Node value, Path path) {
        Node.@Nullable Entry first = entries.putIfAbsent(key.text(), new Node.Entry(key.position(), value));
        if (first != null) {
            problems.error(
                    path.to(key.text()),
                    key.position(),
                    "the key %s is written twice; it is on line %d already"
                            .formatted(key.described(), first.key().line()));
        }
    }

    /** Takes in what {@code <<} names, a mapping or a list of them; keys that are there already win. */
    private static void merge(Node value, Map<String, Node.Entry> entries) throws DocumentException {
        switch (value) {
            case Node.Mapping mapping -> mapping.entries().forEach(entries::putIfAbsent);
            case Node.Sequence sequence -> {
                for (Node item : sequence.items()) {
                    merge(item, entries);
                }
            }
            case Node.Scalar scalar ->
                throw new DocumentException(
                        scalar.position(), "`<<` takes a map or a list of maps, not " + scalar.described());
        }
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.START);
    }

    private static Position positionOf(int codePoint, String source) {
        String before = source.substring(0, source.offsetByCodePoints(0, codePoint));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position(line, before.length() - before.lastIndexOf('\n'));
    }
}
