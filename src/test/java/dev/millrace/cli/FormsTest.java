package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.Http;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How durations, tables and addresses are written. */
class FormsTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 0ms",
        "0, 0ms",
        "999, 999ms",
        "1000, 1.0s",
        "3499, 3.4s",
        "59999, 59.9s",
        "60000, 1m00s",
        "125000, 2m05s",
        "3599999, 59m59s",
        "3600000, 1h00m",
        "90061000, 25h01m"
    })
    void durations_have_the_units_that_matter(long millis, String text) {
        assertThat(Elapsed.text(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void the_time_between_two_fields_is_empty_until_both_are_there() {
        String begun = "\"started_at\":\"2026-11-22T04:00:00.000Z\"";
        assertThat(Elapsed.between(
                        Http.parse("{" + begun + ",\"finished_at\":\"2026-11-22T04:00:01.500Z\"}"),
                        "started_at",
                        "finished_at"))
                .isEqualTo("1.5s");
        assertThat(Elapsed.between(Http.parse("{" + begun + ",\"finished_at\":null}"), "started_at", "finished_at"))
                .isEmpty();
    }

    @Test
    void columns_stand_below_each_other_and_a_cell_is_one_line() {
        assertThat(Table.of("A", "LONG", "C")
                        .row("wide cell", "x", "")
                        .row("ü😀", "first\nsecond", "z")
                        .lines())
                .containsExactly("A          LONG   C", "wide cell  x", "ü😀         first  z");
        assertThat(new Table().lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://host:8080, http://host:8080",
        "localhost:9000, http://localhost:9000",
        "https://host/millrace/, https://host/millrace",
        "'  host  ', http://host"
    })
    void an_address_may_leave_out_what_goes_without_saying(String given, String address) {
        assertThat(ServerSelection.address("--server", given)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://host", "http://", "http://a b", "http://host?x=1", "http://host#x"})
    void what_is_no_address_is_refused(String given) {
        assertThatThrownBy(() -> ServerSelection.address("--server", given))
                .hasMessageContaining("--server must be the address of a server, such as http://host:8080");
    }

    @ParameterizedTest
    @CsvSource({
        "deploy, false",
        "deploy.v2, false",
        "a/deploy, true",
        "deploy.yaml, true",
        "X.YML, true",
        "x.json, true"
    })
    void a_file_is_told_from_a_name_by_its_form(String argument, boolean file) {
        assertThat(WorkflowFile.isMeantBy(argument)).isEqualTo(file);
    }
}
