package dev.millrace.execution;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param headers by their names, each word of which begins with a capital
 * @param body cut at the limit
 * @param truncated whether it was cut
 */
record HttpAnswer(int status, Map<String, String> headers, String body, boolean truncated) {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9._:+-]+)", Pattern.CASE_INSENSITIVE);

    /** The answer of these bytes, decoded as its headers say; UTF-8 where they say nothing that is known. */
    static HttpAnswer of(int status, Map<String, String> headers, byte[] body, boolean truncated) {
        return new HttpAnswer(status, headers, new String(body, charset(headers)), truncated);
    }

    HttpAnswer with(String otherBody) {
        return new HttpAnswer(status, headers, otherBody, truncated);
    }

    boolean succeeded() {
        return status / 100 == 2;
    }

    /** Where the answer says to go instead, or null. */
    @Nullable
    String location() {
        return REDIRECTS.contains(status) ? headers.get("Location") : null;
    }

    Outcome outcome() {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("status_code", status);
        response.put("headers", headers);
        response.put("body_truncated", truncated);
        response.put("body", body);
        return Outcome.answered(response, truncated);
    }

    private static Charset charset(Map<String, String> headers) {
        Matcher charset = CHARSET.matcher(headers.getOrDefault("Content-Type", ""));
        if (!charset.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(charset.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return StandardCharsets.UTF_8;
        }
    }
}
