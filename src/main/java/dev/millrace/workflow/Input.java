package dev.millrace.workflow;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A declared input.
 *
 * @param description empty where the document has none
 * @param defaultValue as written, not converted: a Boolean, Long, Double, String, List or Map
 */
public record Input(
        String name, Type type, String description, boolean required, Optional<Object> defaultValue, Rules rules) {

    /** What a value is converted to before a run sees it. */
    public enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        ARRAY,
        OBJECT,
        /** No type is declared: values are kept as they are. */
        ANY;

        /** The word for it in a document. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a converted value must satisfy. A rule that does not fit the type of the value is passed over.
     *
     * @param pattern found somewhere in a text
     * @param choices the text of the value is one of these; empty for any
     * @param min lowest number
     * @param max highest number
     * @param fileExists the text is the path of a file on the server
     * @param extensions the text ends with one of these, dot and case included; empty for any
     */
    public record Rules(
            Optional<Pattern> pattern,
            List<String> choices,
            Optional<BigDecimal> min,
            Optional<BigDecimal> max,
            boolean fileExists,
            List<String> extensions) {
        /** No rules. */
        public static final Rules NONE =
                new Rules(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), false, List.of());

        public Rules {
            choices = List.copyOf(choices);
            extensions = List.copyOf(extensions);
        }
    }
}
