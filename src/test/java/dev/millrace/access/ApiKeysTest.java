package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.access.ApiKeys.Made;
import dev.millrace.access.ApiKeys.Wish;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of keys, on a real database. */
class ApiKeysTest {
    private static final Caller ADMIN = caller("root", Scopes.ALL);
    private static final Caller ADA = caller("ada", Scopes.of(Scope.KEYS_WRITE, Scope.EXECUTIONS_READ));
    private static final PageRequest ALL = new PageRequest(Long.MAX_VALUE, 200, null);

    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    private Parts parts = unopened();

    private record Parts(Database database, ApiKeyStore store, KeyUses uses, ApiKeyVerifier verifier, ApiKeys keys) {}

    @SuppressWarnings("NullAway") // set before each test
    private static Parts unopened() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        Database database = Database.open(folder.resolve("test.db"), new SimpleMeterRegistry());
        ApiKeyStore store = new ApiKeyStore(database);
        KeyUses uses = new KeyUses(store);
        ApiKeyVerifier verifier = new ApiKeyVerifier(store, uses, clock);
        parts = new Parts(database, store, uses, verifier, new ApiKeys(store, verifier, new Ids(clock, 0), clock));
    }

    @AfterEach
    void close() throws Exception {
        parts.database().stop();
    }

    private static Caller caller(String user, Scopes scopes) {
        return new Caller(user, scopes, new Credential(Credential.Kind.API_KEY, "x"), "192.0.2.1");
    }

    private Made make(Caller by, @Nullable String expiresIn, String... scopes) {
        return parts.keys().create(by, new Wish("a key", List.of(scopes), expiresIn, null));
    }

    private boolean works(PlainKey key) {
        return parts.verifier().verify(key.text()) instanceof Login.Known;
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status())
                .isEqualTo(status));
    }

    @Test
    void a_key_works_from_when_it_is_made_until_it_is_deleted() {
        Made made = make(ADA, null, "executions:read");

        assertThat(parts.verifier().verify(made.plain().text())).isInstanceOfSatisfying(Login.Known.class, known -> {
            assertThat(known.userId()).isEqualTo("ada");
            assertThat(known.scopes()).isEqualTo(Scopes.of(Scope.EXECUTIONS_READ));
            assertThat(known.credential().kind()).isEqualTo(Credential.Kind.API_KEY);
            assertThat(known.credential().id()).isEqualTo(made.key().id());
        });
        parts.keys().delete(ADA, made.key().id());
        assertThat(works(made.plain())).isFalse();
        assertRefused(404, () -> parts.keys().delete(ADA, made.key().id()));
    }

    @Test
    void a_key_of_the_same_id_with_another_secret_does_not_work() {
        Made made = make(ADA, null, "executions:read");

        assertThat(works(PlainKey.withId(made.key().id()))).isFalse();
        assertThat(works(PlainKey.random())).isFalse();
    }

    @Test
    void a_key_expires_to_the_second() {
        Made made = make(ADA, "90", "executions:read");

        clock.advance(Duration.ofMillis(89_999));
        assertThat(works(made.plain())).isTrue();
        assertThat(parts.verifier().isLive(made.key().id(), made.plain().digest()))
                .isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(works(made.plain())).isFalse();
        assertThat(parts.verifier().isLive(made.key().id(), made.plain().digest()))
                .isFalse();
        assertRefused(409, () -> parts.keys().rotate(ADA, made.key().id(), Duration.ZERO));
    }

    @Test
    void a_rotated_key_has_another_secret_and_is_otherwise_the_same() {
        Made made = make(ADA, "1h", "executions:read");

        Made next = parts.keys().rotate(ADA, made.key().id(), Duration.ZERO);

        assertThat(works(made.plain())).isFalse();
        assertThat(works(next.plain())).isTrue();
        assertThat(next.key())
                .usingRecursiveComparison()
                .ignoringFields("digest")
                .isEqualTo(made.key());
    }

    @Test
    void with_a_grace_both_work_for_a_while() {
        Made made = make(ADA, null, "executions:read");
        Made next = parts.keys().rotate(ADA, made.key().id(), Duration.ofMinutes(1));

        clock.advance(Duration.ofSeconds(59));
        assertThat(works(made.plain())).isTrue();
        assertThat(works(next.plain())).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(works(made.plain())).isFalse();
        assertThat(works(next.plain())).isTrue();
    }

    @Test
    void rotating_again_ends_the_grace_of_the_one_before() {
        Made first = make(ADA, null, "executions:read");
        Made second = parts.keys().rotate(ADA, first.key().id(), Duration.ofHours(1));
        parts.keys().rotate(ADA, first.key().id(), Duration.ofHours(1));

        assertThat(works(first.plain())).isFalse();
        assertThat(works(second.plain())).isTrue();
    }

    @Test
    void nobody_gets_a_key_that_may_do_more_than_they() {
        assertRefused(403, () -> make(ADA, null, "admin"));
        assertRefused(403, () -> make(ADA, null, "executions:read", "commands"));
        make(ADA, null, "keys:read");
    }

    @Test
    void nobody_gets_more_by_rotating_a_key_of_theirs() {
        Made strong = parts.keys().create(ADMIN, new Wish("strong", List.of("admin"), null, "ada"));

        assertRefused(403, () -> parts.keys().rotate(ADA, strong.key().id(), Duration.ZERO));
        assertThat(works(strong.plain())).isTrue();
    }

    @Test
    void left_out_the_scopes_are_those_of_who_asks() {
        Made made = parts.keys().create(ADA, new Wish("same", null, null, null));

        assertThat(made.key().scopes()).isEqualTo(ADA.scopes());
    }

    @Test
    void keys_of_others_are_not_there_but_for_an_admin() {
        Made his = parts.keys().create(ADMIN, new Wish("his", List.of("keys:read"), null, "bob"));
        Made hers = make(ADA, null, "keys:read");

        assertRefused(404, () -> parts.keys().get(ADA, his.key().id()));
        assertRefused(404, () -> parts.keys().rotate(ADA, his.key().id(), Duration.ZERO));
        assertRefused(404, () -> parts.keys().delete(ADA, his.key().id()));
        assertThat(parts.keys().list(ADA, ALL))
                .extracting(ApiKey::id)
                .containsExactly(hers.key().id());
        assertThat(parts.keys().count(ADA)).isEqualTo(1);
        assertThat(parts.keys().list(ADMIN, ALL))
                .extracting(ApiKey::id)
                .containsExactly(hers.key().id(), his.key().id());
        parts.keys().delete(ADMIN, his.key().id());
        assertThat(works(his.plain())).isFalse();
    }

    @Test
    void only_an_admin_makes_keys_for_others() {
        assertRefused(403, () -> parts.keys().create(ADA, new Wish("x", List.of("keys:read"), null, "bob")));
        assertRefused(422, () -> parts.keys().create(ADMIN, new Wish("x", null, null, "two words")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "soon", "-1", "1y", "5000d", "9999999999"})
    void a_lifetime_that_is_none_is_refused(String expiresIn) {
        assertRefused(422, () -> make(ADA, expiresIn, "keys:read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "line\nbreak"})
    void a_name_must_be_fit_to_be_shown(String name) {
        assertRefused(422, () -> parts.keys().create(ADA, new Wish(name, null, null, null)));
    }

    @Test
    void uses_are_known_at_once_and_written_later() {
        Made made = make(ADA, null, "keys:read");
        clock.advance(Duration.ofHours(1));
        works(made.plain());
        ApiKey before = parts.keys().get(ADA, made.key().id());
        assertThat(before.lastUsedAt()).isNull();
        assertThat(parts.uses().latest(before)).isEqualTo(clock.millis());

        parts.uses().flush();

        ApiKey after = parts.keys().get(ADA, made.key().id());
        assertThat(after.lastUsedAt()).isEqualTo(clock.millis());
        assertThat(parts.uses().latest(after)).isEqualTo(clock.millis());
    }

    @Test
    void the_database_does_not_hold_any_key() throws Exception {
        Made made = make(ADA, null, "keys:read");
        parts.database().stop();

        assertThat(Files.readString(folder.resolve("test.db"), StandardCharsets.ISO_8859_1))
                .contains(made.key().id())
                .doesNotContain(made.plain().secret());
        open();
    }

    @Test
    void the_admin_key_is_left_for_the_servers_user_alone() throws Exception {
        PlainKey key = PlainKey.random();

        AdminKeyFile.write(folder, key);

        Path file = AdminKeyFile.in(folder);
        assertThat(AdminKeyFile.read(folder)).contains(key.text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        AdminKeyFile.write(folder, PlainKey.random());
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .filteredOn(path -> path.toString().contains("admin.key"))
                    .hasSize(1);
        }
    }
}
