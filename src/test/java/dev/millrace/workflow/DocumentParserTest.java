package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentParserTest {
    private static @Nullable Object value(String source) throws DocumentException {
        Problems problems = new Problems();
        Node node = DocumentParser.parse(source, problems);
        assertThat(problems.errors()).isEmpty();
        return PlainScalar.value(node);
    }

    private static void assertRefused(String source, int line, String message) {
        assertThatThrownBy(() -> DocumentParser.parse(source, new Problems()))
                .hasMessageContaining(message)
                .asInstanceOf(type(DocumentException.class))
                .satisfies(e -> assertThat(e.position().line()).isEqualTo(line));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "5, 5",
                "-5, -5",
                "0x1F, 31",
                "0o17, 15",
                "1.5, 1.5",
                "1e3, 1000.0",
                "true, true",
                "FALSE, false",
                "yes, yes",
                "'5', 5",
                "1_000, 1_000",
                "99999999999999999999, 1.0E20",
                "a: b, {a=b}",
                "!!str 5, 5",
                "~, null",
                "!!int '7', 7",
                ".inf, .inf",
                "1.2.3, 1.2.3"
            })
    void readsScalarsByTheCoreSchema(String source, String printed) throws DocumentException {
        assertThat(String.valueOf(value(source))).isEqualTo(printed);
    }

    @Test
    void tellsNumbersFromQuotedText() throws DocumentException {
        assertThat(value("[5, '5', !!str 5, 5.0, true, 'true', null, 'null', '']"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactly(5L, "5", "5", 5.0, true, "true", null, "null", "");
    }

    @Test
    void readsJsonAsItIs() throws DocumentException {
        String json =
                "{\n\t\"name\":\"a\\/b\\ud83d\\ude00\\u00e9\",\n\t\"list\":[1,2.5,null,true],\"empty\":{},\"long\":\""
                        + "x".repeat(3000)
                        + "\"\n}\n";
        assertThat(value(json))
                .isEqualTo(value(
                        "name: \"a/b\\U0001F600é\"\nlist: [1, 2.5, ~, true]\nempty: {}\nlong: " + "x".repeat(3000)));
    }

    @Test
    void followsAliasesAndMergesMaps() throws DocumentException {
        String source = """
                base: &base {a: 1, b: 2}
                more: &more {b: 3, c: 4}
                one: {<<: *base, b: 9}
                two:
                  <<: [*base, *more]
                  d: *base
                """;
        assertThat(value(source))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("one", Map.of("a", 1L, "b", 9L))
                .containsEntry("two", Map.of("a", 1L, "b", 2L, "c", 4L, "d", Map.of("a", 1L, "b", 2L)));
    }

    @Test
    void knowsWhereEverythingStands() throws DocumentException {
        Node.Mapping root = (Node.Mapping) DocumentParser.parse("a:\n  b: |\n    text\n", new Problems());
        Node.Entry a = root.entries().get("a");
        assertThat(a).isNotNull();
        assertThat(a.key()).isEqualTo(new Position(1, 1));
        Node.Entry b = ((Node.Mapping) a.value()).entries().get("b");
        assertThat(b)
                .isEqualTo(new Node.Entry(new Position(2, 3), new Node.Scalar("text\n", false, new Position(2, 6), 3)));
    }

    @Test
    void reportsEveryKeyThatIsWrittenTwice() throws DocumentException {
        Problems problems = new Problems();
        DocumentParser.parse("a:\n  b: 1\n  c: 2\n  b: 3\nx/y: 1\nx/y: 2\n", problems);
        assertThat(problems.errors())
                .isEqualTo(List.of(
                        new Problem("/a/b", 4, 3, "the key `b` is written twice; it is on line 2 already"),
                        new Problem("/x~1y", 6, 1, "the key `x/y` is written twice; it is on line 5 already")));
    }

    @Test
    void refusesWhatIsNoSingleDocument() {
        assertRefused("", 1, "empty");
        assertRefused("# only a comment\n", 1, "empty");
        assertRefused("a: 1\n---\nb: 2\n", 2, "second document");
        assertRefused("a: [1\nb: 2\n", 2, "not valid YAML");
        assertRefused("a: b: c\n", 1, "not valid YAML");
        assertRefused("a:\n  - x\n\t- y\n", 3, "not valid YAML");
        assertRefused("a: x\nb: \0\n", 2, "U+0000");
        assertRefused("? [a, b]\n: c\n", 1, "a key must be text, not a list");
        assertRefused("a: !!binary aGk=\n", 1, "the tag `!!binary` has no meaning");
        assertRefused("a: !secret x\n", 1, "the tag `!secret` has no meaning");
        assertRefused("a: 1\n<<: 5\n", 2, "takes a map");
    }

    @Test
    void refusesAliasesThatLeadNowhere() {
        assertRefused("base: &base 1\na: *bsae\n", 2, "has no anchor before it, did you mean `base`?");
        assertRefused("a: &a\n  b: *a\n", 2, "stands inside what it refers to");
        assertRefused("a: &a [&b [*a]]\n", 1, "stands inside what it refers to");
    }

    @Test
    void refusesAliasesThatGrowWithoutBound() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 20; i++) {
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
        }
        assertRefused(bomb.toString(), 7, "with its aliases written out");
    }

    @Test
    void refusesAliasesThatNestTooDeep() {
        StringBuilder ladder = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++) {
            ladder.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        assertRefused(ladder.toString(), DocumentParser.MAX_DEPTH, "nested deeper than the 64 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void refusesDeepNesting(String opening) {
        assertRefused(opening.repeat(10_000), 1, "nested deeper than the 64 levels");
    }

    @Test
    void acceptsNestingUpToTheLimit() throws DocumentException {
        int depth = DocumentParser.MAX_DEPTH;
        assertThat(DocumentParser.parse("[".repeat(depth) + "x" + "]".repeat(depth), new Problems())
                        .height())
                .isEqualTo(depth);
    }

    @Test
    void boundsTheLengthAndNotTheLines() throws DocumentException {
        assertRefused("a: " + "x".repeat(DocumentParser.MAX_LENGTH), 1, "at most 1,048,576 are allowed");
        assertThat(value("x".repeat(DocumentParser.MAX_LENGTH))).isInstanceOf(String.class);
        assertThat(value("\"" + "😀".repeat(DocumentParser.MAX_LENGTH / 2 - 1) + "\""))
                .isInstanceOf(String.class);
    }

    @Property(tries = 1000)
    void readsOrRefusesAnyTextWithoutFailing(@ForAll @StringLength(max = 60) String text) {
        readOrRefuse(text);
    }

    @Property(tries = 3000)
    void readsOrRefusesAnythingThatLooksLikeYaml(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({
                        'a', 'b', ':', ' ', '\n', '-', '[', ']', '{', '}', ',', '&', '*', '!', '|', '>', '"', '\'', '#',
                        '%', '?', '<', '\t', '\\', '0'
                    })
                    String text) {
        readOrRefuse(text);
    }

    private static void readOrRefuse(String text) {
        try {
            assertThat(DocumentParser.parse(text, new Problems())).isNotNull();
        } catch (DocumentException e) {
            assertThat(e).message().isNotBlank();
        }
    }
}
