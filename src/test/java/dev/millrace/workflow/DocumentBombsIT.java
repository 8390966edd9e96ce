package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small bodies that want to become large, or that two readers would read in two ways. */
class DocumentBombsIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String VALID = "name: bomb\nstates: {initial: done, done: {type: terminal}}\n";

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private static String numbered(int count, String piece) {
        return IntStream.range(0, count)
                .mapToObj(i -> piece.replace("#", "" + i))
                .collect(Collectors.joining());
    }

    static Stream<Arguments> documents() {
        String laughs = "a0: &a0 [x]\n"
                + IntStream.range(1, 30)
                        .mapToObj(i -> "a%1$d: &a%1$d [%2$s]\n".formatted(i, ("*a" + (i - 1) + ",").repeat(9)))
                        .collect(Collectors.joining());
        String merges = "a0: &a0 {k: v}\n"
                + IntStream.range(1, 30)
                        .mapToObj(i -> "a%1$d: &a%1$d {<<: [%2$s]}\n".formatted(i, ("*a" + (i - 1) + ",").repeat(9)))
                        .collect(Collectors.joining());
        return Stream.of(
                Arguments.of("aliases of aliases", laughs + VALID),
                Arguments.of("merges of merges", merges + VALID),
                Arguments.of("an alias within itself", "a: &a [*a]\n" + VALID),
                Arguments.of("a merge of itself", "a: &a {<<: *a}\n" + VALID),
                Arguments.of(
                        "a merge key", "base: &b {type: terminal}\n" + VALID.replace("{type: terminal}", "{<<: *b}")),
                Arguments.of("lists in lists", VALID + "tags: " + "[".repeat(100_000)),
                Arguments.of("maps in maps", VALID + "tags: " + "{a: ".repeat(100_000)),
                Arguments.of("dashes", VALID + "tags:\n  " + "- ".repeat(100_000)),
                Arguments.of("a very long text", VALID + "description: " + "x".repeat(7_000_000)),
                Arguments.of("a very long key", VALID + "x".repeat(1_000_000) + ": 1"),
                Arguments.of("a very long number", VALID + "concurrency: " + "9".repeat(1_000_000)),
                Arguments.of("a huge exponent", VALID + "concurrency: 1e999999999"),
                Arguments.of("many keys", VALID + numbered(200_000, "k#: 1\n")),
                Arguments.of("many anchors", VALID + "tags: [" + numbered(200_000, "&a# x,") + "]\nx: 1"),
                Arguments.of("the same key twice", VALID + "name: other\n"),
                Arguments.of("two documents", VALID + "---\n" + VALID),
                Arguments.of("a tag for a class", "!!javax.script.ScriptEngineManager [x]\n"),
                Arguments.of("a tag of our own", VALID + "description: !include /etc/passwd\n"),
                Arguments.of("many percent signs", "%".repeat(500_000)),
                Arguments.of("many tags", VALID + "tags: " + "!a ".repeat(100_000) + "x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void a_document_that_blows_up_is_refused_soon_and_shortly(String what, String document) {
        long start = System.nanoTime();
        Reply reply = http.send("PUT", "/v1/workflows/bomb", document, "Content-Type", "application/yaml");

        assertThat(reply.status()).as(reply.body()).isIn(400, 413, 422);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(reply.body().length()).isLessThan(2_000_000);
        assertThat(reply.body()).doesNotContain("Exception", "snakeyaml", "dev.millrace");
        assertThat(http.get("/v1/workflows/bomb").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inputs\":{\"n\":1e999999999}}",
                "{\"inputs\":{\"n\":-1e999999999}}",
                "{\"inputs\":{\"n\":\"1e999999999\"}}",
                "{\"inputs\":{\"n\":NaN}}",
                "{\"inputs\":{\"n\":Infinity}}",
                "{\"inputs\":{\"n\":0x7f}}",
                "{\"inputs\":{\"n\":1,\"n\":2}}",
                "{\"priority\":1e9}",
                "{\"priority\":99999999999999999999}",
                "{\"inputs\":{\"n\":'1'}}",
                "{\"inputs\":{\"n\":1}} //",
                "\ufeff{\"inputs\":{}}{",
            })
    void a_body_with_a_number_that_is_none_is_refused(String body) {
        http.put("bomb-number", """
                name: bomb-number
                inputs: {n: {type: integer, default: 1}}
                states: {initial: done, done: {type: terminal}}
                """);

        Reply reply = http.post("/v1/workflows/bomb-number/run", body);

        assertThat(reply.status()).as(reply.body()).isIn(400, 422);
        assertThat(reply.body()).doesNotContain("Exception", "jackson", "dev.millrace");
    }

    @Test
    void numbers_and_nesting_of_any_size_in_inputs_do_no_harm() {
        http.put("bomb-any", "name: bomb-any\nstates: {initial: done, done: {type: terminal}}\n");
        List<String> values = List.of(
                "1e999999999",
                "9".repeat(2_000),
                "9".repeat(900),
                "1e-2147483648",
                "[".repeat(900) + "]".repeat(900),
                "[".repeat(100_000) + "]".repeat(100_000),
                "{\"a\":".repeat(900) + "1" + "}".repeat(900),
                "[" + "0,".repeat(1_000_000) + "0]",
                "\"" + "\\u0000".repeat(100_000) + "\"");

        for (String value : values) {
            long start = System.nanoTime();
            Reply reply = http.send(
                    "POST",
                    "/v1/workflows/bomb-any/run",
                    "{\"inputs\":{\"x\":" + value + "}}",
                    "Content-Type",
                    "application/json",
                    "Prefer",
                    "wait=20");

            assertThat(reply.status())
                    .as(value.substring(0, 10) + " " + reply.status())
                    .isIn(200, 202, 400, 413, 422);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void a_packed_body_is_not_unpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(VALID.getBytes(StandardCharsets.UTF_8));
            gzip.write("#".repeat(50_000_000).getBytes(StandardCharsets.US_ASCII));
        }

        String key = "Bearer " + TestServer.shared().key().orElseThrow();
        for (String encoding : new String[] {"gzip", "deflate", "identity, gzip"}) {
            Reply reply = http.with("Authorization", key, "Content-Encoding", encoding)
                    .sendBytes("PUT", "/v1/workflows/bomb", packed.toByteArray(), "application/yaml");

            assertThat(reply.status()).as(reply.body()).isIn(400, 415, 422);
        }
    }

    @Test
    void a_form_with_many_or_long_or_other_parts_is_refused() {
        String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
        List<String> forms = List.of(
                numbered(20_000, part.formatted("f#", "", "x")),
                part.formatted("other", "; filename=\"../../../tmp/x.yaml\"", VALID),
                part.formatted("x".repeat(100_000), "", "x"),
                part.formatted("field", "", "x".repeat(3_000_000)),
                "--b\r\n" + "X-Header: x\r\n".repeat(100_000) + "\r\nx\r\n");

        for (String form : forms) {
            Reply reply = http.send(
                    "POST", "/v1/workflows", form + "--b--\r\n", "Content-Type", "multipart/form-data; boundary=b");

            assertThat(reply.status())
                    .as(form.substring(0, 80) + " " + reply.body())
                    .isIn(400, 413, 422);
            assertThat(reply.body()).doesNotContain("Exception", "dev.millrace");
        }
        assertThat(http.get("/v1/workflows/bomb").status()).isEqualTo(404);
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void a_pattern_that_others_would_search_for_ever_is_quick() {
        http.put("bomb-pattern", """
                name: bomb-pattern
                inputs: {x: {type: string, validation: {pattern: '^(a+)+$'}}}
                states:
                  initial: again
                  again: {type: operation, operation: set, transitions: [{when: 'inputs.x matches "^(a|aa)+$"', goto: no}, {goto: done}]}
                  no: {type: terminal, status: failure}
                  done: {type: terminal}
                """);
        long start = System.nanoTime();

        Reply refused =
                http.post("/v1/workflows/bomb-pattern/run", "{\"inputs\":{\"x\":\"" + "a".repeat(100_000) + "!\"}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().length()).isLessThan(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
}
