package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What the program came to when it ran in the process of the test, which it can when it needs no engine. */
record InProcess(int status, String out, String err) {
    static InProcess run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Commands.line(new Terminal(out, err, false, false, false), arguments)
                .execute(arguments);
        return new InProcess(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    JsonNode json() {
        return Http.parse(out);
    }
}
