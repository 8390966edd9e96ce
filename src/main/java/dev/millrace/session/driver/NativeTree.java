package dev.millrace.session.driver;

import dev.millrace.session.driver.Element.Bounds;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What is on a device's screen: its source, read once. Used by one thread. */
final class NativeTree {
    /** What tells a part from others, the shortest and steadiest first. */
    private static final List<String> TELLING =
            List.of("resource-id", "id", "name", "content-desc", "label", "text", "value");

    private static final String SLASHES = "//";

    private final Document document;
    private final List<NativeNode> nodes = new ArrayList<>();

    /** How often each path fits, and for paths by class alone which of them each part is. */
    private final Map<String, Integer> counts = new HashMap<>();

    private final Map<org.w3c.dom.Element, Integer> places = new HashMap<>();

    private NativeTree(Document document) {
        this.document = document;
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            add(new NativeNode((org.w3c.dom.Element) all.item(i)));
        }
    }

    private void add(NativeNode node) {
        nodes.add(node);
        places.put(node.node(), counts.merge(SLASHES + node.tag(), 1, Integer::sum));
        TELLING.forEach(attribute -> counts.merge(path("*", node, attribute), 1, Integer::sum));
        TELLING.forEach(attribute -> counts.merge(path(node.tag(), node, attribute), 1, Integer::sum));
    }

    /** Reads a source. Throws E0401 when it is none. */
    static NativeTree read(String source) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return new NativeTree(builder.parse(new InputSource(new StringReader(source))));
        } catch (SAXException e) {
            throw new SessionException(ErrorCode.E0401, "the device's source cannot be read as XML: " + e.getMessage());
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    Document document() {
        return document;
    }

    /** All parts, in the order of the source. */
    List<NativeNode> nodes() {
        return nodes;
    }

    /** Those that are somewhere on the screen. */
    List<Element> elements(int most) {
        return nodes.stream()
                .flatMap(node -> node.bounds().stream().map(bounds -> node.element(bounds, xpath(node))))
                .limit(most)
                .toList();
    }

    /** How large the screen is, if the source tells it. */
    Optional<Size> size() {
        return nodes.stream()
                .limit(3)
                .flatMap(node -> node.bounds().or(() -> wholeOf(node)).stream())
                .filter(bounds -> bounds.x1() == 0 && bounds.y1() == 0)
                .findFirst()
                .map(bounds -> new Size(bounds.x2(), bounds.y2()));
    }

    private static Optional<Bounds> wholeOf(NativeNode node) {
        try {
            return Optional.of(
                    new Bounds(0, 0, Integer.parseInt(node.get("width")), Integer.parseInt(node.get("height"))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** A path that fits this part only: by what tells it from others, else by its place among those of its class. */
    String xpath(NativeNode node) {
        for (String attribute : TELLING) {
            for (String tag : List.of("*", node.tag())) {
                String path = path(tag, node, attribute);
                if (!path.isEmpty() && counts.getOrDefault(path, 0) == 1) {
                    return path;
                }
            }
        }
        String path = SLASHES + node.tag();
        return counts.getOrDefault(path, 0) == 1 ? path : "(%s)[%d]".formatted(path, places.get(node.node()));
    }

    /** Empty when the part has no such attribute, or one that cannot be quoted. */
    private static String path(String tag, NativeNode node, String attribute) {
        String value = node.get(attribute);
        if (value.isBlank() || value.length() > 100 || value.indexOf('\n') >= 0) {
            return "";
        }
        if (value.indexOf('"') < 0) {
            return "//%s[@%s=\"%s\"]".formatted(tag, attribute, value);
        }
        return value.indexOf('\'') < 0 ? "//%s[@%s='%s']".formatted(tag, attribute, value) : "";
    }
}
