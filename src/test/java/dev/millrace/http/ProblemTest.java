package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {
    private static final String TOLD = """
            {"type": "urn:millrace:problem:not-found", "title": "Not found", "status": 404,
             "detail": "There is no such robot.", "code": "not-found"}
            """;

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void what_another_server_has_told_is_told_again() throws Exception {
        ProblemException again = ProblemException.of(mapper.readValue(TOLD, Problem.class));

        assertThat(again.code()).isEqualTo("not-found");
        assertThat(again).hasMessage("There is no such robot.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "title", "detail", "code"})
    void without_its_text_it_cannot_be_read(String missing) {
        String told = TOLD.replace('"' + missing + '"', "\"other\"");

        assertThatExceptionOfType(JsonProcessingException.class)
                .isThrownBy(() -> mapper.readerFor(Problem.class)
                        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .readValue(told))
                .withMessageContaining(missing);
    }
}
