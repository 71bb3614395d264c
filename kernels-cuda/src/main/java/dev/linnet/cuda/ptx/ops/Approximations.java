package dev.linnet.cuda.ptx.ops;

/**
 * Opcodes whose last bits PTX leaves open ({@code .approx}). Here they are computed in double precision with operations that are
 * the same on every machine and rounded once, so results are within one unit in the last place and never vary.
 */
final class Approximations {
    private static final double LN2 = 0.6931471805599453;

    private Approximations() {}

    static void register(Forms f) {
        if (f.wants("ex2.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> exp2(a)));
        }
        if (f.wants("lg2.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> log2(a)));
        }
        if (f.wants("sin.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> (float) StrictMath.sin(a)));
        }
        if (f.wants("cos.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> (float) StrictMath.cos(a)));
        }
        if (f.wants("tanh.approx.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> (float) StrictMath.tanh(a)));
        }
        if (f.wants("rcp.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> 1 / a));
        }
        if (f.wants("sqrt.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> (float) Math.sqrt(a)));
        }
        if (f.wants("rsqrt.approx{.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 1, (a, _, _) -> (float) (1 / Math.sqrt(a))));
        }
        if (f.wants("div(.approx|.full){.ftz}.f32")) {
            f.add((i, o) -> FloatArithmetic.exact(i, o, 2, (a, b, _) -> a / b));
        }
        if (f.wants("rcp.approx.ftz.f64")) {
            f.add((i, o) -> DoubleArithmetic.exact(i, o, 1, (a, _, _) -> coarse(1 / flush(upper(a)))));
        }
        if (f.wants("rsqrt.approx{.ftz}.f64")) {
            f.add((i, o) -> {
                boolean ftz = i.has(".ftz");
                return DoubleArithmetic.exact(i, o, 1,
                        (a, _, _) -> ftz ? coarse(1 / Math.sqrt(flush(upper(a)))) : 1 / Math.sqrt(a));
            });
        }
    }

    /** The double approximations look at the upper half of their argument only, and their result's lower half is zero. */
    private static double upper(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & 0xffffffff00000000L);
    }

    private static double coarse(double a) {
        return Double.isNaN(a) ? a : flush(upper(a));
    }

    private static double flush(double a) {
        return Math.abs(a) < Double.MIN_NORMAL ? Math.copySign(0.0, a) : a;
    }

    /** 2^x: the Taylor series of e^t for |t| <= ln(2)/2, whose rest is below 1e-13. */
    static float exp2(float x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (x >= 128) {
            return Float.POSITIVE_INFINITY;
        }
        if (x < -151) {
            return 0;
        }
        double n = Math.rint(x);
        double t = (x - n) * LN2;
        double p = 1 + t / 10;
        p = 1 + t / 9 * p;
        p = 1 + t / 8 * p;
        p = 1 + t / 7 * p;
        p = 1 + t / 6 * p;
        p = 1 + t / 5 * p;
        p = 1 + t / 4 * p;
        p = 1 + t / 3 * p;
        p = 1 + t / 2 * p;
        p = 1 + t * p;
        return (float) (p * Double.longBitsToDouble((long) ((int) n + 1023) << 52));
    }

    /** The binary logarithm: 2 artanh((m-1)/(m+1)) for a mantissa m around 1. */
    static float log2(float x) {
        if (!(x > 0) || x == Float.POSITIVE_INFINITY) {
            return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
        }
        double a = x;
        int exponent = Math.getExponent(a);
        double m = Math.scalb(a, -exponent);
        if (m > 1.4142135623730951) {
            m /= 2;
            exponent++;
        }
        double s = (m - 1) / (m + 1);
        double s2 = s * s;
        double sum = 0;
        for (int k = 17; k >= 1; k -= 2) {
            sum = sum * s2 + 1.0 / k;
        }
        return (float) (exponent + 2 * s * sum / LN2);
    }
}
