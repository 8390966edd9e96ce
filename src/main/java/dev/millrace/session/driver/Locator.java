package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an element is found: {@code css=}, {@code xpath=} or {@code /…}, {@code id=}, {@code name=}, {@code data-testid=},
 * {@code role=button[name=Save]}, {@code text=}, and without any of these the text that people see; {@code text_only:} is
 * text that is read from a screenshot, and what ends as the files of images do is the name of one. Parts that are joined with {@code >>} are each looked for within what the one before has found, also in its shadow tree or its frame.
 *
 * @param text as it was written
 */
public record Locator(String text, List<Part> parts) {
    private static final int MAX_LENGTH = 4_096;
    private static final Pattern JOINT = Pattern.compile("\\s+>>\\s+");
    private static final Pattern ROLE = Pattern.compile("([a-z]+)\\s*(?:\\[\\s*name\\s*=\\s*(.*?)\\s*])?");

    private static final String TEXT = "text";
    private static final String SCREEN_TEXT = "screen-text";
    private static final String IMAGE = "image";
    private static final Pattern IMAGE_FILE = Pattern.compile(".*\\.(png|jpe?g|bmp)", Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> PREFIXES = Map.of(
            "css=", "css",
            "xpath=", "xpath",
            "id=", "id",
            "id:", "id",
            "name=", "name",
            "data-testid=", "testid",
            "text=", TEXT,
            "text_only:", SCREEN_TEXT);

    /**
     * One step.
     *
     * @param kind css, xpath, id, name, testid, text or role; screen-text or image when there is no other part
     * @param name of a role: the accessible name, or empty for any
     */
    record Part(String kind, String value, String name) {
        boolean isOnScreenOnly() {
            return kind.equals(IMAGE) || kind.equals(SCREEN_TEXT);
        }

        Map<String, Object> wire() {
            return Map.of("kind", kind, "value", value, "name", name);
        }
    }

    public Locator {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a locator.
     *
     * @throws SessionException E0403 when it is empty or too long, E0202 when an image or a text of the screen is only a part
     */
    public static Locator parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > MAX_LENGTH) {
            throw new SessionException(
                    ErrorCode.E0403, "a locator must have 1 to %,d characters".formatted(MAX_LENGTH));
        }
        List<Part> parts = new ArrayList<>();
        for (String part : JOINT.split(stripped)) {
            parts.add(part(part.strip()));
        }
        if (parts.size() > 1 && parts.stream().anyMatch(Part::isOnScreenOnly)) {
            throw new SessionException(
                    ErrorCode.E0202,
                    "`%s` cannot be looked for in parts: images and text_only: are found on screenshots, which have none"
                            .formatted(stripped));
        }
        return new Locator(stripped, parts);
    }

    private static Part part(String text) {
        for (Map.Entry<String, String> prefix : PREFIXES.entrySet()) {
            if (text.regionMatches(true, 0, prefix.getKey(), 0, prefix.getKey().length())) {
                String value = text.substring(prefix.getKey().length()).strip();
                return new Part(prefix.getValue(), unquoted(prefix.getValue(), value), "");
            }
        }
        if (text.startsWith("/") || text.startsWith("(/")) {
            return new Part("xpath", text, "");
        }
        if (text.regionMatches(true, 0, "role=", 0, "role=".length())) {
            return role(text.substring("role=".length()).strip());
        }
        return new Part(IMAGE_FILE.matcher(text).matches() ? IMAGE : TEXT, text, "");
    }

    /** Text may be quoted, so that it can hold what else would mean something. */
    private static String unquoted(String kind, String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted && !kind.equals("xpath") && !kind.equals("css") ? value.substring(1, value.length() - 1) : value;
    }

    private static Part role(String text) {
        Matcher matcher = ROLE.matcher(text);
        if (!matcher.matches()) {
            throw new SessionException(
                    ErrorCode.E0403, "`role=%s` must read like role=button or role=button[name=Save]".formatted(text));
        }
        String name = matcher.group(2);
        return new Part("role", matcher.group(1), name == null ? "" : unquoted("role", name));
    }

    /** The name of the file of an image by which it is found; empty when it is found in another way. */
    public Optional<String> image() {
        return parts.getFirst().kind().equals(IMAGE) ? Optional.of(text) : Optional.empty();
    }

    /** The whole text, when it says nothing about the way in which it is to be understood. */
    public Optional<String> bare() {
        Part first = parts.getFirst();
        boolean bare =
                parts.size() == 1 && first.kind().equals(TEXT) && first.value().equals(text);
        return bare ? Optional.of(text) : Optional.empty();
    }

    /** The text that can be read from a screenshot; empty when it is found in another way. */
    public Optional<String> screenText() {
        Part first = parts.getFirst();
        boolean text =
                parts.size() == 1 && (first.kind().equals(TEXT) || first.kind().equals(SCREEN_TEXT));
        return text ? Optional.of(first.value()) : Optional.empty();
    }

    /** Whether it can only be found on screenshots. */
    public boolean isOnScreenOnly() {
        return parts.getFirst().isOnScreenOnly();
    }

    List<Map<String, Object>> wire() {
        return parts.stream().map(Part::wire).toList();
    }
}
