package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** The fold over events: from the beginning, or from a snapshot, through JSON, it comes to the same. */
class ExecutionStateTest {
    private static final Failure FAILURE = new Failure("step-failed", "no \u2028 luck \"here\"", "build");

    /** A run of an execution with some visits of steps, each with some failed attempts, up to a random event. */
    @Provide
    static Arbitrary<List<Event>> runs() {
        Arbitrary<Integer> attempts = Arbitraries.integers().between(1, 3);
        Arbitrary<List<Integer>> visits = attempts.list().ofMaxSize(6);
        return visits.flatMap(list -> {
            List<Event> events = events(list);
            return Arbitraries.integers().between(1, events.size()).map(size -> events.subList(0, size));
        });
    }

    private static List<Event> events(List<Integer> attemptsOfVisits) {
        List<Event> events = new ArrayList<>();
        add(events, null, new Detail.Queued("w", 3, "00-1-1-01"));
        add(events, null, new Detail.Started());
        int visit = 0;
        for (int attempts : attemptsOfVisits) {
            String path = "build#" + ++visit;
            for (int attempt = 1; attempt < attempts; attempt++) {
                add(events, path, new Detail.StepStarted("command", attempt, null));
                add(events, path, new Detail.Log("stdout", "text\n"));
                add(events, path, new Detail.StepRetrying(attempt, Outcome.failed(FAILURE), 10));
            }
            add(events, path, new Detail.StepStarted("command", attempts, 4));
            add(events, path, new Detail.StepInterrupted(attempts));
            add(events, null, Detail.Resumed.afterRestart());
            add(events, path, new Detail.StepStarted("command", attempts, 4));
            Outcome outcome = Outcome.completed(Map.of("n", 1, "list", List.of("a", true)), null);
            add(events, path, new Detail.StepEnded(attempts, outcome, "build", null));
        }
        add(events, "skipped#1", new Detail.StepSkipped("command", null, "done", null));
        add(events, null, new Detail.Failed(FAILURE));
        add(events, null, Detail.Resumed.onRequest("build", "00-2-2-01"));
        add(events, null, new Detail.Started());
        add(events, null, new Detail.Completed(Map.of("answer", 42)));
        return events;
    }

    private static void add(List<Event> events, @Nullable String path, Detail detail) {
        String step = path == null ? null : path.substring(0, path.indexOf('#'));
        events.add(new Event(events.size() + 1L, 1_000L + events.size(), step, path, detail));
    }

    private static ExecutionState fold(ExecutionState state, List<Event> events) {
        events.forEach(state::apply);
        return state;
    }

    @Property(tries = 300)
    void events_survive_json(@ForAll("runs") List<Event> events) {
        assertThat(EventJson.read(EventJson.write(events))).isEqualTo(events);
    }

    @Property(tries = 300)
    void a_state_goes_on_from_a_snapshot_as_if_it_had_folded_everything(@ForAll("runs") List<Event> events) {
        ExecutionState whole = fold(new ExecutionState(), events);
        for (int cut = 0; cut <= events.size(); cut++) {
            ExecutionState.Snapshot snapshot =
                    fold(new ExecutionState(), events.subList(0, cut)).snapshot();
            ExecutionState.Snapshot kept =
                    EventJson.readValue(EventJson.writeValue(snapshot), ExecutionState.Snapshot.class);

            ExecutionState continued = fold(new ExecutionState(kept), events.subList(cut, events.size()));

            assertThat(kept).isEqualTo(snapshot);
            assertThat(continued.snapshot()).isEqualTo(whole.snapshot());
            assertThat(continued.recorded("build#1")).isEqualTo(whole.recorded("build#1"));
        }
    }
}
