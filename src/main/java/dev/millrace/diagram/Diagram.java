package dev.millrace.diagram;

import java.util.List;

/**
 * A workflow as boxes and arrows. All texts are single lines of a length that can be shown; they are not escaped for any
 * format.
 *
 * @param title the workflow's name
 * @param nodes a node's place in the list is its number; the first is where a run begins
 */
record Diagram(String title, List<Node> nodes, List<Edge> edges) {
    Diagram {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /** What a node stands for. */
    enum Kind {
        START,
        COMMAND,
        OPERATION,
        PARALLEL,
        FOR_EACH,
        WHILE,
        CALL,
        SUCCESS,
        FAILURE;

        boolean isTerminal() {
            return this == SUCCESS || this == FAILURE;
        }

        String word() {
            return switch (this) {
                case START -> "start";
                case COMMAND -> "command";
                case OPERATION -> "operation";
                case PARALLEL -> "parallel";
                case FOR_EACH -> "for each";
                case WHILE -> "while";
                case CALL -> "workflow";
                case SUCCESS -> "success";
                case FAILURE -> "failure";
            };
        }
    }

    /** When an arrow is followed. */
    enum Way {
        /** After a success. */
        SUCCESS,
        /** After a failure. */
        FAILURE,
        /** Under a condition, or always. */
        CHOICE,
        /** To the parts of a step, and from one of them to the next. */
        PART
    }

    /**
     * A step, or the beginning.
     *
     * @param detail what it does; may be empty
     */
    record Node(String name, Kind kind, String detail) {}

    /**
     * A way from one node to another; there is one at most between two nodes in the same direction.
     *
     * @param from a node's number
     * @param to a node's number
     * @param label may be empty
     */
    record Edge(int from, int to, Way way, String label) {}
}
