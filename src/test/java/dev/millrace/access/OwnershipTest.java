package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who sees, and who changes, what. */
class OwnershipTest {
    private static final Map<String, Caller> CALLERS = Map.of(
            "ada", caller("ada", Scope.EXECUTIONS_WRITE),
            "ben", caller("ben", Scope.EXECUTIONS_WRITE),
            "root", caller("root", Scope.ADMIN));

    private static Caller caller(String user, Scope scope) {
        return new Caller(user, Scopes.of(scope), new Credential(Credential.Kind.API_KEY, null), "192.0.2.1");
    }

    private static void assertSeen(Ownership ownership, String... by) {
        assertThat(CALLERS.values().stream().filter(ownership::isVisibleTo).map(Caller::userId))
                .containsExactlyInAnyOrder(by);
    }

    private static void assertChanged(Ownership ownership, String... by) {
        assertThat(CALLERS.values().stream().filter(ownership::isChangeableBy).map(Caller::userId))
                .containsExactlyInAnyOrder(by);
    }

    @Test
    void what_is_private_is_for_its_owner_and_admins() {
        Ownership ownership = new Ownership("ada", Visibility.PRIVATE);

        assertSeen(ownership, "ada", "root");
        assertChanged(ownership, "ada", "root");
        assertThat(ownership.audience()).isEqualTo("ada");
    }

    @Test
    void what_is_shared_is_seen_by_all_and_changed_by_its_owner() {
        Ownership ownership = new Ownership("ada", Visibility.SHARED);

        assertSeen(ownership, "ada", "ben", "root");
        assertChanged(ownership, "ada", "root");
        assertThat(ownership.audience()).isEqualTo(Ownership.EVERYBODY);
    }

    @Test
    void what_is_nobodys_is_seen_by_all_whatever_it_says() {
        for (Visibility visibility : Visibility.values()) {
            Ownership ownership = new Ownership(null, visibility);

            assertSeen(ownership, "ada", "ben", "root");
            assertChanged(ownership, "root");
        }
    }

    @Test
    void a_user_sees_by_name_what_no_scope_is_needed_for() {
        Ownership ownership = new Ownership("ada", Visibility.PRIVATE);

        assertThat(ownership.isVisibleTo("ada")).isTrue();
        assertThat(ownership.isVisibleTo("root")).isFalse();
        assertThat(ownership.isVisibleTo(Ownership.EVERYBODY)).isFalse();
    }
}
