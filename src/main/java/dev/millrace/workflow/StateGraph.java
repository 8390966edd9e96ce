package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A directed graph of states: what can be reached from where, and which states lie on cycles with each other. All
 * work is linear in the edges, except for the table of {@link #leads}, which takes a bit for each pair of components and
 * is made when first asked for.
 */
final class StateGraph {
    private final List<String> names;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[][] successors;
    /** States by component; a component comes after all that it leads to. */
    private final List<List<Integer>> components = new ArrayList<>();

    private final int[] componentOf;
    private BitSet[] reach = {};
    private int[] depth = {};

    /**
     * @param successors the names that a name leads to; those that are not among {@code names} are passed over
     */
    StateGraph(Collection<String> names, Function<String, Collection<String>> successors) {
        this.names = List.copyOf(names);
        for (String name : this.names) {
            numbers.put(name, numbers.size());
        }
        this.successors = this.names.stream()
                .map(name -> successors.apply(name).stream()
                        .filter(numbers::containsKey)
                        .mapToInt(numbers::get)
                        .distinct()
                        .toArray())
                .toArray(int[][]::new);
        this.componentOf = new int[this.names.size()];
        findComponents();
    }

    /** Everything that can be reached from a state, itself included; empty for an unknown name. */
    Set<String> reachableFrom(String start) {
        Set<String> reached = new LinkedHashSet<>();
        if (!numbers.containsKey(start)) {
            return reached;
        }
        List<String> open = new ArrayList<>(List.of(start));
        reached.add(start);
        while (!open.isEmpty()) {
            for (int next : successors[number(open.removeLast())]) {
                if (reached.add(names.get(next))) {
                    open.add(names.get(next));
                }
            }
        }
        return reached;
    }

    /** Whether there is a way from one state to another; there is one from each state to itself. */
    boolean leads(String from, String to) {
        if (reach.length == 0) {
            reach = reachByComponent();
        }
        return reach[componentOf[number(from)]].get(componentOf[number(to)]);
    }

    /** Each set of states that all lead to each other, or a state that leads to itself, in the order of the states. */
    List<List<String>> cycles() {
        return components.stream()
                .filter(this::isCycle)
                .map(component -> component.stream().sorted().map(names::get).toList())
                .toList()
                .reversed();
    }

    /** Whether a state leads to one that does not lead back to it. */
    boolean hasExit(List<String> cycle) {
        int component = componentOf[number(cycle.getFirst())];
        return cycle.stream()
                .flatMapToInt(name -> Arrays.stream(successors[number(name)]))
                .anyMatch(next -> componentOf[next] != component);
    }

    /** How many states there are on the longest way from a state, itself not counted and cycles counted as one. */
    int levels(String name) {
        if (depth.length == 0) {
            depth = depthByComponent();
        }
        return depth[componentOf[number(name)]];
    }

    private int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("no state `%s` in this graph".formatted(name));
        }
        return number;
    }

    private boolean isCycle(List<Integer> component) {
        int first = component.getFirst();
        return component.size() > 1 || Arrays.stream(successors[first]).anyMatch(next -> next == first);
    }

    private int[] depthByComponent() {
        int[] table = new int[components.size()];
        for (int c = 0; c < table.length; c++) {
            for (int state : components.get(c)) {
                for (int next : successors[state]) {
                    if (componentOf[next] != c) {
                        table[c] = Math.max(table[c], table[componentOf[next]] + 1);
                    }
                }
            }
        }
        return table;
    }

    private BitSet[] reachByComponent() {
        BitSet[] table = new BitSet[components.size()];
        for (int c = 0; c < table.length; c++) {
            table[c] = new BitSet();
            table[c].set(c);
            for (int state : components.get(c)) {
                for (int next : successors[state]) {
                    if (componentOf[next] != c) {
                        table[c].or(table[componentOf[next]]);
                    }
                }
            }
        }
        return table;
    }

    /** Tarjan's algorithm, with a stack of its own in place of recursion, for graphs that are long chains. */
    private void findComponents() {
        int[] order = new int[names.size()];
        int[] low = new int[names.size()];
        int[] nextEdge = new int[names.size()];
        BitSet onPath = new BitSet();
        List<Integer> path = new ArrayList<>();
        List<Integer> calls = new ArrayList<>();
        int visited = 0;
        for (int root = 0; root < names.size(); root++) {
            if (order[root] != 0) {
                continue;
            }
            calls.add(root);
            while (!calls.isEmpty()) {
                int state = calls.getLast();
                if (order[state] == 0) {
                    order[state] = ++visited;
                    low[state] = visited;
                    path.add(state);
                    onPath.set(state);
                }
                if (nextEdge[state] < successors[state].length) {
                    int next = successors[state][nextEdge[state]++];
                    if (order[next] == 0) {
                        calls.add(next);
                    } else if (onPath.get(next)) {
                        low[state] = Math.min(low[state], order[next]);
                    }
                    continue;
                }
                calls.removeLast();
                if (!calls.isEmpty()) {
                    int caller = calls.getLast();
                    low[caller] = Math.min(low[caller], low[state]);
                }
                if (low[state] == order[state]) {
                    closeComponent(state, path, onPath);
                }
            }
        }
    }

    private void closeComponent(int root, List<Integer> path, BitSet onPath) {
        List<Integer> component = new ArrayList<>();
        int state;
        do {
            state = path.removeLast();
            onPath.clear(state);
            componentOf[state] = components.size();
            component.add(state);
        } while (state != root);
        components.add(component);
    }
}
