package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where documents lead. Addresses of other sites are not looked at. */
class LinksTest {
    private static final Pattern PAGE = Pattern.compile("\\bdocs/[a-z-]+\\.md\\b");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:IT|Test))`");

    @TempDir
    private Path folder;

    private static List<Document> documents() {
        Stream<Document> others = Stream.of(
                        "ARCHITECTURE.md",
                        "CHANGELOG.md",
                        "CONTRIBUTING.md",
                        "conformance/README.md",
                        "conformance/deviations.md")
                .map(Path::of)
                .map(Document::read);
        return Stream.concat(Document.forUsers().stream(), others).toList();
    }

    private static List<String> broken(Document document) {
        return document.links().stream()
                .filter(link -> !link.contains("://"))
                .filter(link -> !leadsSomewhere(link, document))
                .map(link -> document + ": " + link)
                .toList();
    }

    private static boolean leadsSomewhere(String link, Document document) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path file = path.isEmpty()
                ? document.file()
                : document.file().toAbsolutePath().resolveSibling(path);
        return Files.exists(file) && (hash < 0 || Document.read(file).anchors().contains(link.substring(hash + 1)));
    }

    @Test
    void every_link_leads_to_a_file_and_a_heading() {
        assertThat(documents().stream().map(LinksTest::broken).flatMap(List::stream))
                .isEmpty();
    }

    @Test
    void a_link_that_leads_nowhere_is_found() throws IOException {
        Path file = Files.writeString(folder.resolve("page.md"), """
                # One `two`: three

                [good](#one-two-three) [file](page.md#one-two-three) [site](https://example.com/none)
                [no heading](#four) [no file](none.md) [no heading there](page.md#four)
                """);
        assertThat(broken(Document.read(file)))
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .containsExactly("#four", "none.md", "page.md#four");
    }

    @Test
    void every_page_of_the_documentation_is_in_its_index() throws IOException {
        List<String> links = Document.read(Path.of("docs/README.md")).links();
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            assertThat(pages.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .isSubsetOf(links);
        }
    }

    @Test
    void pages_that_are_named_in_texts_exist() throws IOException {
        List<String> texts =
                new ArrayList<>(documents().stream().map(Document::text).toList());
        texts.add(Files.readString(Path.of("src/main/resources/init/millrace.yaml")));
        assertThat(texts)
                .flatMap(text -> PAGE.matcher(text)
                        .results()
                        .map(result -> Path.of(result.group()))
                        .toList())
                .allMatch(Files::exists);
    }

    @Test
    void tests_that_are_named_in_texts_exist() throws IOException {
        Set<String> tests;
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            tests = sources.map(source -> source.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(documents().stream()
                        .flatMap(document -> TEST.matcher(document.text()).results())
                        .map(result -> result.group(1)))
                .isSubsetOf(tests);
    }
}
