package dev.millrace.http;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which methods a path has, as the API's description says, which a test holds against the code. Thread-safe. */
@Singleton
final class AllowedMethods {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final Place root = new Place();

    /** A path of the description. */
    private record Path(String template, Set<String> methods) {
        static Path of(String template, Collection<String> keys) {
            Set<String> methods = new TreeSet<>();
            keys.stream().filter(METHODS::contains).forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return new Path(template, methods);
        }
    }

    /** Where one is after some segments of a path, and where one gets from there; {@code {name}} leads on by any segment. */
    private static final class Place {
        private final Map<String, Place> named = new HashMap<>();
        private @Nullable Place any;
        private @Nullable Path path;

        void add(Path added) {
            Place place = this;
            for (String segment : added.template().split("/", -1)) {
                place = place.next(segment);
            }
            place.path = added;
        }

        private Place next(String segment) {
            if (!segment.startsWith("{")) {
                return named.computeIfAbsent(segment, _ -> new Place());
            }
            if (any == null) {
                any = new Place();
            }
            return any;
        }

        /** The path that is described, of which the rest begins at an index. */
        @Nullable
        Path find(String actual, int from) {
            int slash = actual.indexOf('/', from);
            String segment = slash < 0 ? actual.substring(from) : actual.substring(from, slash);
            Path found = find(named.get(segment), actual, slash);
            return found == null ? find(any, actual, slash) : found;
        }

        private static @Nullable Path find(@Nullable Place place, String actual, int slash) {
            if (place == null) {
                return null;
            }
            return slash < 0 ? place.path : place.find(actual, slash + 1);
        }
    }

    AllowedMethods() {
        DescribedPaths.all().forEach((path, keys) -> root.add(Path.of(path, keys)));
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
        return Optional.ofNullable(root.find(VersionlessPaths.current(path), 0));
    }
}
