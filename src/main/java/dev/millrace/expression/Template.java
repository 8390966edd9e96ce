package dev.millrace.expression;

import java.util.List;

/**
 * A text with actions between double braces, in the language of Go's {@code text/template} as AWF extends it: the names
 * of the root work without the leading dot, names of fields may contain {@code -}, and there are the functions escape,
 * json, split, join, trimSpace and readFile. Differences from Go: numbers compare by value whatever their type, and a
 * missing field is always an error.
 *
 * <p>Templates are immutable and safe to share between threads. Two are equal when they do the same by construction,
 * however they are spaced.
 */
public final class Template {
    private final String source;
    private final TemplateParser.Parsed parsed;

    private Template(String source, TemplateParser.Parsed parsed) {
        this.source = source;
        this.parsed = parsed;
    }

    /**
     * Parses a template.
     *
     * @throws ExpressionException when it is not well formed, longer than 1 Mi chars, or nested more than 100 deep
     */
    public static Template parse(String source) {
        return new Template(source, TemplateParser.parse(source));
    }

    /**
     * The text that the template gives, within {@link Limits#DEFAULT}.
     *
     * @throws ExpressionException as {@link #render(Scope, Limits)}
     */
    public String render(Scope scope) {
        return render(scope, Limits.DEFAULT);
    }

    /**
     * The text that the template gives.
     *
     * @throws ExpressionException when a name is missing, a function refuses its arguments, or a limit is reached
     */
    public String render(Scope scope, Limits limits) {
        Renderer renderer = new Renderer(parsed.definitions(), scope, limits);
        try {
            return renderer.render(parsed.nodes());
        } catch (ExpressionException e) {
            throw e.located(source, renderer.offset());
        }
    }

    /** Whether there is no action in it, so that it always renders as its source. */
    public boolean isConstant() {
        return parsed.nodes().stream().allMatch(TemplateNode.Text.class::isInstance);
    }

    /**
     * The paths from the root that can be seen in the source: names without a leading dot anywhere, and with a dot or
     * {@code $} where these are known to be the root.
     */
    public List<Reference> references() {
        return TemplateReferences.of(parsed.nodes());
    }

    /** Where the template calls {@code readFile}, in chars from 0; it can do so nowhere else. */
    public List<Integer> fileReads() {
        return TemplateReferences.fileReads(parsed.nodes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && parsed.nodes().equals(template.parsed.nodes());
    }

    @Override
    public int hashCode() {
        return parsed.nodes().hashCode();
    }

    /** Source that parses to an equal template. */
    @Override
    public String toString() {
        return TemplatePrinter.print(parsed.nodes());
    }
}
