package dev.millrace.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a caller may do: the scopes that were granted, and what these imply. */
public record Scopes(Set<Scope> granted) {
    /** Everything. */
    public static final Scopes ALL = Scopes.of(Scope.ADMIN);

    public Scopes {
        granted = Set.copyOf(granted);
    }

    /** These scopes. */
    public static Scopes of(Scope... scopes) {
        return new Scopes(Set.of(scopes));
    }

    /**
     * The scopes of these names.
     *
     * @throws IllegalArgumentException that names the first one that does not exist, and those that do
     */
    static Scopes named(Collection<String> names) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : names) {
            scopes.add(Scope.of(name)
                    .orElseThrow(() -> new IllegalArgumentException("there is no scope `" + name + "`; there is: "
                            + Arrays.stream(Scope.values()).map(Scope::wire).collect(Collectors.joining(", ")))));
        }
        return new Scopes(scopes);
    }

    /** Those of these names that exist here: tokens of an issuer may carry scopes for others as well. */
    static Scopes known(Stream<String> names) {
        return new Scopes(names.map(Scope::of).flatMap(Optional::stream).collect(Collectors.toSet()));
    }

    /** Whether the holder may do what this scope stands for. */
    public boolean include(Scope scope) {
        for (Scope mine : granted) {
            if (mine.implies(scope)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the holder may do everything that a holder of the others may do. */
    boolean cover(Scopes others) {
        return others.granted.stream().allMatch(this::include);
    }

    /** The names of the granted scopes, always in the same order. */
    @JsonValue
    public List<String> names() {
        return granted.stream().sorted().map(Scope::wire).toList();
    }
}
