package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.ProductRules;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoRecordsTest {
    private static final long[] IDS = {7, 8, 9};

    @Test
    void the_same_seed_makes_the_same_records_and_another_one_others() {
        DemoRecords records = new DemoRecords(1);
        for (int i = 0; i < 20; i++) {
            assertThat(records.product(i, 10)).isEqualTo(new DemoRecords(1).product(i, 10));
            assertThat(records.order(i, IDS)).isEqualTo(new DemoRecords(1).order(i, IDS));
        }
        assertThat(records.product(0, 10)).isNotEqualTo(new DemoRecords(2).product(0, 10));
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> records.product(i, 10).path("name").textValue())
                        .distinct())
                .hasSizeGreaterThan(80);
    }

    @Test
    void products_are_as_the_api_takes_them() {
        DemoRecords records = new DemoRecords(-5);
        for (int i = 0; i < 200; i++) {
            assertThat(ProductRules.problems(records.product(i, 1_000_000), true))
                    .isEmpty();
        }
    }
}
