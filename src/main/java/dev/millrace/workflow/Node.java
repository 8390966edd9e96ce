package dev.millrace.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document as written: scalars keep their text, everything its place. Aliases are already followed. */
sealed interface Node {
    Position position();

    /** How many levels of lists and maps there are below this node. */
    int height();

    /** What this node is called in a message: the text of a scalar in quotes, or the kind of a collection. */
    String described();

    /**
     * A single value.
     *
     * @param plain written without quotes, so that it may stand for a number, a boolean or nothing
     * @param textLine the line on which the text itself begins, which for a block scalar is not that of its position; or
     *     {@link #ELSEWHERE}
     */
    record Scalar(String text, boolean plain, Position position, int textLine) implements Node {
        /** In place of a line: the text is not in this document, but in a step template that is named at the position. */
        static final int ELSEWHERE = 0;

        /** Where a line of the text stands, counted from 0; the column is that of the whole text. */
        Position at(int line) {
            return textLine == ELSEWHERE ? position : new Position(textLine + line, position.column());
        }

        /** Where a char of the text stands, counted from 0; the column is that of the whole text. */
        Position atOffset(int offset) {
            int end = Math.clamp(offset, 0, text.length());
            return at(
                    (int) text.substring(0, end).chars().filter(c -> c == '\n').count());
        }

        /** Nothing at all, {@code ~} or {@code null}. */
        boolean isNull() {
            return PlainScalar.isNull(this);
        }

        @Override
        public int height() {
            return 0;
        }

        @Override
        public String described() {
            if (isNull()) {
                return "nothing";
            }
            return Quoted.of(text);
        }
    }

    record Sequence(List<Node> items, int height, Position position) implements Node {
        static Sequence of(List<Node> items, Position position) {
            int height = items.stream().mapToInt(Node::height).max().orElse(0) + 1;
            return new Sequence(List.copyOf(items), height, position);
        }

        @Override
        public String described() {
            return "a list";
        }
    }

    record Mapping(Map<String, Entry> entries, int height, Position position) implements Node {
        static Mapping of(Map<String, Entry> entries, Position position) {
            int height = entries.values().stream()
                            .mapToInt(entry -> entry.value().height())
                            .max()
                            .orElse(0)
                    + 1;
            return new Mapping(Collections.unmodifiableMap(new LinkedHashMap<>(entries)), height, position);
        }

        @Override
        public String described() {
            return "a map";
        }
    }

    /** The value of a key of a mapping, and where the key stands. */
    record Entry(Position key, Node value) {}
}
