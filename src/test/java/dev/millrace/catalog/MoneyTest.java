package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    /** A product in a cart. */
    private record Line(BigDecimal price, long quantity) {}

    @Provide
    Arbitrary<List<Line>> carts() {
        Arbitrary<BigDecimal> prices =
                Arbitraries.longs().between(1, 999_999_999_999L).map(minor -> BigDecimal.valueOf(minor, 2));
        Arbitrary<Long> quantities = Arbitraries.longs().between(1, 1_000_000);
        return Combinators.combine(prices, quantities)
                .as(Line::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(9);
    }

    @Property
    void the_total_of_a_cart_is_that_of_exact_arithmetic(@ForAll("carts") List<Line> cart) {
        BigDecimal exact = cart.stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);

        Money total = cart.stream()
                .map(line -> Money.price(line.price()).times(line.quantity()))
                .reduce(Money.ZERO, Money::plus);

        assertThat(total.decimal()).isEqualByComparingTo(exact);
        assertThat(total.decimal().scale()).isEqualTo(2);
    }

    @Property
    void a_price_reads_as_it_was_written(@ForAll @LongRange(min = 1, max = 999_999_999_999L) long minor) {
        BigDecimal written = BigDecimal.valueOf(minor, 2);
        assertThat(Money.price(written).decimal()).isEqualTo(written);
        assertThat(Money.price(written.stripTrailingZeros()).decimal()).isEqualTo(written);
        assertThat(Money.price(written.setScale(9)).decimal()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0.01",
                "0.001",
                "1.005",
                "10000000000",
                "9999999999.991",
                "1e999999999",
                "1e-999999999",
                "0e999999999",
                "-1e999999999"
            })
    void what_is_no_price_is_refused_without_being_written_out(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Money.price(new BigDecimal(text)));
    }

    @Test
    void an_amount_that_cannot_be_counted_is_never_a_wrong_one() {
        Money most = new Money(Long.MAX_VALUE);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.plus(new Money(1))).isInstanceOf(ArithmeticException.class);
    }
}
