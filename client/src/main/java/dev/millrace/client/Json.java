package dev.millrace.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of the API: snake_case, exact numbers, and nothing where a field is null. */
final class Json {
    /** A list or map that is null, or not there, is one with nothing in it. */
    private static final JsonSetter.Value EMPTY = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);

    private static final String FOREIGN = "What answers is not a Millrace server of this version.";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
            .withConfigOverride(List.class, lists -> lists.setSetterInfo(EMPTY))
            .withConfigOverride(Map.class, maps -> maps.setSetterInfo(EMPTY))
            .build();

    private Json() {}

    /**
     * Reads a document.
     *
     * @throws UnreachableException when the text is no such document: then it is not from a Millrace server
     */
    static <T> T read(String text, Class<T> type) {
        try {
            return there(MAPPER.readValue(text, type));
        } catch (JsonProcessingException e) {
            throw new UnreachableException(FOREIGN, e);
        }
    }

    /** Reads a part of a list, likewise. */
    static <T> Page<T> readPage(String text, Class<T> item) {
        try {
            Page<T> page = MAPPER.readValue(text, MAPPER.getTypeFactory().constructParametricType(Page.class, item));
            return there(page);
        } catch (JsonProcessingException e) {
            throw new UnreachableException(FOREIGN, e);
        }
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new UnreachableException(FOREIGN, null);
        }
        return value;
    }

    /**
     * Writes a document.
     *
     * @throws IllegalArgumentException when the value has no form in JSON
     */
    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this cannot be written as JSON", e);
        }
    }
}
