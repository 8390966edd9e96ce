package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.workflow.Common.Capture;
import dev.millrace.workflow.Common.Routes;
import dev.millrace.workflow.Common.Transition;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what all steps share. Keys that a step type has no use for are reported by {@link StepType} and not read. */
final class CommonReader {
    static final String INLINE_FAILURE = "__inline_error_";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})\\s*([KMG]i?)?B?", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final Section step;
    private final StepType type;
    private final Draft draft;

    CommonReader(String name, Section step, StepType type, Draft draft) {
        this.name = name;
        this.step = step;
        this.type = type;
        this.draft = draft;
    }

    Common read() {
        step.warnIfThere(
                "is not active yet: the server accepts it and does nothing with it", List.of("session", "artifacts"));
        step.warnIfThere(
                "has no effect: steps run in the order in which they lead to each other", List.of("depends_on"));
        step.warnIfThere("has no effect on a step of type " + type.word(), type.unused());
        return new Common(
                step.text("description").orElse(""),
                step.duration("timeout").filter(Duration::isPositive).or(type::defaultTimeout),
                routes(),
                type.uses("retry") ? RetryReader.read(step) : Optional.empty(),
                step.condition("when"),
                type.uses("capture") ? capture() : Optional.empty(),
                type == StepType.CALL_WORKFLOW ? List.of() : OutputReader.read(step),
                HookReader.ofStep(step),
                step.choice("on_interrupt", Workflow.OnInterrupt.class));
    }

    private Routes routes() {
        Optional<String> onFailure = onFailure();
        if (type.isLoop()) {
            return new Routes(List.of(), step.target("on_complete"), onFailure, step.flag("continue_on_error"));
        }
        List<Transition> transitions =
                step.sections("transitions", "a transition", transition -> Optional.of(transition(transition)));
        boolean continueOnError = type.uses("continue_on_error") && step.flag("continue_on_error");
        return new Routes(transitions, step.target("on_success"), onFailure, continueOnError);
    }

    private static Transition transition(Section section) {
        Optional<String> target = section.target("goto");
        if (!section.has("goto")) {
            section.missing("goto", "name the state to go to");
        }
        Transition transition = new Transition(when(section), target.orElse(""));
        section.refuseOtherKeys();
        return transition;
    }

    /** Empty text is no condition, as in AWF. */
    private static Optional<Condition> when(Section transition) {
        boolean isEmpty = transition.node("when").orElse(null) instanceof Node.Scalar scalar
                && scalar.text().isBlank();
        return isEmpty ? Optional.empty() : transition.condition("when");
    }

    private Optional<String> onFailure() {
        if (step.node("on_failure").orElse(null) instanceof Node.Mapping) {
            return step.section("on_failure", "on_failure of " + step.subject()).map(this::inlineFailure);
        }
        return step.target("on_failure");
    }

    /** An inline failure is a terminal of its own, so that a step leads to names of states only. */
    private String inlineFailure(Section inline) {
        if (!inline.has("message")) {
            inline.missing("message", "say what went wrong; it becomes the error of the run");
        }
        OptionalInt exitCode = inline.integer("status", 0, Integer.MAX_VALUE);
        Step.Terminal terminal = new Step.Terminal(
                INLINE_FAILURE + name,
                "",
                Step.Outcome.FAILURE,
                inline.template("message"),
                OptionalInt.of(exitCode.orElse(1)));
        inline.refuseOtherKeys();
        draft.inlineFailures().add(terminal);
        return terminal.name();
    }

    private Optional<Capture> capture() {
        return step.section("capture", "capture of " + step.subject()).map(section -> {
            Capture capture = new Capture(
                    section.text("stdout"),
                    section.text("stderr"),
                    section.converted("max_size", "a size such as 64KB or 10MB", CommonReader::bytes)
                            .map(OptionalLong::of)
                            .orElse(OptionalLong.empty()),
                    section.converted("encoding", "a character encoding such as utf-8", CommonReader::charset)
                            .orElse(StandardCharsets.UTF_8));
            section.refuseOtherKeys();
            return capture;
        });
    }

    private static Optional<Long> bytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            return Optional.empty();
        }
        String unit = size.group(2) == null ? "" : size.group(2).substring(0, 1).toUpperCase(Locale.ROOT);
        int shift = "KMG".indexOf(unit) * 10 + (unit.isEmpty() ? 0 : 10);
        BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << shift));
        return bytes.signum() > 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                ? Optional.of(bytes.longValueExact())
                : Optional.empty();
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        }
    }
}
