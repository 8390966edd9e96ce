package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands below {@code session}, against a server of their own and a page that needs no painting. */
class SessionCommandsIT {
    private static final String PAGE = """
            <!doctype html><h1>Notes</h1>
            <input id="note" placeholder="New note"><button onclick="document.querySelector('p').textContent =
              document.querySelector('input').value">Save</button><p>nothing</p>
            """;

    private static @TempDir Path folder;
    private static @Nullable HttpServer site;
    private static @Nullable TestServer server;

    @BeforeAll
    static void start() throws IOException {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            byte[] bytes = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        });
        pages.start();
        site = pages;
        server = TestServer.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (site != null) {
            site.stop(0);
        }
    }

    private static TestServer server() {
        return Objects.requireNonNull(server);
    }

    private static String url() {
        return "http://127.0.0.1:" + Objects.requireNonNull(site).getAddress().getPort() + "/";
    }

    private static InProcess session(String... arguments) {
        String key = server().key().orElseThrow();
        return InProcess.run(Stream.of(
                        Stream.of("session"),
                        Stream.of(arguments),
                        Stream.of("--server", server().http().base(), "--token", key))
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    private static String started(String... options) {
        String[] all = Stream.concat(Stream.of("start", "--driver", "htmlunit"), Stream.of(options))
                .toArray(String[]::new);
        InProcess start = session(all);
        assertThat(start.status()).as(start.err()).isZero();
        return start.out().strip();
    }

    @Test
    void a_session_is_started_driven_looked_at_and_stopped() {
        String id = started("--open", url());
        assertThat(session("list").out()).contains(id, "htmlunit", "ready");

        assertThat(session("act", "Enter Text", "New note", "Milk & bread").status())
                .isZero();
        InProcess pressed = session("act", "press_element", "[\"id=never\",\"text=Save\"]", "--timeout", "5");
        assertThat(pressed.status()).as(pressed.err()).isZero();
        assertThat(pressed.err()).contains("Fallback 2 of 2");
        assertThat(session("act", "get_text", "css=p").out()).isEqualTo("Milk & bread\n");
        assertThat(session("act", "get_text", "--element=css=h1", "--index=0", "--json")
                        .json()
                        .path("result")
                        .asText())
                .isEqualTo("Notes");

        assertThat(session("source").out()).contains("<h1>");
        assertThat(session("elements", "--filter", "buttons").out()).contains("button", "Save");
        InProcess picture = session("screenshot", folder.resolve("page.png").toString());
        assertThat(picture.status()).isEqualTo(1);
        assertThat(picture.err()).contains("paints nothing");

        assertThat(session("stop").out()).isEqualTo(id + " is stopped\n");
        assertThat(server().http().get("/v1/sessions/" + id).status()).isEqualTo(404);
    }

    @Test
    void what_fails_is_told_with_a_status() {
        String id = started();
        InProcess unknown = session("act", "press_elment", "x", "--session", id);
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no keyword `press_elment`");
        assertThat(session("act", "get_text", "--session", id).err()).contains("`element` is missing");
        assertThat(session("act", "get_text", "x", "--loudly", "--session", id).err())
                .contains("--name=value");
        assertThat(session("act", "get_text", "x", "--session", "no-such").err())
                .contains("no-such");
        assertThat(session("stop", "--session", id).status()).isZero();

        InProcess alone = InProcess.run("session", "list", "--local");
        assertThat(alone.status()).isEqualTo(4);
        assertThat(alone.err()).contains("This needs a server");
        assertThat(InProcess.run("session").err()).contains("Say what to do");
    }

    @Test
    void a_watcher_sees_what_keywords_do_until_the_end() {
        String id = started();
        CompletableFuture<InProcess> watch = CompletableFuture.supplyAsync(() -> session("watch", "--session", id));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            assertThat(session("act", "evaluate", "${a}", "1 + 1", "--session", id)
                            .status())
                    .isZero();
            return server().http().get("/v1/sessions/" + id).status() == 200;
        });
        session("stop", "--session", id);

        assertThat(watch.join().status()).as(watch.join().err()).isZero();
        assertThat(watch.join().out()).contains("RUNNING", "SUCCESS", "evaluate");
    }

    @Test
    void a_prompt_completes_keywords_and_what_is_on_the_page() throws Exception {
        String id = started("--open", url());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(printed, printed, false, true, false);
        Optional<Token> key = Optional.of(new Token(server().key().orElseThrow()));
        try (ApiClient api = new ApiClient(server().http().base(), key)) {
            Prompt prompt = new Prompt(new SessionClient(api, id), Keywords.of(api), terminal);
            assertThat(prompt.beginnings()).contains("press_element", "screenshot", "exit");
            assertThat(prompt.continuations("press_element")).contains("Save", "--index=");
            assertThat(prompt.answer("")).isTrue();
            assertThat(prompt.answer("exit")).isFalse();
            assertThatThrownBy(() -> prompt.answer("pres_element x"))
                    .hasMessageContaining("did you mean `press_element`");
        }
        session("stop", "--session", id);
    }

    @Test
    void a_prompt_calls_the_lines_of_its_input_in_a_session_of_its_own() throws Exception {
        Path lines = Files.writeString(folder.resolve("lines"), """
                # a remark
                launch_app %s
                enter_text "New note" 'Eggs'
                press_element Save
                help get_text
                get_text css=p
                exit
                get_text never
                """.formatted(url()));
        Program.Ended ended = prompt(lines);

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("get_text element [index]", "What an element says")
                .endsWith("Eggs\n");
        String id = ended.err().replaceAll("(?s).*Session (\\S+) is started.*", "$1");
        assertThat(server().http().get("/v1/sessions/" + id).status()).isEqualTo(404);
    }

    /** What a prompt with a session of its own makes of the lines of a file. */
    private Program.Ended prompt(Path lines) throws Exception {
        return Program.start(
                        folder,
                        Map.of("MILLRACE_TOKEN", server().key().orElseThrow()),
                        lines,
                        "session",
                        "prompt",
                        "--driver",
                        "htmlunit",
                        "--server",
                        server().http().base())
                .end();
    }

    @Test
    void a_prompt_ends_at_the_first_line_that_fails_when_nobody_types() throws Exception {
        Path lines = Files.writeString(folder.resolve("wrong"), "get_texts css=p\nget_text css=p\n");
        Program.Ended ended = prompt(lines);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("There is no keyword `get_texts`", "get_text");
    }
}
