package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Redis;
import dev.millrace.testing.TestRedis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Tickets of two servers with one Redis. */
class SharedTicketsTest {
    static final List<Validity> VALIDITIES = List.of(new Validity.Unbounded(), new Validity.Until(1_700_000_000_000L));

    private final ManualClock clock = new ManualClock();

    private Tickets tickets(Redis redis) {
        return new Tickets(clock, new SharedTickets(redis, new ObjectMapper()));
    }

    private static Caller caller(Validity validity) {
        return new Caller(
                "ada",
                Scopes.of(Scope.EXECUTIONS_READ, Scope.CATALOG_READ),
                new Credential(Credential.Kind.JWT, "t1", validity),
                "192.0.2.1");
    }

    @ParameterizedTest
    @FieldSource("VALIDITIES")
    void a_ticket_is_good_once_at_any_server(Validity validity) {
        try (Redis first = TestRedis.shared().connect();
                Redis second = TestRedis.shared().connect()) {
            Tickets here = tickets(first);
            Tickets there = tickets(second);
            Tickets.Ticket ticket = here.issue(caller(validity));

            assertThat(there.redeem(ticket.text())).contains(caller(validity));
            assertThat(there.redeem(ticket.text())).isEmpty();
            assertThat(here.redeem(ticket.text())).isEmpty();
        }
    }

    @Test
    void a_ticket_that_was_given_for_a_key_ends_with_the_key() {
        try (Redis redis = TestRedis.shared().connect()) {
            Tickets tickets = tickets(redis);
            KeyDigest digest = KeyDigest.of("mr_x");
            Tickets.Ticket ticket = tickets.issue(caller(new Validity.Key("k1", digest)));

            Validity validity =
                    tickets.redeem(ticket.text()).orElseThrow().credential().validity();

            assertThat(validity).isInstanceOfSatisfying(Validity.Key.class, key -> {
                assertThat(key.id()).isEqualTo("k1");
                assertThat(key.digest().matches(digest)).isTrue();
            });
        }
    }

    @Test
    void nobody_can_use_what_redis_shows() throws Redis.Away {
        try (TestRedis server = TestRedis.start();
                Redis redis = server.connect()) {
            Tickets.Ticket ticket = tickets(redis).issue(caller(new Validity.Unbounded()));

            List<String> keys = redis.ask(connection -> connection.sync().keys("*"));

            assertThat(keys).hasSize(1).noneMatch(key -> key.contains(ticket.text()));
            long left = redis.ask(connection -> connection.sync().pttl(keys.getFirst()));
            assertThat(left).isBetween(1L, 30_000L);
        }
    }

    @Test
    void without_redis_a_ticket_is_good_where_it_was_given() {
        try (TestRedis server = TestRedis.start();
                Redis redis = server.connect()) {
            server.kill();
            TestRedis.awaitState(redis, Redis.State.DEGRADED);
            Tickets tickets = tickets(redis);
            Tickets.Ticket ticket = tickets.issue(caller(new Validity.Unbounded()));

            server.startAgain();
            TestRedis.awaitState(redis, Redis.State.CONNECTED);

            assertThat(tickets.redeem(ticket.text())).contains(caller(new Validity.Unbounded()));
            assertThat(tickets.redeem(ticket.text())).isEmpty();
        }
    }
}
