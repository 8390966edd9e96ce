package dev.millrace.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every condition and every template. */
class ExpressionPropertiesTest {
    private static final Limits TIGHT = new Limits(2_000, 5_000);

    private static final List<String> SOURCES = List.of(
            "states.a.ExitCode == 0 and inputs.env == \"prod\" or not (len(list) in 1..3)",
            "let x = filter(list, {# > 1})[1:-1]; x?.[0] ?? {a: [1, 'b', .5]} | toJSON()",
            "any(map(list, {[#, #index]}), {#[0] matches \"^\\\\d+\"}) ? -1 ** 2 : reduce(list, #acc + #, 0)",
            "{{if eq .inputs.n 1}}one{{else with $x := .states.build-app}}{{$x.Output | printf \"%-5s|%q\" }}{{end}}",
            "{{range $i, $e := split \"a,b\" \",\"}}{{if $i}}{{continue}}{{end}}{{/* c */}} {{- $e -}} {{end}}",
            "{{define \"t\"}}{{template \"t\" (index . 1)}}{{end}}{{block \"u\" $.inputs}}{{len .map}}{{break}}{{end}}",
            "{{printf \"%[2]*.[1]*f %v %05d %x %U\" 2 6 1.5 inputs.list 'x' `raw`}}");

    @Property(tries = 1000)
    void aConditionPrintsBackToItself(@ForAll long seed) {
        Expr tree = new RandomExpr(seed).expr(4);
        String printed = ExprPrinter.print(tree);

        assertThat(ConditionParser.parse(printed)).as(printed).isEqualTo(tree);
    }

    @Property(tries = 1000)
    void aTemplatePrintsBackToItself(@ForAll long seed) {
        List<TemplateNode> tree = new RandomTemplate(seed).nodes(3);
        String printed = TemplatePrinter.print(tree);

        assertThat(TemplateParser.parse(printed).nodes()).as(printed).isEqualTo(tree);
    }

    @Property(tries = 500)
    void everyConditionEndsWithinItsBudget(@ForAll long seed) {
        Expr tree = new RandomExpr(seed).expr(5);

        evaluate(ExprPrinter.print(tree));
    }

    @Property(tries = 500)
    void everyTemplateEndsWithinItsBudget(@ForAll long seed) {
        List<TemplateNode> tree = new RandomTemplate(seed).nodes(4);

        render(TemplatePrinter.print(tree));
    }

    @Property(tries = 1000)
    void anyTextEitherWorksOrIsRefused(@ForAll("texts") String text) {
        evaluate(text);
        render(text);
        render("{{" + text + "}}");
    }

    @Property(tries = 2000)
    void anyChangeOfASourceEitherWorksOrIsRefused(@ForAll("changed") String source) {
        evaluate(source);
        render(source);
    }

    private static void evaluate(String source) {
        try {
            Object value = Condition.parse(source).evaluate(ConditionTesting.scope(), TIGHT);
            assertThat(Values.typeName(value)).isNotEmpty();
        } catch (ExpressionException e) {
            assertThat(e.offset()).isBetween(0, source.length());
        }
    }

    private static void render(String source) {
        try {
            assertThat(Template.parse(source)
                            .render(TemplateTesting.scope(), TIGHT)
                            .length())
                    .isLessThanOrEqualTo(TIGHT.outputLength());
        } catch (ExpressionException e) {
            assertThat(e.offset()).isBetween(0, source.length());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> word = Arbitraries.of(
                "{{", "}}", "if", "end", "range", "else", ".", "$", "inputs", "(", ")", "[", "]", "{", "}", "#", "?.",
                "??", "..", "-", " ", "1", "\"", "`", "'", "|", "not", "len", "all", "let", "=", ":=", "%d", "\\", ",");
        Arbitrary<String> words = word.list().ofMaxSize(30).map(list -> String.join("", list));
        return Arbitraries.oneOf(words, Arbitraries.strings().ofMaxLength(40));
    }

    @Provide
    Arbitrary<String> changed() {
        Arbitrary<String> insert = Arbitraries.oneOf(
                texts().filter(text -> text.length() < 6),
                Arbitraries.just(""),
                Arbitraries.strings().ofLength(1));
        return Combinators.combine(
                        Arbitraries.of(SOURCES),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 5),
                        insert)
                .as((source, place, removed, inserted) -> {
                    int start = (int) (place * source.length());
                    int end = Math.min(source.length(), start + removed);
                    return source.substring(0, start) + inserted + source.substring(end);
                });
    }
}
