package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class DescribedPathsTest {
    @Test
    void they_are_what_a_parser_finds() throws IOException {
        String document = Files.readString(Path.of("api", "openapi.yaml"));
        Map<String, List<String>> parsed = new LinkedHashMap<>();
        Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(document);
        ((Map<?, ?>) Objects.requireNonNull(root.get("paths")))
                .forEach((path, operations) -> parsed.put(
                        path.toString(),
                        ((Map<?, ?>) operations)
                                .keySet().stream().map(Object::toString).toList()));

        assertThat(parsed).isNotEmpty();
        assertThat(DescribedPaths.all()).isEqualTo(parsed);
    }
}
