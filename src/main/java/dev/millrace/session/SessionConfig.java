package dev.millrace.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.driver.DriverRequest;
import dev.millrace.session.driver.Drivers;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.ServiceCall;
import dev.millrace.session.keyword.Sources;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a session is to be. The three forms of a source mean the same: {@code "selenium"}, an object with its settings by
 * its name, and the fields {@code appium_url} and {@code appium_config} of former times.
 *
 * @param project the folder of its files, as it was written; null for none
 * @param calls the services that it may call
 * @param logLevel from which on its lines are written; empty for the server's
 * @param sources where it looks for elements
 * @param selfHeal whether elements are found by what they looked like before; null for what is usual
 * @param recording what is to be kept of it
 * @param warnings what in the request is of former times, or has no effect
 */
record SessionConfig(
        DriverRequest driver,
        @Nullable String project,
        Map<String, ServiceCall> calls,
        Optional<SessionLog.Level> logLevel,
        Sources sources,
        @Nullable Boolean selfHeal,
        Recording recording,
        boolean deprecated,
        List<String> warnings) {
    private static final String APPIUM = Drivers.APPIUM;

    /** Where an Appium server listens when nothing is said. */
    private static final URI USUAL_APPIUM = URI.create("http://127.0.0.1:4723");

    private static final Set<String> FIELDS = Set.of("enabled", "url", "capabilities");
    private static final ObjectMapper JSON = new ObjectMapper();

    SessionConfig {
        calls = Map.copyOf(calls);
        warnings = List.copyOf(warnings);
    }

    /** What is to be kept of a session. */
    enum Recording {
        NOTHING,
        /** The timeline alone. */
        TIMELINE,
        /** And a picture before and after each keyword. */
        PICTURES
    }

    /** A source as it was written. */
    private record Source(
            String name, boolean enabled, @Nullable String url, Map<String, Object> capabilities) {}

    /**
     * Reads a request.
     *
     * @param usual the driver for who names none
     * @throws SessionException E0104 for what is wrong in it, E0501 when no driver is enabled
     */
    static SessionConfig of(StartRequest request, String usual) {
        List<String> warnings = new ArrayList<>();
        boolean deprecated = request.appiumUrl() != null || request.appiumConfig() != null;
        if (deprecated) {
            warnings.add(
                    "appium_url and appium_config are of former times; write driver_sources: [{\"appium\": {\"url\": …, \"capabilities\": {…}}}]");
        }
        List<Source> sources = sources("driver_sources", request.driverSources(), Set.copyOf(Drivers.NAMES));
        Source source = sources.isEmpty() && !deprecated
                ? new Source(usual, true, null, Map.of())
                : sources.stream().filter(Source::enabled).findFirst().orElseGet(() -> fallback(deprecated));
        JsonNode calls = request.apiData();
        return new SessionConfig(
                driver(withFormerFields(source, request)),
                request.projectPath(),
                calls == null || calls.isNull() ? Map.of() : ServiceCalls.of(calls),
                logLevel(request.logLevel()),
                seeing(request, warnings),
                request.selfHeal() == null ? request.aiSelfHeal() : request.selfHeal(),
                recording(request.recording()),
                deprecated,
                warnings);
    }

    private static Optional<SessionLog.Level> logLevel(@Nullable String name) {
        Optional<SessionLog.Level> level = name == null ? Optional.empty() : SessionLog.Level.of(name);
        if (name != null && level.isEmpty()) {
            throw wrong("log_level", "debug, info, warn or error");
        }
        return level;
    }

    private static Recording recording(@Nullable JsonNode wanted) {
        if (wanted == null || wanted.isNull()) {
            return Recording.NOTHING;
        }
        if (wanted.isBoolean()) {
            return wanted.booleanValue() ? Recording.PICTURES : Recording.NOTHING;
        }
        JsonNode pictures = wanted.path("screenshots");
        boolean known = wanted.isObject() && wanted.size() == 1 && pictures.isBoolean();
        if (!known) {
            throw wrong("recording", "true, false, or an object with screenshots: true or false");
        }
        return pictures.booleanValue() ? Recording.PICTURES : Recording.TIMELINE;
    }

    private static Source fallback(boolean deprecated) {
        if (!deprecated) {
            throw new SessionException(ErrorCode.E0501, "no driver in driver_sources is enabled");
        }
        return new Source(APPIUM, true, null, Map.of());
    }

    private static Sources seeing(StartRequest request, List<String> warnings) {
        return new Seeing(
                        enabled("elements_sources", request.elementsSources(), Seeing.ELEMENT_SOURCES),
                        enabled("text_detection", request.textDetection(), Seeing.TEXT_DETECTIONS),
                        enabled("image_detection", request.imageDetection(), Seeing.IMAGE_DETECTIONS))
                .sources(warnings);
    }

    /** The names of those that are enabled; null when nothing is said. */
    private static @Nullable List<String> enabled(String field, @Nullable JsonNode list, Set<String> known) {
        List<Source> sources = sources(field, list, known);
        return sources.isEmpty()
                ? null
                : sources.stream().filter(Source::enabled).map(Source::name).toList();
    }

    private static Source withFormerFields(Source source, StartRequest request) {
        if (!source.name().equals(APPIUM)) {
            return source;
        }
        String url = source.url() == null ? request.appiumUrl() : source.url();
        JsonNode config = request.appiumConfig();
        Map<String, Object> capabilities = source.capabilities().isEmpty() && config != null
                ? map("/appium_config", config.has("capabilities") ? config.path("capabilities") : config)
                : source.capabilities();
        return new Source(source.name(), true, url, capabilities);
    }

    private static DriverRequest driver(Source source) {
        return new DriverRequest(source.name(), uri(source), source.capabilities());
    }

    private static @Nullable URI uri(Source source) {
        if (source.url() == null || source.url().isBlank()) {
            return source.name().equals(APPIUM) ? USUAL_APPIUM : null;
        }
        try {
            URI uri = new URI(source.url().strip());
            if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        throw new SessionException(
                ErrorCode.E0104, "the url of %s must begin with http:// or https://".formatted(source.name()));
    }

    private static List<Source> sources(String field, @Nullable JsonNode list, Set<String> known) {
        List<Source> sources = new ArrayList<>();
        if (list == null || list.isNull()) {
            return sources;
        }
        if (!list.isArray()) {
            throw wrong(field, "a list of names, or of objects with a name");
        }
        list.forEach(each -> sources.add(source(field, each, known)));
        return sources;
    }

    private static Source source(String field, JsonNode node, Set<String> known) {
        if (node.isTextual()) {
            return new Source(known(field, node.textValue(), known), true, null, Map.of());
        }
        if (!node.isObject() || node.size() != 1) {
            throw wrong(field, "a list of names, or of objects with one name each");
        }
        String name = known(field, node.fieldNames().next(), known);
        JsonNode settings = node.path(name);
        if (settings.isNull()) {
            return new Source(name, true, null, Map.of());
        }
        if (settings.isBoolean()) {
            return new Source(name, settings.booleanValue(), null, Map.of());
        }
        String at = field + "/" + name;
        if (!settings.isObject()) {
            throw wrong(at, "an object with enabled, url and capabilities");
        }
        settings.fieldNames().forEachRemaining(key -> {
            if (!FIELDS.contains(key)) {
                throw new SessionException(
                        ErrorCode.E0104,
                        "%s: unknown field `%s`; there is enabled, url, capabilities".formatted(at, key));
            }
        });
        JsonNode enabled = settings.path("enabled");
        if (!enabled.isMissingNode() && !enabled.isBoolean()) {
            throw wrong(at + "/enabled", "true or false");
        }
        JsonNode url = settings.path("url");
        return new Source(
                name,
                enabled.isMissingNode() || enabled.booleanValue(),
                url.isTextual() ? url.textValue() : null,
                map(at + "/capabilities", settings.path("capabilities")));
    }

    private static String known(String field, String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new SessionException(
                    ErrorCode.E0104,
                    "%s: `%s` is unknown; there is: %s".formatted(field, name, String.join(", ", new TreeSet<>(known))),
                    Map.of("known", List.copyOf(new TreeSet<>(known))));
        }
        return name;
    }

    private static Map<String, Object> map(String field, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw wrong(field, "an object");
        }
        Map<String, Object> map = new HashMap<>();
        node.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                map.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class));
            }
        });
        return map;
    }

    private static SessionException wrong(String field, String wanted) {
        return new SessionException(ErrorCode.E0104, "%s must be %s".formatted(field, wanted));
    }
}
