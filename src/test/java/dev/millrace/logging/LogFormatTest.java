package dev.millrace.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private static final Instant TIME = LocalDateTime.of(2025, 6, 6, 10, 30, 15)
            .atZone(ZoneId.systemDefault())
            .toInstant();

    private record Point(int x, int y) implements LogFields {
        @Override
        public void forEach(BiConsumer<String, Object> field) {
            field.accept("x", x);
            field.accept("y", y);
        }
    }

    private static ExtLogRecord record(String message, Object... parameters) {
        ExtLogRecord record = new ExtLogRecord(Level.INFO, message, FormatStyle.PRINTF, LogFormatTest.class.getName());
        record.setLoggerName("the.logger");
        record.setInstant(TIME);
        record.setMdc(Map.of("requestId", "id-1"));
        record.setParameters(parameters);
        return record;
    }

    @Test
    void a_line_of_text_has_the_documented_form() {
        assertThat(new TextFormat().format(record("moved to %s", new Point(1, 2))))
                .isEqualTo("2025-06-06 10:30:15 - the.logger - [id-1] - INFO - moved to Point[x=1, y=2]\n");
    }

    @Test
    void what_is_logged_can_neither_begin_a_line_nor_command_a_terminal() {
        String forged = "x\n2025-06-06 10:30:15 - forged\r\n\u2028\u0085\u001b[2J\u0000 ünï\tend";

        String line = new TextFormat().format(record("said %s", forged));

        assertThat(line)
                .endsWith("said x\\n2025-06-06 10:30:15 - forged\\r\\n\\u2028\\u0085\\u001b[2J\\u0000 ünï\tend\n");
        assertThat(line.lines()).hasSize(1);
    }

    @Test
    void the_lines_of_a_stack_trace_are_indented_whatever_its_messages_are() {
        ExtLogRecord record = record("failed");
        record.setThrown(new IllegalStateException("first\n2025-06-06 forged", new RuntimeException("a\r\nb")));

        assertThat(new TextFormat().format(record).lines().skip(1))
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.startsWith("\t"));
    }

    @Test
    void a_line_of_json_is_an_object_with_the_fields_of_its_parameter() {
        ExtLogRecord record = record("moved\nto %s", new Point(1, 2));
        record.setThrown(new IllegalStateException("broken"));

        String line = new JsonFormat().format(record);

        assertThat(line.lines()).hasSize(1);
        JsonNode json = Http.parse(line);
        assertThat(json.path("time").textValue()).isEqualTo(TIME.toString().replace("Z", ".000Z"));
        assertThat(json.path("level").textValue()).isEqualTo("INFO");
        assertThat(json.path("logger").textValue()).isEqualTo("the.logger");
        assertThat(json.path("request_id").textValue()).isEqualTo("id-1");
        assertThat(json.path("message").textValue()).isEqualTo("moved\nto Point[x=1, y=2]");
        assertThat(json.path("x").intValue()).isEqualTo(1);
        assertThat(json.path("y").intValue()).isEqualTo(2);
        assertThat(json.path("exception").textValue()).contains("IllegalStateException: broken");
    }
}
