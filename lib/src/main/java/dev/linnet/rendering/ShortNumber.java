package dev.linnet.rendering;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in table cells: five significant digits, which is what the eye compares. */
final class ShortNumber {
    private static final MathContext DIGITS = new MathContext(5);

    private ShortNumber() {}

    static String of(double number) {
        if (!Double.isFinite(number)) {
            return Double.toString(number);
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e7) {
            return Long.toString(Math.round(number));
        }
        double size = Math.abs(number);
        var rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        return size >= 1e-4 && size < 1e7 ? rounded.toPlainString() : Double.toString(rounded.doubleValue());
    }
}
