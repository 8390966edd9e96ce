package dev.millrace.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns values of JSON, YAML or a command line into what an input of a type holds. */
final class InputConversion {
    private InputConversion() {}

    /** The value as the type wants it; empty if it cannot be that. */
    static Optional<Object> convert(Input.Type type, Object given) {
        Object value = normalised(given);
        if (value == null) {
            return Optional.empty();
        }
        return switch (type) {
            case ANY -> Optional.of(value);
            case STRING -> value instanceof List || value instanceof Map ? Optional.empty() : Optional.of(text(value));
            case INTEGER -> integer(value);
            case NUMBER -> number(value);
            case BOOLEAN -> flag(value);
            case ARRAY -> json(value).filter(List.class::isInstance);
            case OBJECT -> json(value).filter(Map.class::isInstance);
        };
    }

    /** The same value in the types that the rest of the server works with. */
    static @Nullable Object normalised(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String _, Boolean _, Long _, Double _ -> value;
            case Integer n -> n.longValue();
            case Short n -> n.longValue();
            case Byte n -> n.longValue();
            case BigInteger n -> n.bitLength() < Long.SIZE ? (Object) n.longValue() : (Object) n.doubleValue();
            case Number n -> n.doubleValue();
            case List<?> items -> {
                List<@Nullable Object> list = new ArrayList<>(items.size());
                items.forEach(item -> list.add(normalised(item)));
                yield list;
            }
            case Map<?, ?> entries -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                entries.forEach((key, item) -> map.put(String.valueOf(key), normalised(item)));
                yield map;
            }
            default -> value.toString();
        };
    }

    /** A scalar as text; whole numbers have no fraction. */
    static String text(Object scalar) {
        return scalar instanceof Double number && Double.isFinite(number)
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : scalar.toString();
    }

    /** A value as it is quoted in messages. */
    static String shown(Object value) {
        return Quoted.of(value.toString());
    }

    private static Optional<Object> integer(Object value) {
        return switch (value) {
            case Long number -> Optional.of(number);
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 0x1p63 -> Optional.of(number.longValue());
            case String text -> boxed(PlainScalar.integer(text));
            default -> Optional.empty();
        };
    }

    private static Optional<Object> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private static Optional<Object> number(Object value) {
        return switch (value) {
            case Long number -> Optional.of(number);
            case Double number when Double.isFinite(number) -> Optional.of(number);
            case String text -> boxed(PlainScalar.integer(text)).or(() -> PlainScalar.decimal(text));
            default -> Optional.empty();
        };
    }

    private static Optional<Object> flag(Object value) {
        return switch (text(value).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Optional.of(true);
            case "false", "no", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> json(Object value) {
        if (!(value instanceof String text)) {
            return Optional.of(value);
        }
        try {
            return Optional.ofNullable(normalised(Json.MAPPER.readValue(text, Object.class)));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /** Apart, so that whoever converts no JSON need not wait for all that reading it takes. */
    private static final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
