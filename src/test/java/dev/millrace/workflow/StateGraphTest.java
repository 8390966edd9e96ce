package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StateGraphTest {
    private static StateGraph graph(Map<String, List<String>> edges) {
        return new StateGraph(edges.keySet().stream().sorted().toList(), name -> edges.getOrDefault(name, List.of()));
    }

    @Test
    void findsCyclesAndWhetherTheyHaveAnExit() {
        StateGraph graph = graph(Map.of(
                "a", List.of("b"),
                "b", List.of("a", "c"),
                "c", List.of("d"),
                "d", List.of("c"),
                "e", List.of("e"),
                "f", List.of("a")));
        assertThat(graph.cycles()).containsExactlyInAnyOrder(List.of("a", "b"), List.of("c", "d"), List.of("e"));
        assertThat(graph.hasExit(List.of("a", "b"))).isTrue();
        assertThat(graph.hasExit(List.of("c", "d"))).isFalse();
        assertThat(graph.hasExit(List.of("e"))).isFalse();
    }

    @Test
    void passesOverEdgesToUnknownStates() {
        StateGraph graph = graph(Map.of("a", List.of("nowhere", "b"), "b", List.of()));
        assertThat(graph.reachableFrom("a")).containsExactly("a", "b");
        assertThat(graph.reachableFrom("nowhere")).isEmpty();
    }

    @Test
    void followsChainsOfAnyLength() {
        List<String> names = IntStream.range(0, 10_000).mapToObj(i -> "s" + i).toList();
        StateGraph graph = new StateGraph(names, name -> List.of("s" + (Integer.parseInt(name.substring(1)) + 1)));
        assertThat(graph.leads("s0", "s9999")).isTrue();
        assertThat(graph.leads("s9999", "s0")).isFalse();
        assertThat(graph.cycles()).isEmpty();
    }

    @Property(tries = 200)
    void leadsWhereASearchLeads(
            @ForAll @Size(max = 30) List<@IntRange(max = 9) Integer> from,
            @ForAll @Size(max = 30) List<@IntRange(max = 9) Integer> to) {
        List<String> names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        StateGraph graph = new StateGraph(names, name -> successors(name, from, to));
        for (String start : names) {
            Set<String> led = new HashSet<>(names);
            led.removeIf(end -> !graph.leads(start, end));
            assertThat(led).isEqualTo(graph.reachableFrom(start));
        }
    }

    private static Collection<String> successors(String name, List<Integer> from, List<Integer> to) {
        return IntStream.range(0, Math.min(from.size(), to.size()))
                .filter(i -> from.get(i).toString().equals(name))
                .mapToObj(i -> to.get(i).toString())
                .toList();
    }
}
