package dev.millrace.expression;

import static dev.millrace.expression.TemplateTesting.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Actions, values and control structure of templates. */
class TemplateTest {
    @Test
    void textWithoutActionsIsConstant() {
        Template template = Template.parse("echo 'a } { b'");

        assertThat(template.isConstant()).isTrue();
        assertThat(template.render(Scope.of(Map.of()))).isEqualTo("echo 'a } { b'");
        assertThat(Template.parse("a{{/* b */}}").isConstant()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{.inputs.name}} {{inputs.name}} {{$.inputs.name}} ~ Ada Ada Ada",
                "{{.states.build-app.Output}} {{states.build-app.Output}} ~ built built",
                "{{(index .states \"build-app\").Output}} ~ built",
                "{{.inputs.n}} {{.inputs.ratio}} {{.inputs.big}} {{.inputs.flag}} ~ 2 1.5 1000000 true",
                "{{.inputs.list}} {{.inputs.map}} {{.inputs.nothing}} ~ [a b] map[k:v z:1] <no value>",
                "{{\"a\\tb\"}} {{`raw\\t`}} {{'a'}} {{0x1F}} {{1_000}} {{0b101}} {{1e3}} {{-2.50}} {{true}} ~ a\tb raw\\t 97 31 1000 5 1000 -2.5 true",
                "{{if .inputs.flag}}yes{{else}}no{{end}} ~ yes",
                "{{if .inputs.blank}}yes{{else}}no{{end}} ~ no",
                "{{if eq .inputs.n 1}}one{{else if eq .inputs.n 2}}two{{else}}many{{end}} ~ two",
                "{{if $x := .inputs.n}}{{$x}}{{end}} ~ 2",
                "{{if $x := 0}}a{{else if eq $x 0}}b{{end}} ~ b",
                "{{with .inputs.name}}<{{.}}>{{end}} ~ <Ada>",
                "{{with .inputs.blank}}<{{.}}>{{else}}none{{end}} ~ none",
                "{{with .inputs.blank}}a{{else with .inputs.name}}{{.}}{{end}} ~ Ada",
                "{{with $n := .inputs.name}}{{$n}}{{end}} ~ Ada",
                "{{range .inputs.list}}[{{.}} of {{$.inputs.name}} {{inputs.n}}]{{end}} ~ [a of Ada 2][b of Ada 2]",
                "{{range $i, $e := .inputs.list}}{{$i}}={{$e}};{{end}} ~ 0=a;1=b;",
                "{{range $e := .inputs.list}}{{$e}};{{end}} ~ a;b;",
                "{{range $k, $v := .inputs.map}}{{$k}}={{$v}};{{end}} ~ k=v;z=1;",
                "{{range 3}}{{.}}{{end}} {{range $i := 2}}{{$i}}{{end}} ~ 012 01",
                "{{range .inputs.empty}}x{{else}}nothing{{end}} ~ nothing",
                "{{range 0}}x{{else}}nothing{{end}} ~ nothing",
                "{{range 9}}{{if eq . 2}}{{continue}}{{end}}{{if gt . 4}}{{break}}{{end}}{{.}}{{end}} ~ 0134",
                "{{$t := 0}}{{range $i, $e := .inputs.list}}{{$t = $i}}{{end}}{{$t}} ~ 1",
                "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}} ~ 21",
                "{{$x := 1}}{{if true}}{{$x = 2}}{{$x}}{{end}}{{$x}} ~ 22",
                "{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .inputs.name}}{{template \"t\" 1}} ~ <Ada><1>",
                "{{block \"b\" .inputs}}{{.name}} {{$.n}}{{end}} ~ Ada 2",
                "{{template \"later\"}}{{define \"later\"}}{{inputs.name}}{{end}} ~ Ada",
                "a {{- /* gone */ -}} b{{/**/}} ~ ab",
                "left   {{- \" tight \" -}}   right ~ left tight right",
                "{{ .inputs.name | printf \"%s-%s\" \"x\" | len }} ~ 5",
                "{{(printf \"%s\" .inputs.name) | trimSpace}} ~ Ada",
                "{{ len (split \"a b c\" \" \") }} ~ 3",
                "{{len inputs.name}}{{print (len .inputs.list) .inputs.name}} ~ 32Ada",
                "{{.loop.Parent}} {{if .loop.Parent}}x{{else}}outer{{end}} {{if loop.parent}}x{{else}}outer{{end}} ~ <no value> outer outer",
                "{{env.HOME}} {{error.message}} {{if env}}env{{end}} ~ /root bad env",
            })
    void rendersAsGoDoes(String source, String expected) {
        assertThat(render(source)).isEqualTo(expected);
    }

    @Test
    void jsonValuesPrintAsJsonAndSoDoTheirMembers() {
        Scope scope = Scope.of(Map.of(
                "loop",
                Map.of("Item", new JsonValue(Map.of("k", "v", "n", List.of(1, 2.5)))),
                "text",
                new JsonValue("plain")));

        assertThat(Template.parse("{{loop.Item}} {{loop.Item.k}} {{.loop.Item.n}} {{.text}}")
                        .render(scope))
                .isEqualTo("{\"k\":\"v\",\"n\":[1,2.5]} v [1,2.5] plain");
        assertThat(Template.parse("{{range loop.Item.n}}{{gt . 2}},{{end}}{{len loop.Item}}")
                        .render(scope))
                .isEqualTo("false,true,2");
        assertThat(Template.parse("{{printf \"%v %s %d\" .loop.Item.n .loop.Item.n (index .loop.Item.n 0)}}")
                        .render(scope))
                .isEqualTo("[1,2.5] [1,2.5] 1");
    }

    @Test
    void rangeDotIsNotTheRootButRootNamesWithoutDotAre() {
        assertThat(render("{{range .inputs.list}}{{inputs.name}}{{end}}")).isEqualTo("AdaAda");
        assertThatThrownBy(() -> render("{{range .inputs.list}}{{.inputs.name}}{{end}}"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(". is a string and has no \"inputs\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{.inputs.phantom}} ~ inputs has no \"phantom\"; it has: big, blank",
                "{{inputs.nmae}} ~ inputs has no \"nmae\" (did you mean \"name\"?); it has:",
                "{{$.inputs.phantom}} ~ inputs has no \"phantom\"",
                "{{.input.name}} ~ there is no \"input\" here (did you mean \"inputs\"?); there is: env, error",
                "{{awf.prompts_dir}} ~ there is no \"awf\" here",
                "{{.inputs.name.first}} ~ inputs.name is a string and has no \"first\"",
                "{{.inputs.nothing.x}} ~ inputs.nothing is nil and has no \"x\"",
                "{{.states.build-app.Otput}} ~ states.build-app has no \"Otput\" (did you mean \"Output\"?)",
                "{{range .inputs.name}}{{end}} ~ range goes over a list, a map or an int, not string",
                "{{range $a, $b := 3}}{{end}} ~ sets one variable",
                "{{lt .inputs.name 3}} ~ incompatible types for comparison: string and int",
                "{{eq .inputs.list 3}} ~ do not compare lists",
                "{{index .inputs.list 2}} ~ out of range: 2",
                "{{readFile \"x\"}} ~ readFile is not available here",
                "{{call .inputs.name}} ~ call needs a function",
                "{{define \"t\"}}{{template \"t\"}}{{end}}{{template \"t\"}} ~ does one use itself?",
            })
    void failsWhereAValueIsNotThereOrDoesNotFit(String source, String message) {
        assertThatThrownBy(() -> render(source))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{ ~ no closing }}",
                "{{.x ~ no closing }}",
                "{{}} ~ expected a value",
                "{{if}}{{end}} ~ expected a value for if",
                "{{if true}} ~ {{if}} has no {{end}}",
                "{{end}} ~ unexpected {{end}}: nothing is open here",
                "{{else}} ~ unexpected {{else}}",
                "{{if true}}{{else}}{{else}}{{end}} ~ second {{else}}",
                "{{trimspace .x}} ~ function \"trimspace\" not defined (did you mean \"trimSpace\"?)",
                "{{input.x}} ~ function \"input\" not defined (did you mean \"inputs\"?)",
                "{{$x}} ~ variable $x is not defined",
                "{{if true}}{{$x := 1}}{{end}}{{$x}} ~ variable $x is not defined",
                "{{$x = 1}} ~ variable $x is not defined",
                "{{or true ($x := 1)}} ~ may not be set between parentheses",
                "{{range $i := .l}}{{else}}{{$i}}{{end}} ~ variable $i is not defined",
                "{{$a, $b := 1}} ~ only by {{range}}",
                "{{break}} ~ only inside {{range}}",
                "{{template \"t\"}} ~ template \"t\" is not defined",
                "{{define \"t\"}}{{end}}{{define \"t\"}}{{end}} ~ defined twice",
                "{{if true}}{{define \"t\"}}{{end}}{{end}} ~ may not stand inside {{if}}",
                "{{template t}} ~ needs a name between quotes",
                "{{nil}} ~ nil is not a value",
                "{{1 2}} ~ is not a function",
                "{{.a | .b}} ~ only a function can follow",
                "{{not}} ~ not needs 1 argument, but has 0",
                "{{eq 1}} ~ eq needs at least 2 arguments, but has 1",
                "{{(1}} ~ expected \")\"",
                "{{1)}} ~ not \")\"",
                "{{\"abc}} ~ no closing \"",
                "{{'ab'}} ~ one character",
                "{{a == b}} ~ function \"a\" not defined",
                "{{.a == .b}} ~ unexpected \"=\"",
                "{{.a + 1}} ~ templates have no arithmetic",
                "{{/* x }} ~ no closing */",
                "{{/* x */ y}} ~ must fill its action",
                "{{99999999999999999999}} ~ does not fit 64 bits",
                "{{.a.b.}} ~ expected a space",
                "{{\"a\".b}} ~ unexpected \".b\"",
            })
    void refusesWhatIsNotWellFormed(String source, String message) {
        assertThatThrownBy(() -> Template.parse(source))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void errorsSayLineAndColumn() {
        assertThatThrownBy(() -> render("one\ntwo {{.inputs.name}} {{.inputs.phantom}}"))
                .isInstanceOfSatisfying(ExpressionException.class, e -> {
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isEqualTo(24);
                    assertThat(e.offset()).isEqualTo(27);
                    assertThat(e).hasMessageEndingWith("(line 2, column 24)");
                    assertThat(e.reason()).startsWith("inputs has no").doesNotContain("column");
                });
    }

    @Test
    void referencesArePathsFromTheRoot() {
        Template template = Template.parse("{{.inputs.port}} {{if eq states.build.Output $.env.A}}{{end}}"
                + "{{range .inputs.list}}{{.name}}{{workflow.ID}}{{$.inputs.x}}{{end}}"
                + "{{define \"t\"}}{{.a}}{{$.b}}{{awf.dir}}{{end}}{{(len .inputs.y)}}");

        assertThat(template.references())
                .extracting(reference -> String.join(".", reference.path()))
                .containsExactly(
                        "inputs.port",
                        "states.build.Output",
                        "env.A",
                        "inputs.list",
                        "workflow.ID",
                        "inputs.x",
                        "awf.dir",
                        "inputs.y");
        assertThat(template.references().getFirst().offset()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{ {{- .a}} ~ { {{- .a}}",
                "{{if  .a }}x{{ else  if .b}}y{{else}}z{{end}} ~ {{if .a}}x{{else if .b}}y{{else}}z{{end}}",
                "{{range $i,$e:=.l}}{{break}}{{end}} ~ {{range $i, $e := .l}}{{break}}{{end}}",
                "{{ (index .a `b`).c | len|print 'a' -1.5 }} ~ {{(index .a \"b\").c | len | print 97 -1.5}}",
                "{{block \"b\" .}}{{template \"b\" $}}{{end}}{{/* c */}} ~ {{block \"b\" .}}{{template \"b\" $}}{{end}}{{/* c */}}",
            })
    void printsBackToEqualSource(String source, String printed) {
        Template template = Template.parse(source);

        assertThat(template).hasToString(printed).isEqualTo(Template.parse(printed));
    }
}
