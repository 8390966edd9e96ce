package dev.millrace.docs;

import dev.millrace.testing.ApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** A Markdown file of the project. */
final class Document {
    private static final Parser PARSER =
            Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

    private final Path file;
    private final String text;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final List<String> anchors = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();

    /**
     * A fenced block of code.
     *
     * @param language what stands behind the fence; empty for nothing
     * @param line where it begins, counted from 1
     * @param mark the text of an HTML comment right before it
     */
    record Block(String language, String text, int line, Optional<String> mark) {}

    private Document(Path file, String text) {
        this.file = file;
        this.text = text;
        PARSER.parse(text).accept(new Reader());
    }

    static Document read(Path file) {
        try {
            return new Document(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the API's description says of it as a whole. Lines are counted from the first of that. */
    private static Document ofApi() {
        String name = "openapi.yaml";
        return new Document(
                Path.of("api", name),
                ApiDocument.inRepository(name).root().at("/info/description").textValue());
    }

    /** The README, all of {@code docs} and the API's description, in the order in which they are best read and run. */
    static List<Document> forUsers() {
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            Stream<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).sorted();
            Stream<Document> read =
                    Stream.concat(Stream.of(Path.of("README.md")), pages).map(Document::read);
            return Stream.concat(read, Stream.of(ofApi())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    /** All of it. */
    String text() {
        return text;
    }

    /** Its fenced blocks, in order. */
    List<Block> blocks() {
        return blocks;
    }

    /** Where its links lead, as it is written. */
    List<String> links() {
        return links;
    }

    /** The names by which its headings are linked to. */
    List<String> anchors() {
        return anchors;
    }

    /** The texts of its HTML comments. */
    List<String> marks() {
        return marks;
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static Optional<String> comment(Node node) {
        if (node instanceof HtmlBlock html) {
            String literal = html.getLiteral().strip();
            if (literal.startsWith("<!--") && literal.endsWith("-->")) {
                return Optional.of(literal.substring(4, literal.length() - 3).strip());
            }
        }
        return Optional.empty();
    }

    /** The name of a heading, as GitHub makes it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private final class Reader extends AbstractVisitor {
        @Override
        public void visit(FencedCodeBlock block) {
            Optional<String> mark = Optional.ofNullable(block.getPrevious()).flatMap(Document::comment);
            int line = block.getSourceSpans().getFirst().getLineIndex() + 1;
            blocks.add(new Block(block.getInfo(), block.getLiteral(), line, mark));
        }

        @Override
        public void visit(Heading heading) {
            StringBuilder words = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    words.append(text.getLiteral());
                }

                @Override
                public void visit(Code code) {
                    words.append(code.getLiteral());
                }
            });
            anchors.add(anchor(words.toString()));
            visitChildren(heading);
        }

        @Override
        public void visit(Link link) {
            links.add(link.getDestination());
        }

        @Override
        public void visit(HtmlBlock html) {
            comment(html).ifPresent(marks::add);
        }
    }
}
