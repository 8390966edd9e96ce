package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunViewTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private void show(boolean interactive, boolean colours, boolean json) {
        RunView view = new RunView(new Terminal(out, err, interactive, interactive, colours), json);
        event(view, "step.started", "build", 0, "{\"kind\":\"step\",\"attempt\":1}");
        event(view, "log", "build", 10, "{\"stream\":\"stdout\",\"text\":\"half a line\"}");
        event(view, "log", "build", 20, "{\"stream\":\"stderr\",\"text\":\"oh no\\n\"}");
        event(view, "step.failed", "build", 1500, "{\"attempt\":1,\"error\":{\"message\":\"exit code 2\\nand more\"}}");
        view.end(Http.parse("""
                {"execution_id":"x","status":"failed","started_at":"2026-11-22T04:00:00.000Z",
                 "finished_at":"2026-11-22T04:00:02.000Z","outputs":{"n":3},
                 "error":{"code":"step-failed","message":"it broke","step":"__inline_error_build"}}
                """));
    }

    private static void event(RunView view, String type, String step, int millis, String data) {
        view.show(ExecutionEvent.of(Http.parse(
                "{\"seq\":1,\"type\":\"%s\",\"step\":\"%s\",\"at\":\"2026-11-22T04:00:0%d.%03dZ\",\"data\":%s}"
                        .formatted(type, step, millis / 1000, millis % 1000, data))));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void to_a_program_only_what_steps_print_is_shown_and_how_it_ended() {
        show(false, false, false);

        assertThat(out()).isEqualTo("half a line");
        assertThat(err()).isEqualTo("""
                oh no
                failed in 2.0s
                error: it broke (step build)
                output n: 3
                """);
    }

    @Test
    void to_a_person_steps_are_shown_as_they_begin_and_end_on_lines_of_their_own() {
        show(true, false, false);

        assertThat(out()).isEqualTo("half a line");
        assertThat(err()).startsWith("▸ build\noh no\n✗ build").contains("✗ build  1.5s  exit code 2\n");
    }

    @Test
    void colours_are_used_where_they_may_be() {
        show(true, true, false);
        assertThat(err()).contains("\u001b[31m✗\u001b[0m build", "\u001b[31mfailed\u001b[0m");
    }

    @Test
    void as_json_the_execution_is_all_of_the_output() {
        show(false, false, true);

        assertThat(Http.parse(out()).path("status").textValue()).isEqualTo("failed");
        assertThat(err()).isEmpty();
    }
}
