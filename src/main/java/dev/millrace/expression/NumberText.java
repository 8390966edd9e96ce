package dev.millrace.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floating-point numbers as text. */
final class NumberText {
    private static final int PLAIN_EXPONENTS = 21;
    private static final int SHORTEST_GENERAL_EXPONENTS = 6;

    private NumberText() {}

    /** The shortest digits that give the number back, without an exponent from 1e-6 up to 1e21. */
    static String of(double number) {
        if (number == 0 || !Double.isFinite(number)) {
            return special(number);
        }
        BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        return exponent < -6 || exponent >= PLAIN_EXPONENTS
                ? scientific(digits, digits.precision() - 1, 'e')
                : digits.toPlainString();
    }

    /** The form of the printf verb f. */
    static String fixed(double number, int precision) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        String text = new BigDecimal(number)
                .setScale(precision, RoundingMode.HALF_EVEN)
                .abs()
                .toPlainString();
        return sign(number) + text;
    }

    /** The form of the printf verb e; a precision of -1 is the shortest that gives the number back. */
    static String scientific(double number, int precision, char letter) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        BigDecimal digits = precision < 0
                ? new BigDecimal(Double.toString(number)).stripTrailingZeros()
                : new BigDecimal(number).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        int places = precision < 0 ? digits.precision() - 1 : precision;
        if (number == 0) {
            return sign(number) + scientific(BigDecimal.ZERO, Math.max(places, 0), letter);
        }
        return scientific(digits, places, letter);
    }

    /** The form of the printf verb g: e for large and small exponents, else f, without trailing zeros; -1 as in e. */
    static String general(double number, int precision, char letter) {
        if (number == 0 || !Double.isFinite(number)) {
            return special(number);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        BigDecimal digits = precision < 0
                ? shortest
                : new BigDecimal(number)
                        .round(new MathContext(Math.max(precision, 1), RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        int threshold = precision < 0 ? SHORTEST_GENERAL_EXPONENTS : Math.max(precision, 1);
        return exponent < -4 || exponent >= threshold
                ? scientific(digits, digits.precision() - 1, letter)
                : digits.toPlainString();
    }

    private static String scientific(BigDecimal digits, int places, char letter) {
        String unscaled = digits.unscaledValue().abs().toString();
        int exponent = digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
        StringBuilder text = new StringBuilder(digits.signum() < 0 ? "-" : "").append(unscaled.charAt(0));
        if (places > 0) {
            text.append('.').append(unscaled, 1, Math.min(unscaled.length(), places + 1));
            text.append("0".repeat(Math.max(0, places + 1 - unscaled.length())));
        }
        text.append(letter).append(exponent < 0 ? '-' : '+');
        return text.append(Math.abs(exponent) < 10 ? "0" : "")
                .append(Math.abs(exponent))
                .toString();
    }

    private static String sign(double number) {
        return Double.doubleToRawLongBits(number) < 0 ? "-" : "";
    }

    private static String special(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (number == 0) {
            return sign(number) + "0";
        }
        return number > 0 ? "+Inf" : "-Inf";
    }
}
