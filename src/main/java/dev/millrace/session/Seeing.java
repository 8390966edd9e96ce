package dev.millrace.session;

import dev.millrace.session.driver.Drivers;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.Sources;
import dev.millrace.session.keyword.Sources.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a session is to look for elements, by the names that a caller has written; null where nothing was said.
 *
 * @param elements such as {@code selenium_find_element}; the name of a driver alone stands for all that it has
 */
record Seeing(
        @Nullable List<String> elements,
        @Nullable List<String> texts,
        @Nullable List<String> images) {
    /** What the names of the ways to look end with, after the name of a driver. */
    private static final Map<Source, String> ENDINGS = Map.of(
            Source.FIND_ELEMENT, "_find_element",
            Source.PAGE_SOURCE, "_page_source",
            Source.SCREENSHOT, "_screenshot");

    private static final String TESSERACT = "tesseract";
    private static final String TEMPLATES = "templatematch";

    static final Set<String> ELEMENT_SOURCES = Drivers.NAMES.stream()
            .flatMap(driver ->
                    Stream.concat(Stream.of(driver), ENDINGS.values().stream().map(driver::concat)))
            .collect(Collectors.toUnmodifiableSet());
    static final Set<String> TEXT_DETECTIONS = Set.of(TESSERACT, "pytesseract", "easyocr");
    static final Set<String> IMAGE_DETECTIONS = Set.of(TEMPLATES);

    /** What that comes to. Throws E0501 when everything is switched off. */
    Sources sources(List<String> warnings) {
        boolean reads = texts != null && !texts.isEmpty();
        if (texts != null) {
            texts.stream()
                    .filter(name -> !name.equals(TESSERACT))
                    .forEach(name -> warnings.add("text_detection: %s is done by tesseract here".formatted(name)));
        }
        return new Sources(order(), reads, images == null || !images.isEmpty());
    }

    /** The fields of a request that mean these sources; those that mean what is usual are left out. */
    static Map<String, Object> written(String driver, Sources sources) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!sources.order().equals(Sources.ALL.order())) {
            fields.put(
                    "elements_sources",
                    sources.order().stream()
                            .map(source -> driver + ENDINGS.get(source))
                            .toList());
        }
        if (sources.texts()) {
            fields.put("text_detection", List.of(TESSERACT));
        }
        if (!sources.images()) {
            fields.put("image_detection", List.of(Map.of(TEMPLATES, Map.of("enabled", false))));
        }
        return fields;
    }

    private List<Source> order() {
        if (elements == null) {
            return Sources.ALL.order();
        }
        List<Source> order = elements.stream().flatMap(Seeing::meant).distinct().toList();
        if (order.isEmpty()) {
            throw new SessionException(ErrorCode.E0501, "no source in elements_sources is enabled");
        }
        return order;
    }

    private static Stream<Source> meant(String name) {
        Optional<Source> one = Sources.ALL.order().stream()
                .filter(source -> name.endsWith(ENDINGS.get(source)))
                .findFirst();
        return one.map(Stream::of).orElseGet(Sources.ALL.order()::stream);
    }
}
