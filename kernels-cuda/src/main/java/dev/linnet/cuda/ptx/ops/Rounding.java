package dev.linnet.cuda.ptx.ops;

import java.math.BigDecimal;
import java.math.MathContext;

import dev.linnet.cuda.ptx.parse.Instruction;

/** IEEE arithmetic in all four rounding modes, exact: the nearest result, then one step where the mode wants another one. */
enum Rounding {
    NEAREST, ZERO, DOWN, UP;

    /** The mode of an instruction; to nearest even when it names none. */
    static Rounding of(Instruction i) {
        return i.has(".rz") ? ZERO : i.has(".rm") ? DOWN : i.has(".rp") ? UP : NEAREST;
    }

    /** {@code nearest} corrected, where {@code difference} has the sign of the exact value minus {@code nearest}. */
    float step(float nearest, double difference) {
        if (difference < 0 && (this == DOWN || (this == ZERO && nearest > 0))) {
            return Math.nextDown(nearest);
        }
        if (difference > 0 && (this == UP || (this == ZERO && nearest < 0))) {
            return Math.nextUp(nearest);
        }
        return nearest;
    }

    double step(double nearest, double difference) {
        if (difference < 0 && (this == DOWN || (this == ZERO && nearest > 0))) {
            return Math.nextDown(nearest);
        }
        if (difference > 0 && (this == UP || (this == ZERO && nearest < 0))) {
            return Math.nextUp(nearest);
        }
        return nearest;
    }

    /** An exactly known double as a float. */
    float toFloat(double exact) {
        float f = (float) exact;
        return this == NEAREST || Double.isNaN(exact) || Double.isInfinite(exact) ? f : step(f, exact - f);
    }

    float add(float a, float b) {
        return fma(a, 1, b);
    }

    float mul(float a, float b) {
        return toFloat((double) a * b);
    }

    float fma(float a, float b, float c) {
        if (this == NEAREST) {
            return Math.fma(a, b, c);
        }
        double product = (double) a * b;
        double sum = product + c;
        if (Double.isNaN(sum) || Double.isInfinite(sum)) {
            return (float) sum;
        }
        double part = sum - product;
        double rest = product - (sum - part) + (c - part);
        if (sum == 0 && rest == 0) {
            return product == 0 && 1 / product == 1 / (double) c ? c : this == DOWN ? -0f : 0f;
        }
        float nearest = (float) sum;
        double difference = sum - nearest;
        return step(nearest, difference != 0 ? difference : rest);
    }

    float div(float a, float b) {
        float nearest = a / b;
        if (this == NEAREST || b == 0 || a == 0 || Double.isNaN(nearest) || Float.isInfinite(a)
                || Float.isInfinite(b)) {
            return nearest;
        }
        if (Float.isInfinite(nearest)) {
            return step(nearest, -nearest);
        }
        double rest = Math.fma(-(double) nearest, b, a);
        return step(nearest, b > 0 ? rest : -rest);
    }

    float sqrt(float a) {
        float nearest = (float) Math.sqrt(a);
        if (this == NEAREST || !(a > 0) || Float.isInfinite(a)) {
            return nearest;
        }
        return step(nearest, a - (double) nearest * nearest);
    }

    double add(double a, double b) {
        double sum = a + b;
        if (this == NEAREST || Double.isNaN(sum) || Double.isInfinite(a) || Double.isInfinite(b)) {
            return sum;
        }
        if (sum == 0) {
            return a == 0 && 1 / a == 1 / b ? a : this == DOWN ? -0.0 : 0.0;
        }
        return step(sum, Double.isInfinite(sum) ? -sum : compare(exact(a).add(exact(b)), sum));
    }

    double mul(double a, double b) {
        double product = a * b;
        if (this == NEAREST || Double.isNaN(product) || a == 0 || b == 0 || Double.isInfinite(a)
                || Double.isInfinite(b)) {
            return product;
        }
        return step(product, Double.isInfinite(product) ? -product : compare(exact(a).multiply(exact(b)), product));
    }

    double fma(double a, double b, double c) {
        double sum = Math.fma(a, b, c);
        if (this == NEAREST || Double.isNaN(sum) || Double.isInfinite(a) || Double.isInfinite(b)
                || Double.isInfinite(c)) {
            return sum;
        }
        BigDecimal exact = exact(a).multiply(exact(b)).add(exact(c));
        if (exact.signum() == 0) {
            double product = a * b;
            return a * b == 0 && c == 0 && 1 / product == 1 / c ? c : this == DOWN ? -0.0 : 0.0;
        }
        return step(sum, Double.isInfinite(sum) ? -sum : compare(exact, sum));
    }

    double div(double a, double b) {
        double quotient = a / b;
        if (this == NEAREST || Double.isNaN(quotient) || a == 0 || b == 0 || Double.isInfinite(a)
                || Double.isInfinite(b)) {
            return quotient;
        }
        if (Double.isInfinite(quotient)) {
            return step(quotient, -quotient);
        }
        double rest = compare(exact(a), exact(quotient).multiply(exact(b)));
        return step(quotient, b > 0 ? rest : -rest);
    }

    double sqrt(double a) {
        double root = Math.sqrt(a);
        if (this == NEAREST || !(a > 0) || Double.isInfinite(a)) {
            return root;
        }
        return step(root, compare(exact(a), exact(root).multiply(exact(root))));
    }

    /** A double, exactly known as a decimal number, rounded to float. */
    float toFloat(BigDecimal exact) {
        float nearest = exact.floatValue();
        if (this == NEAREST) {
            return nearest;
        }
        return step(nearest, Float.isInfinite(nearest) ? -nearest : compare(exact, nearest));
    }

    double toDouble(BigDecimal exact) {
        double nearest = exact.doubleValue();
        return this == NEAREST ? nearest : step(nearest, compare(exact, nearest));
    }

    /** A double rounded to an integer in this mode; NEAREST takes the even one of two. */
    double toInteger(double a) {
        return switch (this) {
            case NEAREST -> Math.rint(a);
            case ZERO -> a < 0 ? Math.ceil(a) : Math.floor(a);
            case DOWN -> Math.floor(a);
            case UP -> Math.ceil(a);
        };
    }

    private static BigDecimal exact(double a) {
        return new BigDecimal(a, MathContext.UNLIMITED);
    }

    private static double compare(BigDecimal exact, double nearest) {
        return exact.compareTo(exact(nearest));
    }

    private static double compare(BigDecimal a, BigDecimal b) {
        return a.compareTo(b);
    }
}
