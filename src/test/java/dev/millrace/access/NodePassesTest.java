package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Node;
import dev.millrace.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePassesTest {
    private static final String PATH = "/v1/sessions/1?filter_config=all";
    private static final Caller ADA = new Caller(
            "ada",
            Scopes.of(Scope.SESSIONS_WRITE),
            new Credential(Credential.Kind.API_KEY, "key-1", new Validity.Key("key-1", KeyDigest.of("secret"))),
            "192.0.2.7");

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private Node node = unopened();

    @SuppressWarnings("NullAway") // opened before each test
    private static Node unopened() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        node = Node.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private NodePasses passes(String secret) {
        return new NodePasses(new Secret(secret), node, new ObjectMapper(), clock);
    }

    private Member self() {
        return new Member(node.id(), node.life(), 1, "here", "http://127.0.0.1:1", "1", 0, 0, false, null);
    }

    private String issued(NodePasses passes) {
        return passes.issue(ADA, self(), "GET", PATH);
    }

    @Test
    void a_pass_tells_who_calls_and_by_what_they_were_known() {
        NodePasses passes = passes("s".repeat(32));

        Caller caller = passes.redeem(issued(passes), "GET", PATH).orElseThrow().caller();

        assertThat(caller).isNotNull();
        assertThat(caller.userId()).isEqualTo("ada");
        assertThat(caller.scopes()).isEqualTo(ADA.scopes());
        assertThat(caller.address()).isEqualTo("192.0.2.7");
        assertThat(caller.credential().validity()).isInstanceOfSatisfying(Validity.Key.class, key -> assertThat(
                        key.digest().matches(KeyDigest.of("secret")))
                .isTrue());
    }

    @Test
    void a_pass_of_a_server_names_no_caller() {
        NodePasses passes = passes("s".repeat(32));

        assertThat(passes.redeem(passes.issue(self(), "POST", "/v1/x"), "POST", "/v1/x")
                        .orElseThrow()
                        .caller())
                .isNull();
    }

    @Test
    void a_pass_is_good_once() {
        NodePasses passes = passes("s".repeat(32));
        String pass = issued(passes);

        assertThat(passes.redeem(pass, "GET", PATH)).isPresent();
        assertThat(passes.redeem(pass, "GET", PATH)).isEmpty();
    }

    @Test
    void a_pass_is_good_for_the_request_that_it_was_made_for() {
        NodePasses passes = passes("s".repeat(32));

        assertThat(passes.redeem(issued(passes), "DELETE", PATH)).isEmpty();
        assertThat(passes.redeem(issued(passes), "GET", "/v1/sessions/2")).isEmpty();
    }

    @Test
    void a_pass_is_good_for_half_a_minute_by_either_clock() {
        NodePasses passes = passes("s".repeat(32));
        String early = issued(passes);
        clock.advance(Duration.ofSeconds(31));
        String late = issued(passes);

        assertThat(passes.redeem(early, "GET", PATH)).isEmpty();
        clock.advance(Duration.ofSeconds(-31));
        assertThat(passes.redeem(late, "GET", PATH)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(passes.redeem(late, "GET", PATH)).isPresent();
    }

    @Test
    void a_pass_is_good_for_one_life_of_one_server() throws IOException {
        NodePasses passes = passes("s".repeat(32));
        String pass = issued(passes);
        node.close();
        node = Node.open(folder);

        assertThat(passes("s".repeat(32)).redeem(pass, "GET", PATH)).isEmpty();
    }

    @Test
    void what_is_not_signed_with_the_secret_is_no_pass() {
        NodePasses passes = passes("s".repeat(32));
        String pass = issued(passes("t".repeat(32)));
        String good = issued(passes);

        assertThat(passes.redeem(pass, "GET", PATH)).isEmpty();
        assertThat(passes.redeem(good.substring(1), "GET", PATH)).isEmpty();
        assertThat(passes.redeem(good.substring(0, good.length() - 4), "GET", PATH))
                .isEmpty();
        assertThat(passes.redeem("", "GET", PATH)).isEmpty();
        assertThat(passes.redeem(".", "GET", PATH)).isEmpty();
        assertThat(passes.redeem("%.%", "GET", PATH)).isEmpty();
    }

    @Test
    void without_a_secret_there_are_no_passes() {
        NodePasses passes = passes("s".repeat(32));

        assertThat(passes("").redeem(issued(passes), "GET", PATH)).isEqualTo(Optional.empty());
    }
}
