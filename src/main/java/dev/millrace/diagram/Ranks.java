package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Edge;
import dev.millrace.diagram.Diagram.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * How far down each node of a diagram is drawn: below everything that leads to it, by ways that do not lead back, and
 * what comes after a step below the parts of that step. Edges that close a circle on a walk from the start lead back.
 */
final class Ranks {
    private final List<List<Integer>> leaving = new ArrayList<>();
    /** Those of the diagram by their numbers, then those that only say what is below what. */
    private final List<Edge> edges;

    private final BitSet back = new BitSet();
    private final int[] ranks;
    /** Nodes, each before all that it leads to by ways that do not lead back. */
    private final Deque<Integer> order = new ArrayDeque<>();

    Ranks(Diagram diagram) {
        this.edges = new ArrayList<>(diagram.edges());
        diagram.edges().stream().filter(edge -> edge.way() == Way.PART).forEach(part -> diagram.edges().stream()
                .filter(after -> after.from() == part.from() && after.way() != Way.PART)
                .forEach(after -> edges.add(new Edge(part.to(), after.to(), Way.PART, ""))));
        this.ranks = new int[diagram.nodes().size()];
        diagram.nodes().forEach(_ -> leaving.add(new ArrayList<>()));
        for (int i = 0; i < edges.size(); i++) {
            leaving.get(edges.get(i).from()).add(i);
        }
        walk();
        for (int node : order) {
            for (int i : leaving.get(node)) {
                if (!back.get(i)) {
                    int to = edges.get(i).to();
                    ranks[to] = Math.max(ranks[to], ranks[node] + 1);
                }
            }
        }
    }

    int of(int node) {
        return ranks[node];
    }

    /** Whether an edge leads back up, or from a node to itself. */
    boolean isBack(int edge) {
        return back.get(edge);
    }

    /** Depth first, with a stack of its own for workflows that are long chains. */
    private void walk() {
        BitSet seen = new BitSet();
        BitSet open = new BitSet();
        int[] next = new int[ranks.length];
        Deque<Integer> path = new ArrayDeque<>();
        for (int root = 0; root < ranks.length; root++) {
            if (seen.get(root)) {
                continue;
            }
            seen.set(root);
            path.push(root);
            while (!path.isEmpty()) {
                int node = path.element();
                open.set(node);
                if (next[node] == leaving.get(node).size()) {
                    open.clear(node);
                    order.push(path.pop());
                    continue;
                }
                int edge = leaving.get(node).get(next[node]++);
                int to = edges.get(edge).to();
                if (open.get(to)) {
                    back.set(edge);
                } else if (!seen.get(to)) {
                    seen.set(to);
                    path.push(to);
                }
            }
        }
    }
}
