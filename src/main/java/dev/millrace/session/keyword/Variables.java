package dev.millrace.session.keyword;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a session's names stand for: values that keywords have kept, and elements with their fallbacks. Thread-safe. */
final class Variables {
    private static final int MOST = 1_000;
    private static final int LONGEST = 1 << 20;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]+)}");

    private final Map<String, List<String>> values = new ConcurrentSkipListMap<>();

    /** Keeps a value under a name, which may be written as <code>${name}</code>. Throws E0403 at a limit. */
    void set(String name, String value) {
        set(name, List.of(value));
    }

    /** Keeps several values, each a fallback for the one before. */
    void set(String name, List<String> fallbacks) {
        String plain = plain(name);
        int length = fallbacks.stream().mapToInt(String::length).sum();
        boolean known = values.containsKey(plain);
        if (length > LONGEST || (!known && values.size() >= MOST)) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "a session keeps at most %,d names, and %,d characters under each".formatted(MOST, LONGEST));
        }
        values.put(plain, List.copyOf(fallbacks));
    }

    /** The name without what stands around it. */
    static String plain(String name) {
        Matcher matcher = REFERENCE.matcher(name.strip());
        String plain = matcher.matches() ? matcher.group(1).strip() : name.strip();
        if (plain.isEmpty() || plain.length() > 200) {
            throw new SessionException(ErrorCode.E0403, "`%s` cannot be the name of a variable".formatted(name));
        }
        return plain;
    }

    /** What a text is with all names replaced; several when it is the name of something that has fallbacks. */
    List<String> resolve(String text) {
        Matcher whole = REFERENCE.matcher(text.strip());
        if (whole.matches()) {
            return valueOf(whole.group(1).strip());
        }
        return text.contains("${") ? List.of(REFERENCE.matcher(text).replaceAll(this::replacement)) : List.of(text);
    }

    private String replacement(MatchResult match) {
        return Matcher.quoteReplacement(valueOf(match.group(1).strip()).getFirst());
    }

    private List<String> valueOf(String name) {
        List<String> value = values.get(name);
        if (value == null) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "there is no variable or element `%s`; there is: %s"
                            .formatted(name, values.isEmpty() ? "none" : String.join(", ", values.keySet())));
        }
        return value;
    }

    /** The first value under each name. */
    Map<String, Object> firsts() {
        return new ArrayList<>(values.entrySet())
                .stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                        .getFirst()));
    }
}
