package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Edge;
import dev.millrace.diagram.Diagram.Kind;
import dev.millrace.diagram.Diagram.Node;
import dev.millrace.diagram.Diagram.Way;
import dev.millrace.workflow.Common.Routes;
import dev.millrace.workflow.Common.Transition;
import dev.millrace.workflow.Step;
import dev.millrace.workflow.Step.Activity;
import dev.millrace.workflow.Value;
import dev.millrace.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes the diagram of a workflow: its steps, and the ways that a run can take between them. */
final class DiagramBuilder {
    private static final int LONGEST_NAME = 48;
    private static final int LONGEST_DETAIL = 56;
    private static final int LONGEST_LABEL = 48;

    private final Workflow workflow;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Ends, Edge> edges = new LinkedHashMap<>();
    private final Map<String, List<Step.Loop>> loops = new HashMap<>();
    /** Those that a run comes to only as branches: where they lead is not followed. */
    private final Set<String> branches = new HashSet<>();

    private record Ends(int from, int to) {}

    private DiagramBuilder(Workflow workflow) {
        this.workflow = workflow;
    }

    static Diagram of(Workflow workflow) {
        return new DiagramBuilder(workflow).build();
    }

    private Diagram build() {
        findParts();
        nodes.add(new Node("", Kind.START, ""));
        Set<String> shown = shown();
        for (Step step : workflow.steps().values()) {
            if (shown.contains(step.name())) {
                numbers.put(step.name(), nodes.size());
                nodes.add(node(step));
            }
        }
        add(0, workflow.initial(), Way.CHOICE, "");
        for (Step step : workflow.steps().values()) {
            if (step instanceof Activity activity && shown.contains(step.name())) {
                addEdges(activity);
            }
        }
        return new Diagram(shortened(workflow.name(), LONGEST_NAME), nodes, List.copyOf(edges.values()));
    }

    private void findParts() {
        for (Step step : workflow.steps().values()) {
            switch (step) {
                case Step.Parallel parallel -> branches.addAll(parallel.branches());
                case Step.Loop loop ->
                    loop.body().forEach(part -> loops.computeIfAbsent(part, _ -> new ArrayList<>())
                            .add(loop));
                default -> {}
            }
        }
        Set<String> entered = new HashSet<>(Set.of(workflow.initial()));
        for (Step step : workflow.steps().values()) {
            if (!branches.contains(step.name())) {
                entered.addAll(step.targets());
            }
        }
        branches.removeAll(entered);
    }

    /** All steps but the inline failures of branches, which are never followed. */
    private Set<String> shown() {
        Set<String> shown = new HashSet<>(workflow.steps().keySet());
        for (String branch : branches) {
            workflow.step(branch).targets().stream()
                    .filter(target -> isInline(workflow.step(target)))
                    .forEach(shown::remove);
        }
        return shown;
    }

    private static boolean isInline(Step step) {
        return step instanceof Step.Terminal terminal && terminal.exitCode().isPresent();
    }

    private void addEdges(Activity step) {
        int from = number(step.name());
        if (!branches.contains(step.name())) {
            addRoutes(step);
        }
        switch (step) {
            case Step.Parallel parallel -> parallel.branches().forEach(branch -> add(from, branch, Way.PART, "branch"));
            case Step.Loop loop -> add(from, loop.body().getFirst(), Way.PART, "body");
            default -> {}
        }
    }

    private void addRoutes(Activity step) {
        Routes routes = step.common().routes();
        int from = number(step.name());
        for (Transition transition : routes.transitions()) {
            String label = transition.when().map(Object::toString).orElse("otherwise");
            add(from, target(step, transition.target()), Way.CHOICE, label);
        }
        boolean always = routes.transitions().stream()
                .anyMatch(transition -> transition.when().isEmpty());
        String success = step instanceof Step.Loop ? "complete" : "success";
        String label = routes.continueOnError() ? success + " or failure" : success;
        routes.onSuccess().ifPresent(target -> add(from, target(step, target), Way.SUCCESS, label));
        if (!routes.continueOnError()) {
            routes.onFailure().ifPresent(target -> add(from, target(step, target), Way.FAILURE, "failure"));
        }
        if (routes.onSuccess().isEmpty() && !always) {
            for (Step.Loop loop : loops.getOrDefault(step.name(), List.of())) {
                String next = next(step, loop);
                add(from, next, Way.PART, next.equals(loop.name()) ? "again" : "next");
            }
        }
    }

    /** A step of a body that goes to its loop goes on with the next one of the body. */
    private String target(Step step, String name) {
        return loops.getOrDefault(step.name(), List.of()).stream()
                .filter(loop -> loop.name().equals(name))
                .findFirst()
                .map(loop -> next(step, loop))
                .orElse(name);
    }

    private static String next(Step step, Step.Loop loop) {
        int index = loop.body().indexOf(step.name()) + 1;
        return index < loop.body().size() ? loop.body().get(index) : loop.name();
    }

    private int number(String step) {
        return Objects.requireNonNull(numbers.get(step), step);
    }

    private void add(int from, String target, Way way, String label) {
        Edge edge = new Edge(from, number(target), way, shortened(label, LONGEST_LABEL));
        edges.merge(new Ends(from, edge.to()), edge, DiagramBuilder::merged);
    }

    private static Edge merged(Edge first, Edge second) {
        Way way = first.way() == second.way() ? first.way() : Way.CHOICE;
        String label = first.label().equals(second.label()) ? first.label() : first.label() + ", " + second.label();
        return new Edge(first.from(), first.to(), way, shortened(label, LONGEST_LABEL));
    }

    private static Node node(Step step) {
        return switch (step) {
            case Step.Terminal end -> terminal(end);
            case Step.Command command -> node(step, Kind.COMMAND, program(command.program()));
            case Step.Operation operation -> node(step, Kind.OPERATION, operation.operation());
            case Step.Keyword keyword -> node(step, Kind.OPERATION, keyword.keyword());
            case Step.Robot robot ->
                node(
                        step,
                        Kind.OPERATION,
                        "robot" + robot.workflow().map(id -> ": " + id).orElse(""));
            case Step.Parallel parallel -> node(step, Kind.PARALLEL, strategy(parallel));
            case Step.ForEach loop -> node(step, Kind.FOR_EACH, items(loop.items()));
            case Step.While loop -> node(step, Kind.WHILE, loop.condition().toString());
            case Step.CallWorkflow call -> node(step, Kind.CALL, call.workflow());
        };
    }

    /** An inline failure has a name that nobody has given it, so its message stands in for it. */
    private static Node terminal(Step.Terminal end) {
        Kind kind = end.outcome() == Step.Outcome.SUCCESS ? Kind.SUCCESS : Kind.FAILURE;
        String message = end.message().map(Object::toString).orElse("");
        return isInline(end) ? new Node(shortened(message, LONGEST_NAME), kind, "") : node(end, kind, message);
    }

    private static Node node(Step step, Kind kind, String detail) {
        return new Node(shortened(step.name(), LONGEST_NAME), kind, shortened(detail, LONGEST_DETAIL));
    }

    private static String program(Step.Program program) {
        return switch (program) {
            case Step.Program.Shell shell ->
                shell.command().toString().strip().lines().findFirst().orElse("");
            case Step.Program.Script script -> script.path().toString();
        };
    }

    private static String strategy(Step.Parallel parallel) {
        String strategy = parallel.strategy().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return parallel.maxConcurrent().isEmpty()
                ? strategy
                : strategy + ", " + parallel.maxConcurrent().getAsInt() + " at a time";
    }

    private static String items(Value items) {
        return switch (items) {
            case Value.Text text -> text.template().toString();
            case Value.Listing list ->
                list.items().size() == 1 ? "1 item" : list.items().size() + " items";
            case Value.Mapping _, Value.Constant _ -> "";
        };
    }

    /** Text in one line, its end left out if it is too long. */
    private static String shortened(String text, int longest) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
