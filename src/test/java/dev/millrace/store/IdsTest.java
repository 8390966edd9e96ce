package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock STANDING = Clock.fixed(NOW, ZoneOffset.UTC);

    private static List<Long> some(int node) {
        Ids ids = new Ids(STANDING, node);
        return LongStream.generate(ids::next).limit(5_000).boxed().toList();
    }

    @Test
    void nodes_that_make_many_numbers_at_the_same_time_never_make_the_same() {
        List<Long> all = Stream.of(0, 1, 2, Ids.NODES - 1)
                .flatMap(node -> some(node).stream())
                .toList();

        assertThat(all).doesNotHaveDuplicates().hasSize(20_000);
    }

    @Test
    void numbers_grow_also_when_more_are_made_than_a_millisecond_has() {
        assertThat(some(7)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_number_is_not_below_the_lowest_of_its_time() {
        assertThat(some(Ids.NODES - 1)).first().matches(id -> id >= Ids.lowestAt(NOW.toEpochMilli()));
        assertThat(some(0)).first().matches(id -> id < Ids.lowestAt(NOW.toEpochMilli() + 1));
    }
}
