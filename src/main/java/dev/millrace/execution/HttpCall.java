package dev.millrace.execution;

import dev.millrace.network.HttpClients;
import dev.millrace.tracing.TraceParent;
import dev.millrace.workflow.Durations;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request that a workflow makes.
 *
 * @param uri absolute, of scheme http or https
 * @param headers by their names as given
 * @param timeout for the whole of it, redirects and body included; positive
 * @param retryable statuses that count as failures
 * @param configured whether the server's settings, not a workflow, say where it goes, so that it may be anywhere
 */
record HttpCall(
        String method,
        URI uri,
        Map<String, String> headers,
        String body,
        Duration timeout,
        Set<Integer> retryable,
        boolean configured) {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(86_400);

    /** What follows a redirect to another server, besides content-*: others may be credentials by any name. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-charset", "accept-language", "user-agent");

    /** What tells where a message ends, and how the connection is used, is for the client to say. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The request of an operation's rendered inputs. Throws {@link InvalidInputs} when they do not fit. */
    static HttpCall of(Map<String, Object> inputs) {
        return new HttpCall(
                method(inputs.get("method")),
                uri(text(inputs.get("url"))),
                headers(inputs.get("headers")),
                text(inputs.get("body")),
                timeout(inputs.get("timeout")),
                statuses(inputs.get("retryable_status_codes")),
                false);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Object other -> EventJson.writeValue(other);
        };
    }

    private static String method(@Nullable Object value) {
        String method = text(value).isEmpty() ? "GET" : text(value).toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw new InvalidInputs("method must be one of %s, not `%s`".formatted(String.join(", ", METHODS), method));
        }
        return method;
    }

    /** The address that a text is. Throws {@link InvalidInputs} when it is none. */
    static URI uri(String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new InvalidInputs("url must begin with http:// or https://, not `%s`".formatted(text));
            }
            if (uri.getHost() == null) {
                throw new InvalidInputs("url `%s` names no host".formatted(text));
            }
            if (uri.getRawUserInfo() != null) {
                throw new InvalidInputs("url must not hold a user or password; give a header Authorization instead");
            }
            return new URI(uri.toASCIIString());
        } catch (URISyntaxException e) {
            throw new InvalidInputs(
                    "url `%s` is not valid: %s; write other characters as %%XX".formatted(text, e.getReason()));
        }
    }

    private static Map<String, String> headers(@Nullable Object value) {
        Map<String, String> headers = new LinkedHashMap<>();
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((name, content) -> headers.put(header(name), headerValue(name, content)));
            case Object other ->
                throw new InvalidInputs("headers must be a map of names to texts, not `" + other + "`");
        }
        return headers;
    }

    private static String header(@Nullable Object name) {
        String text = String.valueOf(name);
        boolean valid = !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
        if (!valid) {
            throw new InvalidInputs("`%s` cannot be the name of a header".formatted(text));
        }
        if (FRAMING.contains(text.toLowerCase(Locale.ROOT))) {
            throw new InvalidInputs("the header `%s` cannot be given: the server sets it as needed".formatted(text));
        }
        return text;
    }

    private static String headerValue(@Nullable Object name, @Nullable Object value) {
        String text = text(value).strip();
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new InvalidInputs("the value of header `%s` must be one line".formatted(name));
        }
        return text;
    }

    /** A number of seconds, or text such as {@code 500ms}. */
    private static Duration timeout(@Nullable Object value) {
        Duration timeout =
                switch (value) {
                    case null -> DEFAULT_TIMEOUT;
                    case Number number -> seconds(new BigDecimal(number.toString()));
                    case Object other -> Durations.parse(text(other)).orElse(Duration.ZERO);
                };
        if (!timeout.isPositive()) {
            throw new InvalidInputs(
                    "timeout must be a number of seconds or text such as 500ms or 30s, above 0 and at most"
                            + " a day, not `" + value + "`");
        }
        return timeout;
    }

    private static Duration seconds(BigDecimal seconds) {
        return seconds.compareTo(LONGEST_SECONDS) > 0
                ? Duration.ZERO
                : Duration.ofMillis(
                        seconds.movePointRight(3).setScale(0, RoundingMode.UP).longValueExact());
    }

    private static Set<Integer> statuses(@Nullable Object value) {
        return switch (value) {
            case null -> Set.of();
            case List<?> list -> list.stream().map(HttpCall::status).collect(Collectors.toUnmodifiableSet());
            case Object other -> throw new InvalidInputs("retryable_status_codes must be a list, not `" + other + "`");
        };
    }

    private static int status(@Nullable Object value) {
        String text = String.valueOf(value);
        if (!text.matches("[1-5][0-9][0-9]")) {
            throw new InvalidInputs("retryable_status_codes must hold statuses from 100 to 599, not `" + text + "`");
        }
        return Integer.parseInt(text);
    }

    /** This request, telling the span that it belongs below, if there is one and the workflow does not name another. */
    HttpCall below(@Nullable String traceparent) {
        if (traceparent == null || headers.keySet().stream().anyMatch(TraceParent.HEADER::equalsIgnoreCase)) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(TraceParent.HEADER, traceparent);
        return new HttpCall(method, uri, more, body, timeout, retryable, configured);
    }

    /** The request that follows an answer which says to go elsewhere. Throws an {@link IOException} when it cannot. */
    HttpCall redirected(int status, String location) throws IOException {
        URI target;
        try {
            target = uri(uri.resolve(location).toString());
        } catch (IllegalArgumentException | InvalidInputs e) {
            throw new IOException("%s redirects to `%s`: %s".formatted(uri, location, e.getMessage()), e);
        }
        if (secure() && !target.getScheme().equalsIgnoreCase("https")) {
            throw new IOException(
                    "%s redirects to `%s`, which is not encrypted, while the request was".formatted(uri, location));
        }
        boolean same = sameServer(target);
        boolean asGet = (status == 303 || (status < 303 && method.equals("POST"))) && !method.equals("HEAD");
        Map<String, String> kept = new LinkedHashMap<>(headers);
        kept.keySet().removeIf(name -> (!same && !isHarmless(name)) || (asGet && isOfContent(name)));
        return new HttpCall(
                asGet ? "GET" : method, target, kept, asGet ? "" : body, timeout, retryable, configured && same);
    }

    private static boolean isHarmless(String header) {
        return isOfContent(header) || HARMLESS.contains(header.toLowerCase(Locale.ROOT));
    }

    private static boolean isOfContent(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith("content-");
    }

    private boolean sameServer(URI other) {
        return other.getScheme().equalsIgnoreCase(uri.getScheme())
                && other.getHost().equalsIgnoreCase(uri.getHost())
                && other.getPort() == uri.getPort();
    }

    private boolean secure() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    /** It, as it is sent. */
    HttpClients.Request request() {
        return new HttpClients.Request(method, uri, headers, body, configured);
    }
}
