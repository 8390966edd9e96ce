package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * An amount of money, exact to two decimal places whatever the currency. No arithmetic here rounds.
 *
 * @param minor the amount in hundredths
 */
record Money(long minor) {
    static final Money ZERO = new Money(0);

    private static final int PLACES = 2;
    private static final int MOST_WHOLE_DIGITS = 10;

    /**
     * The price that a decimal number says.
     *
     * @throws IllegalArgumentException when it is none, with what a price must be
     */
    static Money price(BigDecimal amount) {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("must be above zero");
        }
        // A number such as 1e999999999 must not be written out: its digits are counted before anything is computed.
        if ((long) amount.precision() - amount.scale() > MOST_WHOLE_DIGITS) {
            throw new IllegalArgumentException("must be at most 9999999999.99");
        }
        BigDecimal plain = amount.stripTrailingZeros();
        if (plain.scale() > PLACES) {
            throw new IllegalArgumentException("must have at most two decimal places");
        }
        return new Money(plain.movePointRight(PLACES).longValueExact());
    }

    /** This amount so many times. Throws an {@link ArithmeticException} when no amount is that large. */
    Money times(long quantity) {
        return new Money(Math.multiplyExact(minor, quantity));
    }

    /** Both amounts together. Throws an {@link ArithmeticException} when no amount is that large. */
    Money plus(Money other) {
        return new Money(Math.addExact(minor, other.minor));
    }

    /** The amount that {@link #decimal} tells. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Money of(BigDecimal decimal) {
        return new Money(decimal.movePointRight(PLACES).longValueExact());
    }

    /** The amount as a decimal number with two places. */
    @JsonValue
    BigDecimal decimal() {
        return BigDecimal.valueOf(minor, PLACES);
    }
}
