package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ScopesTest {
    @ParameterizedTest
    @EnumSource(Scope.class)
    void an_admin_may_do_everything(Scope scope) {
        assertThat(Scopes.ALL.include(scope)).isTrue();
        assertThat(Scopes.ALL.cover(Scopes.of(scope))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Scope.class, mode = Mode.EXCLUDE, names = "ADMIN")
    void nobody_else_is_an_admin(Scope scope) {
        assertThat(Scopes.of(scope).include(Scope.ADMIN)).isFalse();
        assertThat(Scopes.of(scope).cover(Scopes.ALL)).isFalse();
    }

    @Test
    void who_may_write_may_read_the_same_and_nothing_else() {
        Scopes writer = Scopes.of(Scope.KEYS_WRITE);

        assertThat(Stream.of(Scope.values()).filter(writer::include))
                .containsExactly(Scope.KEYS_READ, Scope.KEYS_WRITE);
        assertThat(Scopes.of(Scope.KEYS_READ).include(Scope.KEYS_WRITE)).isFalse();
    }

    @Test
    void every_writing_scope_implies_its_reading_one() {
        assertThat(Stream.of(Scope.values()).filter(scope -> scope.wire().endsWith(":write")))
                .isNotEmpty()
                .allSatisfy(write -> {
                    Scope read =
                            Scope.of(write.wire().replace(":write", ":read")).orElseThrow();
                    assertThat(write.implies(read)).isTrue();
                });
    }

    @Test
    void no_scopes_allow_nothing() {
        Scopes none = Scopes.of();

        assertThat(Stream.of(Scope.values()).filter(none::include)).isEmpty();
        assertThat(none.cover(Scopes.of(Scope.KEYS_READ))).isFalse();
    }

    @Test
    void names_are_read_strictly_from_people_and_leniently_from_issuers() {
        assertThatThrownBy(() -> Scopes.named(List.of("keys:read", "keys:wright")))
                .hasMessageContaining("keys:wright")
                .hasMessageContaining("robots:connect");
        assertThat(Scopes.known(Stream.of("openid", "keys:read", "")).names()).containsExactly("keys:read");
    }
}
