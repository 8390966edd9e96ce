package dev.millrace.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of templates. */
class TemplateFunctionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "eq .inputs.name \"x\" \"Ada\" ~ true",
                "eq .inputs.n 2.0 ~ true",
                "eq .inputs.nothing nil ~ true",
                "eq nil 1 ~ false",
                "ne .inputs.n 2 ~ false",
                "lt 1 2 ~ true",
                "le \"a\" \"a\" ~ true",
                "gt 1.5 1 ~ true",
                "ge 1 2 ~ false",
                "and 1 \"\" 2 ~ ^^",
                "and true .inputs.name ~ Ada",
                "or 0 \"\" .inputs.name .inputs.phantom ~ Ada",
                "or false \"\" ~ ^^",
                "not .inputs.empty ~ true",
                "and false .inputs.phantom ~ false",
                "false | or true ~ true",
                "len \"héllo\" ~ 6",
                "len .inputs.map ~ 2",
                "index .inputs.list 1 ~ b",
                "index .inputs \"map\" \"k\" ~ v",
                "index .inputs.map \"absent\" ~ <no value>",
                "index \"abc\" 1 ~ 98",
                "slice .inputs.list 1 ~ [b]",
                "slice \"abcdef\" 1 3 ~ bc",
                "slice .inputs.list 0 1 2 ~ [a]",
                "print 1 2 \"a\" 3 nil nil ~ 1 2a3 <nil> <nil>",
                "println \"a\" 1 | printf \"%q\" ~ ^\"a 1\\n\"^",
                "html \"<a href='x'>&\" ~ &lt;a href=&#39;x&#39;&gt;&amp;",
                "js \"a'b<c=\\n\" ~ a\\'b\\u003Cc\\u003D\\u000A",
                "urlquery \"a b&c/é*\" ~ a+b%26c%2F%C3%A9%2A",
                "json .inputs.map ~ {\"k\":\"v\",\"z\":1}",
                "json \"<a>\\n\\u0001\\\"\" ~ \"<a>\\n\\u0001\\\"\"",
                "json .inputs.big ~ 1000000",
                "json .inputs.nothing ~ null",
                "split \"a, b ,c\" \",\" ~ [a b c]",
                "split \"abc\" \"\" ~ [a b c]",
                "split \"\" \",\" | len ~ 1",
                "join (split \"a, b\" \",\") \"-\" ~ a-b",
                "trimSpace \" \\n x \\t\" ~ x",
            })
    void givesItsResult(String call, String expected) {
        assertThat(TemplateTesting.render("{{" + call + "}}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "split 1 \",\" ~ split needs a string, not int",
                "join \"a\" \",\" ~ join needs a list, not string",
                "trimSpace 1 ~ trimSpace needs a string, not int",
                "len 1 ~ len of type int",
                "len nil ~ len of type nil",
                "index .inputs.map 1 ~ a map is indexed with a string, not int",
                "index .inputs.list \"0\" ~ needs an int as position, not string",
                "index nil 1 ~ cannot index nil",
                "slice .inputs.list 2 1 ~ slice is out of range",
                "slice \"abc\" 1 2 3 ~ at most two positions",
                "eq \"1\" 1 ~ incompatible types for comparison: string and int",
                "lt true false ~ incompatible types",
                "print eq ~ eq needs at least 2 arguments, but has 0; put the call between parentheses",
            })
    void refusesWhatDoesNotSuitIt(String call, String message) {
        assertThatThrownBy(() -> TemplateTesting.render("{{" + call + "}}"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "plain-word_1.txt ~ plain-word_1.txt",
                "/a/b,c:d@e+f ~ /a/b,c:d@e+f",
                "^^ ~ ''",
                "q's ~ 'q'\\''s'",
                "a b ~ 'a b'",
                "#a ~ '#a'",
                "a=b ~ 'a=b'",
                "%1 ~ '%1'",
                "$(id) ~ '$(id)'",
                "é ~ 'é'",
            })
    void escapeMakesOneShellWord(String text, String expected) {
        assertThat(Template.parse("{{escape .x}}").render(Scope.of(Map.of("x", text))))
                .isEqualTo(expected);
    }

    @EnabledOnOs({OS.LINUX, OS.MAC})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "it's",
                "''",
                "a\nb",
                "a\rb",
                "\\",
                "$HOME `id` $(id)",
                "*",
                "~",
                "-n x",
                "!!",
                "#",
                "é",
                "\t"
            })
    void theShellReadsAnEscapedTextBackUnchanged(String text) throws IOException, InterruptedException {
        String command = Template.parse("printf %s. {{.x | escape}}").render(Scope.of(Map.of("x", text)));
        Process shell = new ProcessBuilder("/bin/sh", "-c", command).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), UTF_8)).isEqualTo(text + ".");
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void escapeTakesAnyValue() {
        assertThat(TemplateTesting.render("{{escape .inputs.n}} {{escape .inputs.nothing}} {{escape .inputs.list}}"))
                .isEqualTo("2 '' '[a b]'");
    }

    @Test
    void readFileAsksTheScope() {
        Scope scope = new Scope() {
            @Override
            public Set<String> names() {
                return Set.of("dir");
            }

            @Override
            public @Nullable Object get(String name) {
                return name.equals("dir") ? "/etc" : null;
            }

            @Override
            public String readFile(String path) {
                if (path.equals("/etc/motd")) {
                    return "hello";
                }
                throw new ExpressionException("cannot read " + path);
            }
        };

        assertThat(Template.parse("{{readFile (print .dir \"/motd\")}}").render(scope))
                .isEqualTo("hello");
        assertThatThrownBy(() -> Template.parse("x {{readFile \"nope\"}}").render(scope))
                .hasMessage("cannot read nope (line 1, column 5)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "\"%05d|%-5d|%5d|%+d|% d\" 7 7 7 7 7 ~ 00007|7    |    7|+7| 7",
                "\"%x %X %#x %o %#o %O %b\" 255 255 255 8 8 8 5 ~ ff FF 0xff 10 010 0o10 101",
                "\"%c %q %U %#U\" 233 65 8364 65 ~ é 'A' U+20AC U+0041 'A'",
                "\"%s|%5s|%-5s|%.2s\" \"abc\" \"é\" \"é\" \"éàü\" ~ abc|    é|é    |éà",
                "\"%q %+q %#q\" \"a\\\"é\\n\" \"é\" \"raw\" ~ \"a\\\"é\\n\" \"\\u00e9\" `raw`",
                "\"%x %X % x %#x\" \"hi\" \"hi\" \"hi\" \"hi\" ~ 6869 6869 68 69 0x6869",
                "\"%f %.2f %8.3f|%-8.1f|%08.2f %+.1f\" 1.5 2.675 3.14159 2.5 -1.5 2.0 ~ 1.500000 2.67    3.142|2.5     |-0001.50 +2.0",
                "\"%e %.2E %g %G %g\" 123456.789 0.00012 1e6 1e-7 1e21 ~ 1.234568e+05 1.20E-04 1e+06 1E-07 1e+21",
                "\"%g %.3g %v %v\" 0.5 1234.5 1e6 1e21 ~ 0.5 1.23e+03 1000000 1e+21",
                "\"%t %v %5t|\" true false true ~ true false  true|",
                "\"%v %+v %#v\" .inputs.map .inputs.list .inputs.list ~ map[k:v z:1] [a b] []interface {}{\"a\", \"b\"}",
                "\"%d %s %q\" .inputs.n .inputs.list .inputs.list ~ 2 [a b] [\"a\" \"b\"]",
                "\"%T %T %T %T %T\" 1 1.5 \"a\" true .inputs.list ~ int float64 string bool []interface {}",
                "\"%v %s %d\" nil nil nil ~ <nil> %!s(<nil>) %!d(<nil>)",
                "\"%d %s %f %t\" \"x\" 5 5 \"y\" ~ %!d(string=x) %!s(int=5) %!f(int=5) %!t(string=y)",
                "\"%d\" 2.5 ~ %!d(float64=2.5)",
                "\"%d %d\" 1 ~ 1 %!d(MISSING)",
                "\"%d\" 1 \"x\" 2 ~ 1%!(EXTRA string=x, int=2)",
                "\"%z %!\" 1 2 ~ %!z(int=1) %!!(int=2)",
                "\"100%\" ~ 100%!(NOVERB)",
                "\"%%|%5%\" ~ %|%",
                "\"|%*d|%-*d|%.*f\" 4 7 3 7 1 2.55 ~ |   7|7  |2.5",
                "\"%*d\" \"x\" 7 ~ %!(BADWIDTH)7",
                "\"%[2]d %[1]d\" 1 2 ~ 2 1",
                "\"%99999999d\" 1 ~ %!(BADWIDTH)1",
                "\"no verbs\" ~ no verbs",
                "\"|%6.3d|%x\" 5 -255 ~ |   005|-ff",
            })
    void printfFormatsAsGoDoes(String arguments, String expected) {
        assertThat(TemplateTesting.render("<{{printf " + arguments + "}}>")).isEqualTo("<" + expected + ">");
    }

    @Test
    void printfKeepsSpacesAtTheEdges() {
        assertThat(TemplateTesting.render("{{printf \"%3d\" 1}}{{printf \"%-3d\" 1}}."))
                .isEqualTo("  11  .");
    }
}
