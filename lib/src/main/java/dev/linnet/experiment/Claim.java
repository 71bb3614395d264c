package dev.linnet.experiment;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a measured value must be for a claim to hold, and where the claim comes from.
 *
 * <pre>{@code Claim.atLeast(0.99).paper("0.987").source("Grazzi et al. 2025, Table 2")}</pre>
 *
 * @param condition what the value must be
 * @param paper     the paper's own figure, or null
 * @param source    where the paper says it, or null
 */
public record Claim(Condition condition, String paper, String source) {
    public Claim {
        Objects.requireNonNull(condition, "condition");
        requireWords("paper", paper);
        requireWords("source", source);
    }

    /** A number of {@code least} or more. */
    public static Claim atLeast(double least) {
        return of(new Condition.AtLeast(least));
    }

    /** A number of {@code most} or less. */
    public static Claim atMost(double most) {
        return of(new Condition.AtMost(most));
    }

    /** A number from {@code least} to {@code most}, both included. */
    public static Claim between(double least, double most) {
        return of(new Condition.Between(least, most));
    }

    /** A number that differs from {@code value} by {@code tolerance} at most. */
    public static Claim near(double value, double tolerance) {
        return of(new Condition.Near(value, tolerance));
    }

    /** A number of this value, of whatever number type, or an equal object. */
    public static Claim equalTo(Object value) {
        return of(new Condition.EqualTo(value));
    }

    public static Claim isTrue() {
        return equalTo(true);
    }

    public static Claim isFalse() {
        return equalTo(false);
    }

    private static Claim of(Condition condition) {
        return new Claim(condition, null, null);
    }

    /** This claim with the paper's own figure, for the reader to compare. */
    public Claim paper(String figure) {
        return new Claim(condition, figure, source);
    }

    /** This claim with the paper's own figure, for the reader to compare. */
    public Claim paper(double figure) {
        return paper(Condition.format(figure));
    }

    /** This claim with the place in the paper. */
    public Claim source(String place) {
        return new Claim(condition, paper, place);
    }

    private static void requireWords(String name, String words) {
        if (words != null && words.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank; leave it out instead");
        }
    }

    /** A condition on a measured value. */
    public sealed interface Condition {
        /** Whether {@code measured} fulfils this; a NaN never does. */
        boolean holds(Object measured);

        /** The condition in a few words, such as {@code at least 0.99}. */
        String words();

        /** See {@link Claim#atLeast}. */
        record AtLeast(double least) implements Condition {
            public AtLeast {
                requireFinite("the bound of atLeast", least);
            }

            @Override
            public boolean holds(Object measured) {
                return number(measured, this) >= least;
            }

            @Override
            public String words() {
                return "at least " + format(least);
            }
        }

        /** See {@link Claim#atMost}. */
        record AtMost(double most) implements Condition {
            public AtMost {
                requireFinite("the bound of atMost", most);
            }

            @Override
            public boolean holds(Object measured) {
                return number(measured, this) <= most;
            }

            @Override
            public String words() {
                return "at most " + format(most);
            }
        }

        /** See {@link Claim#between}. */
        record Between(double least, double most) implements Condition {
            public Between {
                requireFinite("the lower bound of between", least);
                requireFinite("the upper bound of between", most);
                if (least > most) {
                    throw new IllegalArgumentException(
                            "between needs the smaller bound first, but got " + format(least) + " and " + format(most));
                }
            }

            @Override
            public boolean holds(Object measured) {
                double number = number(measured, this);
                return number >= least && number <= most;
            }

            @Override
            public String words() {
                return "between " + format(least) + " and " + format(most);
            }
        }

        /** See {@link Claim#near}. */
        record Near(double value, double tolerance) implements Condition {
            public Near {
                requireFinite("the value of near", value);
                requireFinite("the tolerance of near", tolerance);
                if (tolerance < 0) {
                    throw new IllegalArgumentException(
                            "the tolerance of near must not be negative, but is " + format(tolerance));
                }
            }

            @Override
            public boolean holds(Object measured) {
                double number = number(measured, this);
                if (!Double.isFinite(number)) {
                    return false;
                }
                // In decimals: |0.3 - 0.2| must count as within 0.1.
                return decimal(number).subtract(decimal(value)).abs().compareTo(decimal(tolerance)) <= 0;
            }

            @Override
            public String words() {
                return "within " + format(tolerance) + " of " + format(value);
            }
        }

        /** See {@link Claim#equalTo}. */
        record EqualTo(Object value) implements Condition {
            public EqualTo {
                Objects.requireNonNull(value, "the value of equalTo must not be null");
                if (value instanceof Number number && Double.isNaN(number.doubleValue())) {
                    throw new IllegalArgumentException("the value of equalTo must not be NaN: nothing equals it");
                }
            }

            @Override
            public boolean holds(Object measured) {
                if (!(measured instanceof Number left) || !(value instanceof Number right)) {
                    return value.equals(measured);
                }
                try {
                    return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString())) == 0;
                } catch (NumberFormatException _) { // infinities, NaN, number types with a look of their own
                    return left.doubleValue() == right.doubleValue();
                }
            }

            @Override
            public String words() {
                return "equal to " + format(value);
            }
        }

        /** The number as people write it: no {@code .0}, and a {@code float} with its own digits. */
        static String format(Object value) {
            String text = String.valueOf(value);
            return value instanceof Number && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        }

        private static BigDecimal decimal(double number) {
            return new BigDecimal(Double.toString(number));
        }

        private static double number(Object measured, Condition condition) {
            if (measured instanceof Float single) {
                return Double.parseDouble(single.toString()); // 0.95f reaches 0.95
            }
            if (measured instanceof Number number) {
                return number.doubleValue();
            }
            throw new IllegalArgumentException("'" + condition.words() + "' needs a measured number, but got the "
                    + measured.getClass().getSimpleName() + " " + measured);
        }

        private static void requireFinite(String name, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be a finite number, but is " + value);
            }
        }
    }
}
