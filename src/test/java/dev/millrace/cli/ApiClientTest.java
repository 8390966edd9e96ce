package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ApiClientTest {
    @Test
    void a_port_where_nobody_listens_is_a_fault_of_the_system() throws Exception {
        String address;
        try (ServerStub gone = new ServerStub(exchange -> {})) {
            address = gone.address();
        }
        try (ApiClient api = new ApiClient(address, Optional.empty())) {
            assertThat(api.answers(Duration.ofSeconds(2))).isFalse();
            assertThatThrownBy(() -> api.get("/v1/workflows"))
                    .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitStatus())
                            .isEqualTo(ExitStatus.SYSTEM_FAULT))
                    .hasMessageContaining("No answer from the server at " + address)
                    .hasMessageNotContaining("null");
        }
    }

    @Test
    void another_server_is_not_taken_for_millrace() throws Exception {
        try (ServerStub stub = new ServerStub(
                        exchange -> ServerStub.answer(exchange, 200, "text/html", "<html>it works</html>"));
                ApiClient api = new ApiClient(stub.address(), Optional.empty())) {
            assertThat(api.answers(Duration.ofSeconds(2))).isFalse();
            assertThatThrownBy(() -> api.get("/v1/workflows")).hasMessageContaining("is not a Millrace server");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, unreadable, WRONG_USE",
        "404, workflow-not-found, WRONG_USE",
        "409, workflow-from-file, WRONG_USE",
        "422, invalid-inputs, WRONG_USE",
        "422, invalid-workflow, INVALID_WORKFLOW",
        "429, too-many-requests, SYSTEM_FAULT",
        "500, internal-error, SYSTEM_FAULT",
        "503, unavailable, SYSTEM_FAULT"
    })
    void the_exit_status_says_who_is_at_fault(int status, String code, ExitStatus exitStatus) throws IOException {
        String problem = "{\"title\":\"Title\",\"detail\":\"What happened.\",\"code\":\"%s\",\"request_id\":\"r1\"}"
                .formatted(code);
        try (ServerStub stub = new ServerStub(
                        exchange -> ServerStub.answer(exchange, status, "application/problem+json", problem));
                ApiClient api = new ApiClient(stub.address(), Optional.empty())) {
            assertThatThrownBy(() -> api.get("/v1/workflows"))
                    .isInstanceOfSatisfying(ApiException.class, e -> {
                        assertThat(e.exitStatus()).isEqualTo(exitStatus);
                        assertThat(e.httpStatus()).isEqualTo(status);
                    })
                    .hasMessageStartingWith("What happened.");
        }
    }

    @Test
    void a_part_of_a_path_cannot_leave_its_place() {
        assertThat(ApiClient.encoded("a b/../c?d#e")).isEqualTo("a%20b%2F..%2Fc%3Fd%23e");
    }
}
