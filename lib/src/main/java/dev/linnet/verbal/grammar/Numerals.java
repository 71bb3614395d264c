package dev.linnet.verbal.grammar;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people write them in sentences, and the characters that writers use for the same thing. */
public final class Numerals {
    /** A number, as a regular expression without groups: {@code -3}, {@code 4.50}, {@code .5}, {@code 1e-3}, {@code 1,234.5}. */
    public static final String PATTERN = "[-+]?(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?";

    private Numerals() {}

    /** {@code value} rounded to so many decimals, halves away from zero; never -0. */
    public static double round(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return value;
        }
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue() + 0.0;
    }

    /** {@code value} in plain digits, with all that it has and with {@code decimals} decimals at least. */
    public static String print(double value, int decimals) {
        BigDecimal digits = BigDecimal.valueOf(value).stripTrailingZeros();
        return digits.setScale(Math.max(decimals, digits.scale())).toPlainString();
    }

    /** {@code value} in plain digits with two decimals at least. */
    public static String print(double value) {
        return print(value, 2);
    }

    /** The number that {@link #PATTERN} matched. */
    public static double parse(String text) {
        return Double.parseDouble(text.replace(",", "")) + 0.0;
    }

    /** {@code text} with line ends, spaces, minus and times signs and exponents written in one way only. */
    public static String plainCharacters(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\r' -> {
                    if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                        plain.append('\n');
                    }
                }
                case '\u2212', '\u2010', '\u2011', '\ufe63', '\uff0d' -> plain.append('-');
                case '\u00d7', '\u00b7', '\u22c5', '\u2217' -> plain.append('*');
                case '\u00b2' -> plain.append("^2");
                case '\u00b3' -> plain.append("^3");
                case '\u2248' -> plain.append('=');
                case '\u200b', '\u2060', '\ufeff' -> {
                }
                default -> plain.append(Character.isSpaceChar(c) && c != '\n' ? ' ' : c);
            }
        }
        return plain.toString();
    }

    static double requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be a finite number.");
        }
        return value + 0.0;
    }
}
