package dev.millrace.expression;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the functions of templates do, except for {@code and} and {@code or}, which may leave arguments unread. */
final class TemplateFunctions {
    private final Scope scope;
    private final Budget budget;
    private final Printf printf;

    TemplateFunctions(Scope scope, Budget budget) {
        this.scope = scope;
        this.budget = budget;
        this.printf = new Printf(budget);
    }

    @Nullable
    Object apply(TemplateFunction function, List<@Nullable Object> arguments) {
        return switch (function) {
            case AND, OR -> throw new IllegalStateException("the renderer evaluates and/or");
            case NOT -> !Values.isTrue(arguments.getFirst());
            case LEN -> Indexing.length(arguments.getFirst(), budget);
            case INDEX -> Indexing.index(arguments, budget);
            case SLICE -> Indexing.slice(arguments, budget);
            case PRINT -> printf.print(arguments);
            case PRINTF -> printf.printf(text(arguments.getFirst(), function), arguments.subList(1, arguments.size()));
            case PRINTLN -> printf.println(arguments);
            case HTML -> budget.paid(Quoting.html(joined(arguments)));
            case JS -> budget.paid(Quoting.js(joined(arguments)));
            case URLQUERY -> budget.paid(Quoting.urlQuery(joined(arguments)));
            case CALL -> throw new ExpressionException("call needs a function value, and a workflow has none");
            case EQ -> Comparison.equalToAny(arguments, budget);
            case NE -> !Comparison.equal(arguments.get(0), arguments.get(1), budget);
            case LT -> Comparison.compare(arguments, budget) < 0;
            case LE -> Comparison.compare(arguments, budget) <= 0;
            case GT -> Comparison.compare(arguments, budget) > 0;
            case GE -> Comparison.compare(arguments, budget) >= 0;
            case ESCAPE -> budget.paid(Quoting.shell(shellWord(arguments.getFirst())));
            case JSON -> JsonText.of(arguments.getFirst(), budget);
            case SPLIT -> split(text(arguments.get(0), function), text(arguments.get(1), function));
            case JOIN -> join(arguments.get(0), text(arguments.get(1), function));
            case TRIM_SPACE -> budget.paid(text(arguments.getFirst(), function)).strip();
            case READ_FILE -> budget.paid(scope.readFile(text(arguments.getFirst(), function)));
        };
    }

    private String joined(List<@Nullable Object> arguments) {
        return arguments.size() == 1 && Values.plain(arguments.getFirst()) instanceof String text
                ? text
                : printf.print(arguments);
    }

    private String shellWord(@Nullable Object value) {
        return value == null ? "" : ValueText.of(value, budget);
    }

    private static String text(@Nullable Object value, TemplateFunction function) {
        if (Values.plain(value) instanceof String text) {
            return text;
        }
        throw new ExpressionException(function.word() + " needs a string, not " + Values.typeName(value));
    }

    private List<String> split(String text, String separator) {
        budget.chars(text.length());
        budget.search(text, separator);
        List<String> parts = Arrays.stream(text.split(Pattern.quote(separator), -1))
                .map(String::strip)
                .toList();
        budget.spend(parts.size());
        return separator.isEmpty() && parts.size() > 1 ? parts.subList(0, parts.size() - 1) : parts;
    }

    private String join(@Nullable Object list, String separator) {
        if (!(Values.plain(list) instanceof List<?> elements)) {
            throw new ExpressionException("join needs a list, not " + Values.typeName(list));
        }
        StringBuilder joined = new StringBuilder();
        String before = "";
        for (Object element : elements) {
            budget.step();
            budget.append(joined, before);
            budget.append(joined, ValueText.of(Values.memberOf(list, element), budget));
            before = separator;
        }
        return joined.toString();
    }
}
