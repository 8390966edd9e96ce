package dev.millrace.diagram;

import static dev.millrace.diagram.DiagramTest.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.http.ProblemException;
import dev.millrace.workflow.Workflow;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class DiagramFormatTest {
    private static final Pattern MERMAID_LINE = Pattern.compile(
            "flowchart TD|  n\\d+[^\"]*(\"[^\"<>%{}`]*(<br/>[^\"<>%{}`]*)?\"[^\"]*)?|  n\\d+ -\\.?->? ?.*|  (classDef|linkStyle) .*");
    private static final Pattern DOT_LINE =
            Pattern.compile("(digraph )?([^\"]|\"([^\"\\\\]|\\\\\\\\|\\\\\"|\\\\n)*\")*( \\{|;)|}");

    /** A workflow in whose names, commands and messages there is a text. */
    private static Workflow with(String text) {
        String quoted = quoted(text);
        return workflow("""
                name: %s
                states:
                  initial: first
                  first: {type: step, command: "echo x", transitions: [{when: %s, goto: end}], on_success: end}
                  end: {type: terminal, message: %s}
                """.formatted(
                        quoted, quoted("inputs.x == " + quoted(text.replace("{", ""))), quoted(text.replace("{", ""))));
    }

    private static String quoted(String text) {
        return text.codePoints()
                .mapToObj(c -> c < 0x20 || "\"\\".indexOf(c) >= 0 ? "\\x%02x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static Document svg(Workflow workflow) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(DiagramFormat.SVG.draw(workflow))));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Element> elements(Document document, String name) {
        NodeList all = document.getElementsByTagName(name);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .toList();
    }

    @Test
    void mermaidIsAFlowchart() {
        assertThat(DiagramFormat.MERMAID.draw(workflow("""
                        name: w
                        states:
                          initial: go
                          go: {type: step, command: "make", on_success: done, on_failure: broken}
                          done: {type: terminal}
                          broken: {type: terminal, status: failure}
                        """))).startsWith("""
                flowchart TD
                  n0((" ")):::start
                  n1["go<br/>make"]
                  n2(["done"]):::success
                  n3(["broken"]):::failure
                  n0 --> n1
                  n1 -->|"success"| n2
                  n1 -->|"failure"| n3
                """).endsWith("""
                  linkStyle 2 stroke:#b91c1c
                  linkStyle 1 stroke:#15803d
                """);
    }

    @Test
    void dotIsADigraph() {
        assertThat(DiagramFormat.DOT.draw(workflow(DiagramTest.EVERYTHING)))
                .startsWith("digraph \"everything\" {\n")
                .contains("  n1 [label=\"fetch\\ngit clone x\"];\n")
                .contains("  n2 [label=\"checks\\nall succeed, 1 at a time\", shape=hexagon, style=filled];\n")
                .contains("  n2 -> n3 [label=\"branch\", style=dashed];\n")
                .endsWith("}\n");
    }

    @Test
    void svgShowsAllNamesAndLabels() {
        List<String> texts = elements(svg(workflow(DiagramTest.EVERYTHING)), "text").stream()
                .map(Element::getTextContent)
                .toList();

        assertThat(texts)
                .contains("fetch", "git clone x", "COMMAND", "PARALLEL", "FOR EACH", "WHILE", "WORKFLOW", "OPERATION")
                .contains("states.build.ExitCode == 3", "success, failure", "body", "again", "branch", "complete");
    }

    @Test
    void nodesAndLabelsOfAnSvgDoNotOverlap() {
        List<double[]> boxes = new ArrayList<>();
        for (Element rect : elements(svg(workflow(DiagramTest.EVERYTHING)), "rect")) {
            if (Pattern.matches("card|good|bad|under", rect.getAttribute("class"))) {
                double x = Double.parseDouble(rect.getAttribute("x"));
                double y = Double.parseDouble(rect.getAttribute("y"));
                boxes.add(new double[] {
                    x,
                    y,
                    x + Double.parseDouble(rect.getAttribute("width")),
                    y + Double.parseDouble(rect.getAttribute("height"))
                });
            }
        }

        assertThat(boxes).hasSize(13 + 17);
        for (double[] a : boxes) {
            for (double[] b : boxes) {
                boolean apart = a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];
                assertThat(a == b || apart).as("%s and %s", a, b).isTrue();
            }
        }
    }

    @Property(tries = 300)
    void noTextBreaksOutOfAnyFormat(@ForAll @StringLength(min = 1, max = 30) @Hostile String text) {
        Workflow workflow = with("x" + text);

        assertThat(DiagramFormat.MERMAID.draw(workflow).lines()).allMatch(MERMAID_LINE.asMatchPredicate());
        assertThat(DiagramFormat.DOT.draw(workflow).lines().filter(line -> !line.startsWith("  rankdir")))
                .allMatch(DOT_LINE.asMatchPredicate());
        assertThat(elements(svg(workflow), "*"))
                .extracting(Element::getTagName)
                .containsOnly("svg", "title", "style", "defs", "marker", "path", "rect", "circle", "text");
    }

    @Property(tries = 60)
    void anyGraphCanBeDrawn(@ForAll @Size(min = 1, max = 25) List<Byte> targets) {
        int count = targets.size();
        StringBuilder source = new StringBuilder("name: any\nstates:\n  initial: s0\n  end: {type: terminal}\n");
        for (int i = 0; i < count; i++) {
            int success = Math.floorMod(targets.get(i), count);
            int failure = Math.floorMod(targets.get(i) * 7 + i, count + 1);
            source.append("  s%d: {type: step, command: x, on_success: s%d, on_failure: %s}\n"
                    .formatted(i, success, failure == count ? "end" : "s" + failure));
        }

        Document picture = svg(workflow(source.toString()));

        assertThat(elements(picture, "circle")).hasSize(1);
        assertThat(elements(picture, "rect").stream()
                        .filter(rect -> rect.getAttribute("class").equals("card")))
                .hasSize(count);
        assertThat(picture.getDocumentElement().getAttribute("viewBox")).matches("0 0 [0-9.]+ [0-9.]+");
    }

    @Test
    void whatIsTooLargeForAPictureIsRefused() {
        StringBuilder source = new StringBuilder("name: large\nstates:\n  initial: s0\n  end: {type: terminal}\n");
        for (int i = 0; i < 4_000; i++) {
            source.append("  s%d: {type: step, command: x, on_success: %s, on_failure: end}\n"
                    .formatted(i, i == 3_999 ? "end" : "s" + (i + 1)));
        }
        Workflow workflow = workflow(source.toString());

        assertThatThrownBy(() -> DiagramFormat.SVG.draw(workflow))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("too many states");
        assertThat(DiagramFormat.DOT.draw(workflow)).contains("  n4001 -> n1 ");
    }
}
