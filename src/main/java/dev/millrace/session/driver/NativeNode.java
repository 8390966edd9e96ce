package dev.millrace.session.driver;

import dev.millrace.session.driver.Element.Bounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.NamedNodeMap;

/** A part of a device's screen as its source tells it, in Android's words or in Apple's. */
record NativeNode(org.w3c.dom.Element node) {
    private static final int LONGEST_TEXT = 200;
    private static final Pattern CORNERS = Pattern.compile("\\[(-?\\d+),\\s*(-?\\d+)]\\s*\\[(-?\\d+),\\s*(-?\\d+)]");

    /** Where people find the words of a part, the first that there is. */
    private static final List<String> WORDS =
            List.of("text", "label", "name", "content-desc", "title", "value", "hint", "placeholderValue");

    private static final List<String> IDS = List.of("resource-id", "id");

    /** An attribute; empty when there is none. */
    String get(String attribute) {
        return node.getAttribute(attribute);
    }

    /** Its class, such as {@code android.widget.Button} or {@code XCUIElementTypeButton}. */
    String tag() {
        return node.getTagName();
    }

    private boolean tagHas(String part) {
        return tag().contains(part);
    }

    private boolean is(String attribute) {
        return get(attribute).equals("true");
    }

    private boolean isNot(String attribute) {
        return get(attribute).equals("false");
    }

    boolean isEnabled() {
        return !isNot("enabled");
    }

    boolean isVisible() {
        return !isNot("visible") && !isNot("displayed");
    }

    boolean isButton() {
        return tagHas("Button");
    }

    boolean isInput() {
        return tagHas("Field")
                || tagHas("EditText")
                || tagHas("XCUIElementTypeTextView")
                || (tagHas("TextView") && is("focusable"));
    }

    boolean isImage() {
        return tagHas("Image");
    }

    boolean isText() {
        return !isInput() && (tagHas("StaticText") || tagHas("TextView"));
    }

    boolean isClickable() {
        boolean touchable = tag().startsWith("XCUIElementTypeButton")
                || tag().startsWith("android.widget.Button")
                || tagHas("ImageView")
                || tagHas("XCUIElementTypeImage");
        return is("clickable") || (isEnabled() && isVisible() && touchable);
    }

    /** Its place on the screen; empty when the source tells none, or when it has no extent. */
    Optional<Bounds> bounds() {
        Matcher corners = CORNERS.matcher(get("bounds"));
        if (corners.matches()) {
            return extent(new Bounds(
                    Integer.parseInt(corners.group(1)),
                    Integer.parseInt(corners.group(2)),
                    Integer.parseInt(corners.group(3)),
                    Integer.parseInt(corners.group(4))));
        }
        try {
            int x = Integer.parseInt(get("x"));
            int y = Integer.parseInt(get("y"));
            return extent(new Bounds(x, y, x + Integer.parseInt(get("width")), y + Integer.parseInt(get("height"))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Bounds> extent(Bounds bounds) {
        return bounds.x2() > bounds.x1() && bounds.y2() > bounds.y1() ? Optional.of(bounds) : Optional.empty();
    }

    /** What it says: of a field what it holds, else the first words that there are, else the end of its id. */
    String text() {
        List<String> sources = isInput() ? List.of("text", "value") : WORDS;
        return sources.stream()
                .map(this::get)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElseGet(() -> isInput() ? "" : idTail());
    }

    private String idTail() {
        String id = get("resource-id");
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** All words by which people may call it. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        WORDS.stream().map(this::get).filter(text -> !text.isBlank()).forEach(names::add);
        return names;
    }

    /** Its ids, whole and without what stands before the slash. */
    Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        IDS.stream().map(this::get).filter(id -> !id.isEmpty()).forEach(id -> {
            ids.add(id);
            ids.add(id.substring(id.lastIndexOf('/') + 1));
        });
        if (tag().startsWith("XCUIElementType") && !get("name").isEmpty()) {
            ids.add(get("name"));
        }
        return ids;
    }

    /** The last part of its class. */
    String shortTag() {
        String tag = tag().substring(tag().lastIndexOf('.') + 1);
        return tag.startsWith("XCUIElementType") ? tag.substring("XCUIElementType".length()) : tag;
    }

    private String type() {
        if (isInput()) {
            return "input";
        }
        if (isButton()) {
            return "button";
        }
        if (isImage()) {
            return "image";
        }
        return isText() ? "text" : shortTag().toLowerCase(Locale.ROOT);
    }

    /** Whether a word for a role, as web pages use them, fits it. */
    boolean hasRole(String role) {
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "button" -> isButton();
            case "textbox", "searchbox" -> isInput();
            case "img", "image" -> isImage();
            case "radio" -> shortTag().equalsIgnoreCase("RadioButton");
            case String other -> shortTag().equalsIgnoreCase(other);
        };
    }

    /** It as one of the elements that callers are given. */
    Element element(Bounds bounds, String xpath) {
        List<String> groups = new ArrayList<>();
        if (isClickable() || isInput()) {
            groups.add("interactive");
        }
        if (isButton()) {
            groups.add("buttons");
        }
        if (isInput()) {
            groups.add("inputs");
        }
        if (isImage()) {
            groups.add("images");
        }
        if (isText()) {
            groups.add("text");
        }
        String text = text();
        return new Element(
                type(),
                text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT),
                bounds,
                isClickable(),
                isVisible(),
                isEnabled(),
                xpath,
                extra(),
                Set.copyOf(groups));
    }

    private Map<String, String> extra() {
        Map<String, String> extra = new LinkedHashMap<>();
        extra.put("tag", tag());
        NamedNodeMap attributes = node.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            String value = attributes.item(i).getNodeValue();
            if (!value.isEmpty() && !value.equals("false")) {
                extra.put(attributes.item(i).getNodeName(), value);
            }
        }
        return extra;
    }
}
