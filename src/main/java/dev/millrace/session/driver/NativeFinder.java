package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Finds parts of a device's screen by locators, as the script of pages finds elements. */
final class NativeFinder {
    private final NativeTree tree;

    NativeFinder(NativeTree tree) {
        this.tree = tree;
    }

    /**
     * The parts that a locator fits, in the order of the source.
     *
     * @throws SessionException E0202 for a kind of locator that only pages know, E0403 for one that cannot be read
     */
    List<NativeNode> find(Locator locator) {
        List<NativeNode> found = tree.nodes();
        Node root = tree.document();
        boolean first = true;
        for (Locator.Part part : locator.parts()) {
            Set<NativeNode> next = new LinkedHashSet<>();
            if (first) {
                next.addAll(fitting(part, tree.nodes(), root));
            } else {
                found.forEach(outer -> next.addAll(fitting(part, below(outer), outer.node())));
            }
            found = List.copyOf(next);
            first = false;
        }
        return found;
    }

    private List<NativeNode> below(NativeNode outer) {
        NodeList all = outer.node().getElementsByTagName("*");
        List<NativeNode> below = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            below.add(new NativeNode((org.w3c.dom.Element) all.item(i)));
        }
        return below;
    }

    private List<NativeNode> fitting(Locator.Part part, List<NativeNode> candidates, Node root) {
        String value = part.value();
        return switch (part.kind()) {
            case "xpath" -> byPath(value, root);
            case "id" -> filtered(candidates, node -> node.ids().contains(value));
            case "name" ->
                filtered(candidates, node -> value.equals(node.get("name")) || value.equals(node.get("content-desc")));
            case "testid" ->
                filtered(candidates, node -> node.ids().contains(value) || value.equals(node.get("content-desc")));
            case "role" -> byRole(candidates, part);
            case "css" ->
                throw new SessionException(
                        ErrorCode.E0202,
                        "`css=%s`: a device has no pages; use xpath=, id=, name=, role=, text= or the class of an element"
                                .formatted(value));
            default -> byText(candidates, value);
        };
    }

    private static List<NativeNode> filtered(List<NativeNode> nodes, Predicate<NativeNode> test) {
        return nodes.stream().filter(test).toList();
    }

    private static List<NativeNode> byRole(List<NativeNode> candidates, Locator.Part part) {
        List<NativeNode> ofRole = filtered(candidates, node -> node.hasRole(part.value()));
        return part.name().isEmpty() ? ofRole : matching(ofRole, part.name());
    }

    private static List<NativeNode> byText(List<NativeNode> candidates, String text) {
        if (text.startsWith("android.") || text.startsWith("XCUIElementType")) {
            return filtered(candidates, node -> node.tag().equals(text));
        }
        return deepest(matching(candidates, text));
    }

    /** Those of which a name is the wanted one: exactly, else without regard to case, else as a part. */
    private static List<NativeNode> matching(List<NativeNode> candidates, String wanted) {
        String exact = wanted.strip();
        String low = exact.toLowerCase(Locale.ROOT);
        List<NativeNode> found = filtered(
                candidates,
                node -> any(node.names(), name -> name.strip().equals(exact))
                        || node.ids().contains(exact));
        if (found.isEmpty()) {
            found = filtered(
                    candidates, node -> any(node.names(), name -> lower(name).equals(low)));
        }
        return found.isEmpty()
                ? filtered(
                        candidates,
                        node -> any(node.names(), name -> lower(name).contains(low)))
                : found;
    }

    private static String lower(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean any(Collection<String> names, Predicate<String> test) {
        return names.stream().anyMatch(test);
    }

    /** Without those that merely contain another one. */
    private static List<NativeNode> deepest(List<NativeNode> nodes) {
        Set<Node> around = new LinkedHashSet<>();
        nodes.forEach(node -> {
            for (Node outer = node.node().getParentNode(); outer != null; outer = outer.getParentNode()) {
                around.add(outer);
            }
        });
        return filtered(nodes, node -> !around.contains(node.node()));
    }

    private static List<NativeNode> byPath(String path, Node root) {
        boolean inner = root.getNodeType() == Node.ELEMENT_NODE && path.startsWith("/");
        try {
            NodeList found = (NodeList) xpath().evaluate(inner ? "." + path : path, root, XPathConstants.NODESET);
            List<NativeNode> nodes = new ArrayList<>();
            for (int i = 0; i < found.getLength(); i++) {
                if (found.item(i) instanceof org.w3c.dom.Element element) {
                    nodes.add(new NativeNode(element));
                }
            }
            return nodes;
        } catch (XPathExpressionException e) {
            throw new SessionException(
                    ErrorCode.E0403, "the locator cannot be read: `%s` is no path of XPath 1.0".formatted(path));
        }
    }

    private static XPath xpath() {
        try {
            XPathFactory factory = XPathFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newXPath();
        } catch (XPathFactoryConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
