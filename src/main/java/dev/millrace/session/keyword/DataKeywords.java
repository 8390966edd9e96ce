package dev.millrace.session.keyword;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What reads, works out and keeps values. */
final class DataKeywords {
    private static final String ENVIRONMENT = "ENV:";
    private static final Pattern SHIFT = Pattern.compile("([+-]?\\s*\\d{1,6})\\s*days?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIRECTIVE = Pattern.compile("%([a-zA-Z%])");

    /** The directives of strftime that dates have, as Java writes them. */
    private static final Map<String, String> DIRECTIVES = Map.of(
            "d", "dd", "m", "MM", "Y", "uuuu", "y", "uu", "B", "MMMM", "b", "MMM", "A", "EEEE", "a", "EEE", "j", "DDD");

    private final Stage stage;

    DataKeywords(Stage stage) {
        this.stage = stage;
    }

    @Keyword(
            value =
                    "Keeps under a name what an expression gives, such as ${count} + 1. It has the operators and functions of conditions in workflows.",
            named = false)
    public String evaluate(@Raw String param1, @Raw String param2) {
        Object value = Expressions.evaluate(param2, stage.variables());
        String text = ParameterType.text(value);
        stage.variables().set(param1, text);
        return text;
    }

    @Keyword(
            value =
                    "Keeps under a name a date some days before or after another one: date_evaluate, ${due}, 2026-01-31, +3 days, %d %B. Today is written as today.",
            named = false)
    public String dateEvaluate(
            @Raw String param1, String param2, @Default("today") String param3, @Default("%d %B") String param4) {
        LocalDate date = date(param2);
        Matcher shift = SHIFT.matcher(param3.strip());
        if (shift.matches()) {
            date = date.plusDays(Long.parseLong(shift.group(1).replaceAll("[\\s+]", "")));
        } else if (!param3.strip().equalsIgnoreCase("today")) {
            throw new SessionException(
                    ErrorCode.E0403, "`%s` must read like +3 days, -1 day or today".formatted(param3));
        }
        String text =
                DateTimeFormatter.ofPattern(pattern(param4), Locale.ENGLISH).format(date);
        stage.variables().set(param1, text);
        return text;
    }

    private static LocalDate date(String text) {
        try {
            return text.strip().equalsIgnoreCase("today")
                    ? LocalDate.now(ZoneId.systemDefault())
                    : LocalDate.parse(text.strip());
        } catch (DateTimeException _) {
            throw new SessionException(
                    ErrorCode.E0403, "`%s` must be a date such as 2026-01-31, or today".formatted(text));
        }
    }

    private static String pattern(String format) {
        StringBuilder pattern = new StringBuilder();
        Matcher matcher = DIRECTIVE.matcher(format);
        int end = 0;
        while (matcher.find()) {
            literal(pattern, format.substring(end, matcher.start()));
            String directive = DIRECTIVES.get(matcher.group(1));
            if (directive == null && !matcher.group(1).equals("%")) {
                throw new SessionException(
                        ErrorCode.E0403, "`%s` is unknown in the format of a date".formatted(matcher.group()));
            }
            literal(pattern, directive == null ? "%" : "");
            pattern.append(directive == null ? "" : directive);
            end = matcher.end();
        }
        literal(pattern, format.substring(end));
        return pattern.toString();
    }

    private static void literal(StringBuilder pattern, String text) {
        if (!text.isEmpty()) {
            pattern.append('\'').append(text.replace("'", "''")).append('\'');
        }
    }

    @Keyword(
            value =
                    "Keeps under a name what a file of the project holds, CSV or JSON, or a variable of the server (ENV:NAME) that the settings open. The query select=a,b;state == 'open' takes these columns of the rows for which the condition holds.",
            named = false)
    public @Nullable Object readData(@Raw String inputElement, String filePath, @Default("") @Raw String query) {
        List<String> values = filePath.startsWith(ENVIRONMENT)
                ? List.of(environment(filePath.substring(ENVIRONMENT.length()).strip()))
                : DataFile.read(stage.library().project(), filePath, query, stage.variables());
        stage.variables().set(inputElement, values);
        return values.size() == 1 ? values.getFirst() : values;
    }

    private String environment(String name) {
        String value = stage.library().mayRead(name) ? System.getenv(name) : null;
        if (value == null) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "the variable `%s` is not set, or sessions.env_allowed does not open it".formatted(name));
        }
        return value;
    }

    @Keyword(
            "Sends a request to a service that was described before, and keeps what is to be extracted from its answer.")
    public @Nullable Object invokeApi(String apiIdentifier) throws InterruptedException {
        return new ServiceClient(stage).call(stage.library().serviceCall(apiIdentifier.strip()));
    }
}
