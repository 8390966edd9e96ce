package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Redis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final Caller ADA =
            new Caller("ada", Scopes.of(Scope.EXECUTIONS_READ), new Credential(Credential.Kind.JWT, "t1"), "192.0.2.1");

    private final ManualClock clock = new ManualClock();
    private final Tickets tickets = new Tickets(clock, new SharedTickets(Redis.none(), new ObjectMapper()));

    @Test
    void a_ticket_is_good_once() {
        Tickets.Ticket ticket = tickets.issue(ADA);

        assertThat(tickets.redeem(ticket.text())).contains(ADA);
        assertThat(tickets.redeem(ticket.text())).isEmpty();
    }

    @Test
    void a_ticket_is_good_for_half_a_minute() {
        Tickets.Ticket first = tickets.issue(ADA);
        Tickets.Ticket second = tickets.issue(ADA);
        assertThat(first.expiresAt()).isEqualTo(clock.millis() + 30_000);

        clock.advance(Duration.ofSeconds(29));
        assertThat(tickets.redeem(first.text())).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(tickets.redeem(second.text())).isEmpty();
    }

    @Test
    void tickets_are_told_apart_and_invented_ones_are_none() {
        assertThat(tickets.issue(ADA).text()).isNotEqualTo(tickets.issue(ADA).text());
        assertThat(tickets.redeem("")).isEmpty();
        assertThat(tickets.redeem("invented")).isEmpty();
    }
}
