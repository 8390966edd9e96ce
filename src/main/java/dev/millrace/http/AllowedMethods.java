package dev.millrace.http;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Which methods a path has, as the API's description says, which a test holds against the code. Thread-safe. */
@Singleton
final class AllowedMethods {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final List<Path> paths;

    /** A path of the description: {@code {name}} stands for any segment. */
    private record Path(String template, List<String> segments, Set<String> methods) {
        static Path of(String template, Map<?, ?> operations) {
            Set<String> methods = new TreeSet<>();
            operations.keySet().stream()
                    .map(String::valueOf)
                    .filter(METHODS::contains)
                    .forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return new Path(template, split(template), methods);
        }

        boolean matches(List<String> actual) {
            if (actual.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < actual.size(); i++) {
                if (!isVariable(segments.get(i)) && !segments.get(i).equals(actual.get(i))) {
                    return false;
                }
            }
            return true;
        }

        long variables() {
            return segments.stream().filter(Path::isVariable).count();
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{");
        }
    }

    AllowedMethods() {
        try (InputStream description =
                Objects.requireNonNull(AllowedMethods.class.getResourceAsStream("/META-INF/openapi.yaml"))) {
            Map<?, ?> document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(description);
            Map<?, ?> described = (Map<?, ?>) Objects.requireNonNull(document.get("paths"));
            this.paths = described.entrySet().stream()
                    .map(path -> Path.of(String.valueOf(path.getKey()), (Map<?, ?>) path.getValue()))
                    .sorted(Comparator.comparing(Path::variables))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the API's description is part of the program", e);
        }
    }

    /** The methods that work on a path; none when it is not described. */
    Set<String> of(String path) {
        return find(path).map(Path::methods).orElse(Set.of());
    }

    /** A path as it is described, such as {@code /v1/workflows/{id}}; empty when it is not described. */
    Optional<String> route(String path) {
        return find(path).map(Path::template);
    }

    private Optional<Path> find(String path) {
        List<String> segments = split(VersionlessPaths.current(path));
        return paths.stream().filter(candidate -> candidate.matches(segments)).findFirst();
    }

    private static List<String> split(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
