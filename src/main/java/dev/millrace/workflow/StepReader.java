package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.expression.Template;
import dev.millrace.workflow.Step.MaxIterations;
import dev.millrace.workflow.Step.Program;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads one state. */
final class StepReader {
    private static final List<String> PLANNED = List.of("agent", "approval");

    private final String name;
    private final Section section;
    private final Draft draft;

    StepReader(String name, Section section, Draft draft) {
        this.name = name;
        this.section = section;
        this.draft = draft;
    }

    /** The step, unless it has problems that leave nothing to look at. */
    Optional<Step> read() {
        Optional<StepType> type = type();
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<Step> step =
                switch (type.get()) {
                    case TERMINAL -> Optional.of(terminal());
                    case STEP -> command(common(StepType.STEP)).map(Step.class::cast);
                    case OPERATION -> Optional.of(operation(common(StepType.OPERATION)));
                    case KEYWORD -> Optional.of(keyword(common(StepType.KEYWORD)));
                    case ROBOT -> Optional.of(robot(common(StepType.ROBOT)));
                    case PARALLEL -> Optional.of(parallel(common(StepType.PARALLEL)));
                    case FOR_EACH -> forEach(common(StepType.FOR_EACH)).map(Step.class::cast);
                    case WHILE -> whileLoop(common(StepType.WHILE)).map(Step.class::cast);
                    case CALL_WORKFLOW -> Optional.of(call(common(StepType.CALL_WORKFLOW)));
                };
        section.refuseOtherKeys(type.get()::whyNot);
        return step;
    }

    private Optional<StepType> type() {
        String all = String.join(", ", StepType.words());
        String word = section.requiredText("type", "give one of " + all);
        Optional<StepType> type = StepType.of(word);
        if (type.isPresent() || word.isBlank()) {
            return type;
        }
        String why = PLANNED.contains(word)
                ? "which this server cannot run yet"
                : "which is none of " + all + Closest.hint(word, StepType.words());
        section.error("type", "%s has the type %s, %s".formatted(section.subject(), Quoted.of(word), why));
        return Optional.empty();
    }

    private Common common(StepType type) {
        return new CommonReader(name, section, type, draft).read();
    }

    private Step terminal() {
        section.warnIfThere("has no effect on a step of type terminal", StepType.TERMINAL.unused());
        Optional<Step.Outcome> outcome = section.choice("status", Step.Outcome.class);
        return new Step.Terminal(
                name,
                section.text("description").orElse(""),
                outcome.orElse(Step.Outcome.SUCCESS),
                section.template("message"),
                OptionalInt.empty());
    }

    private Optional<Step.Command> command(Common common) {
        Optional<Program> shell = section.template("command").map(Program.Shell::new);
        Optional<Program> script = section.template("script_file").map(Program.Script::new);
        Optional<Template> dir = section.template("dir");
        if (section.has("command") && section.has("script_file")) {
            section.error("script_file", "%s has both command and script_file; keep one".formatted(section.subject()));
        } else if (!section.has("command") && !section.has("script_file")) {
            section.missing("command", "give the shell command to run, or a script_file");
        } else if (section.text("command")
                .or(() -> section.text("script_file"))
                .orElse("-")
                .isBlank()) {
            section.error("%s has an empty command".formatted(section.subject()));
        }
        return shell.or(() -> script).map(program -> new Step.Command(name, common, program, dir));
    }

    private Step operation(Common common) {
        String operation = section.requiredText("operation", "name one of " + String.join(", ", Operations.NAMES));
        if (!operation.isBlank() && !Operations.NAMES.contains(operation)) {
            String hint = Closest.hint(operation, Operations.NAMES);
            section.error(
                    "operation",
                    "operation of %s is %s, which does not exist%s"
                            .formatted(section.subject(), Quoted.of(operation), hint));
        }
        if (section.has("inputs") && section.has("operation_inputs")) {
            section.error(
                    "operation_inputs",
                    "%s has both inputs and operation_inputs; keep one".formatted(section.subject()));
        }
        String key = section.has("inputs") ? "inputs" : "operation_inputs";
        Map<String, Value> inputs = new ValueReader(section, key).map();
        OperationCheck.check(operation, inputs, section, key);
        return new Step.Operation(name, common, operation, inputs);
    }

    private Step keyword(Common common) {
        String keyword = section.requiredText("keyword", "name what to do, such as press_element");
        Value params = new ValueReader(section, "params").value().orElse(new Value.Listing(List.of()));
        if (!(params instanceof Value.Listing) && !(params instanceof Value.Mapping)) {
            section.error(
                    "params", "params of %s must be a list, or a map with their names".formatted(section.subject()));
        }
        return new Step.Keyword(name, common, keyword, params);
    }

    private Step robot(Common common) {
        Map<String, String> labels = new LinkedHashMap<>();
        section.section("labels", "labels of " + section.subject()).ifPresent(inner -> {
            for (String label : inner.keys()) {
                inner.text(label).ifPresent(value -> labels.put(label, value));
            }
        });
        Optional<Map<String, Value>> inputs =
                section.has("inputs") ? Optional.of(new ValueReader(section, "inputs").map()) : Optional.empty();
        return new Step.Robot(
                name,
                common,
                labels,
                section.text("workflow").filter(id -> !id.isBlank()),
                inputs,
                section.duration("queue_timeout").filter(Duration::isPositive));
    }

    private Step parallel(Common common) {
        List<String> branches = section.states("parallel");
        if (branches.isEmpty()) {
            section.missing("parallel", "list the names of the branches");
        }
        return new Step.Parallel(
                name,
                common,
                branches,
                section.choice("strategy", Step.Strategy.class).orElse(Step.Strategy.ALL_SUCCEED),
                unlessZero(section.integer("max_concurrent", 0, Integer.MAX_VALUE)));
    }

    private static OptionalInt unlessZero(OptionalInt number) {
        return number.orElse(0) == 0 ? OptionalInt.empty() : number;
    }

    private Optional<Step.ForEach> forEach(Common common) {
        Optional<Value> items = new ValueReader(section, "items").value();
        if (items.isEmpty()) {
            section.missing("items", "give a list, or a template that renders as one");
        } else if (items.get() instanceof Value.Mapping) {
            section.error("items", "items of %s must be a list or text, not a map".formatted(section.subject()));
        }
        List<String> body = body();
        Optional<Condition> breakWhen = section.condition("break_when");
        MaxIterations maxIterations = maxIterations();
        return items.map(value -> new Step.ForEach(name, common, value, body, breakWhen, maxIterations));
    }

    private Optional<Step.While> whileLoop(Common common) {
        Optional<Condition> condition = section.condition("while");
        if (!section.has("while")) {
            section.missing("while", "give the condition under which it goes on");
        }
        List<String> body = body();
        Optional<Condition> breakWhen = section.condition("break_when");
        MaxIterations maxIterations = maxIterations();
        return condition.map(test -> new Step.While(name, common, test, body, breakWhen, maxIterations));
    }

    private List<String> body() {
        List<String> body = section.states("body");
        if (body.isEmpty()) {
            section.missing("body", "list the names of the steps of one iteration");
        }
        return body;
    }

    /** An integer in the document is checked now, any other text when it has been rendered; 0 stands for the default. */
    private MaxIterations maxIterations() {
        String key = "max_iterations";
        boolean isNumber = section.node(key).orElse(null) instanceof Node.Scalar scalar
                && PlainScalar.integer(scalar.text()).isPresent();
        if (isNumber) {
            OptionalInt count = section.integer(key, 0, MaxIterations.HIGHEST);
            return count.orElse(0) == 0 ? MaxIterations.DEFAULT : new MaxIterations.Fixed(count.getAsInt());
        }
        Optional<Template> template = section.template(key);
        return template.isPresent() ? new MaxIterations.Rendered(template.get()) : MaxIterations.DEFAULT;
    }

    private Step call(Common common) {
        String workflow = section.requiredText("workflow", "give the id of the workflow to call");
        return new Step.CallWorkflow(name, common, workflow, new ValueReader(section, "inputs").map(), callOutputs());
    }

    private Map<String, String> callOutputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        section.section("outputs", "outputs of " + section.subject()).ifPresent(inner -> {
            for (String step : inner.keys()) {
                inner.text(step).ifPresent(output -> outputs.put(step, output));
            }
        });
        return outputs;
    }
}
