package dev.millrace.session;

import dev.millrace.session.driver.Drivers;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.Sources;
import dev.millrace.session.keyword.Sources.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final String FIND_ELEMENT = "_find_element";
    private static final String PAGE_SOURCE = "_page_source";
    private static final String SCREENSHOT = "_screenshot";
    private static final String TESSERACT = "tesseract";
    private static final String TEMPLATES = "templatematch";

    static final Set<String> ELEMENT_SOURCES = Drivers.NAMES.stream()
            .flatMap(driver -> Stream.of(driver, driver + FIND_ELEMENT, driver + PAGE_SOURCE, driver + SCREENSHOT))
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
                            .map(source -> driver + ending(source))
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

    private static String ending(Source source) {
        return switch (source) {
            case FIND_ELEMENT -> FIND_ELEMENT;
            case PAGE_SOURCE -> PAGE_SOURCE;
            case SCREENSHOT -> SCREENSHOT;
        };
    }

    private List<Source> order() {
        if (elements == null) {
            return Sources.ALL.order();
        }
        List<Source> order = new ArrayList<>();
        for (String name : elements) {
            if (name.endsWith(FIND_ELEMENT)) {
                order.add(Source.FIND_ELEMENT);
            } else if (name.endsWith(PAGE_SOURCE)) {
                order.add(Source.PAGE_SOURCE);
            } else if (name.endsWith(SCREENSHOT)) {
                order.add(Source.SCREENSHOT);
            } else {
                order.addAll(Sources.ALL.order());
            }
        }
        if (order.isEmpty()) {
            throw new SessionException(ErrorCode.E0501, "no source in elements_sources is enabled");
        }
        return order.stream().distinct().toList();
    }
}
