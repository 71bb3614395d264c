package dev.linnet.cuda.ptx;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What arithmetic opcodes give, worked out with whole numbers and decimal fractions of any length. */
final class Expected {
    private static final Map<Integer, BigDecimal> POWERS = new ConcurrentHashMap<>();

    private final String opcode;
    private final List<String> parts;
    private final String type;

    Expected(String opcode) {
        this.opcode = opcode;
        this.parts = List.of(opcode.split("\\.", -1));
        this.type = parts.getLast();
    }

    private boolean has(String modifier) {
        return parts.contains(modifier);
    }

    static int bits(String type) {
        return type.endsWith("x2") ? 32 : Integer.parseInt(type.replaceAll("\\D", ""));
    }

    static BigInteger number(long bits, String type) {
        int n = bits(type);
        BigInteger v = BigInteger.valueOf(bits).mod(BigInteger.ONE.shiftLeft(n));
        return type.startsWith("s") && v.testBit(n - 1) ? v.subtract(BigInteger.ONE.shiftLeft(n)) : v;
    }

    static long wrap(BigInteger v, int n) {
        return v.mod(BigInteger.ONE.shiftLeft(n)).longValue();
    }

    /** The result's bits for an integer opcode. */
    long integer(long a, long b, long c) {
        int n = bits(type);
        BigInteger x = number(a, type);
        BigInteger y = number(b, type);
        BigInteger z = number(c, type);
        switch (parts.getFirst()) {
            case "add", "sub" -> {
                BigInteger r = parts.getFirst().equals("add") ? x.add(y) : x.subtract(y);
                if (has("sat")) {
                    r = r.max(BigInteger.valueOf(Integer.MIN_VALUE)).min(BigInteger.valueOf(Integer.MAX_VALUE));
                }
                return wrap(r, n);
            }
            case "mul", "mad" -> {
                BigInteger r = x.multiply(y);
                if (has("wide")) {
                    BigInteger sum = parts.getFirst().equals("mad") ? BigInteger.valueOf(c) : BigInteger.ZERO;
                    return wrap(r.add(sum), 2 * n);
                }
                if (has("hi")) {
                    r = r.shiftRight(n);
                }
                r = parts.getFirst().equals("mad") ? r.add(z) : r;
                if (has("sat")) {
                    r = r.max(BigInteger.valueOf(Integer.MIN_VALUE)).min(BigInteger.valueOf(Integer.MAX_VALUE));
                }
                return wrap(r, n);
            }
            case "mul24", "mad24" -> {
                BigInteger r = twentyFour(a).multiply(twentyFour(b));
                r = has("hi") ? r.shiftRight(16) : r;
                return wrap(wrapped(r, 32).add(parts.getFirst().equals("mad24") ? z : BigInteger.ZERO), 32);
            }
            case "div" -> {
                return y.signum() == 0 ? wrap(BigInteger.ONE.negate(), n) : wrap(x.divide(y), n);
            }
            case "rem" -> {
                return y.signum() == 0 ? wrap(BigInteger.ONE.negate(), n) : wrap(x.remainder(y), n);
            }
            case "min" -> {
                return wrap(has("relu") ? x.min(y).max(BigInteger.ZERO) : x.min(y), n);
            }
            case "max" -> {
                return wrap(has("relu") ? x.max(y).max(BigInteger.ZERO) : x.max(y), n);
            }
            case "neg" -> {
                return wrap(x.negate(), n);
            }
            case "abs" -> {
                return wrap(x.abs(), n);
            }
            case "sad" -> {
                return wrap(z.add(x.subtract(y).abs()), n);
            }
            case "and" -> {
                return wrap(x.and(y), n);
            }
            case "or" -> {
                return wrap(x.or(y), n);
            }
            case "xor" -> {
                return wrap(x.xor(y), n);
            }
            case "not" -> {
                return wrap(x.not(), n);
            }
            case "cnot" -> {
                return x.signum() == 0 ? 1 : 0;
            }
            case "shl" -> {
                long by = b & 0xffffffffL;
                return by >= n ? 0 : wrap(x.shiftLeft((int) by), n);
            }
            case "shr" -> {
                long by = Math.min(b & 0xffffffffL, n);
                return wrap(x.shiftRight((int) by), n);
            }
            case "brev" -> {
                BigInteger r = BigInteger.ZERO;
                for (int k = 0; k < n; k++) {
                    r = number(a, "u" + n).testBit(k) ? r.setBit(n - 1 - k) : r;
                }
                return wrap(r, n);
            }
            case "clz" -> {
                return (long) n - number(a, "u" + n).bitLength();
            }
            case "popc" -> {
                return number(a, "u" + n).bitCount();
            }
            case "bfind" -> {
                int top = (x.signum() < 0 ? x.not() : x).bitLength() - 1;
                return top < 0 ? 0xffffffffL : has("shiftamt") ? n - 1 - top : top;
            }
            case "bfe" -> {
                // Measured: of 32 bits only the lowest eight of position and length count, of 64 bits all do.
                int from = n == 32 ? (int) (b & 0xff) : (int) Math.min(b & 0xffffffffL, 64);
                int count = n == 32 ? (int) (c & 0xff) : (int) Math.min(c & 0xffffffffL, 64);
                BigInteger u = number(a, "u" + n);
                boolean sign = type.startsWith("s") && count > 0 && u.testBit(Math.min(from + count - 1, n - 1));
                BigInteger r = BigInteger.ZERO;
                for (int k = 0; k < n; k++) {
                    boolean bit = (k < count && from + k < n) ? u.testBit(from + k) : sign;
                    r = bit ? r.setBit(k) : r;
                }
                return wrap(r, n);
            }
            default -> throw new IllegalArgumentException(opcode);
        }
    }

    private BigInteger twentyFour(long a) {
        BigInteger v = BigInteger.valueOf(a).mod(BigInteger.ONE.shiftLeft(24));
        return type.startsWith("s") && v.testBit(23) ? v.subtract(BigInteger.ONE.shiftLeft(24)) : v;
    }

    private static BigInteger wrapped(BigInteger v, int n) {
        return BigInteger.valueOf(wrap(v, n));
    }

    private RoundingMode mode() {
        return has("rz") || has("rzi")
                ? RoundingMode.DOWN
                : has("rm") || has("rmi")
                        ? RoundingMode.FLOOR
                        : has("rp") || has("rpi") ? RoundingMode.CEILING : RoundingMode.HALF_EVEN;
    }

    /** A float opcode's result as a double that holds it; the formats differ in their digits. */
    double floating(double a, double b, double c) {
        boolean ftz = has("ftz");
        double x = ftz ? flush(a) : a;
        double y = ftz ? flush(b) : b;
        double z = ftz ? flush(c) : c;
        double r = raw(x, y, z);
        r = ftz ? flush(r) : r;
        if (has("sat")) {
            r = r > 0 ? Math.min(r, 1) : 0;
        }
        return has("relu") && r <= 0 ? 0 : r;
    }

    private double smallest() {
        return switch (type.replace("x2", "")) {
            case "f16" -> 0x1p-14;
            case "f64" -> Double.MIN_NORMAL;
            default -> Float.MIN_NORMAL;
        };
    }

    private double flush(double v) {
        return Math.abs(v) < smallest() ? Math.copySign(0, v) : v;
    }

    private double raw(double x, double y, double z) {
        String op = parts.getFirst();
        switch (op) {
            case "neg" -> {
                return -x;
            }
            case "abs" -> {
                return Math.abs(x);
            }
            case "copysign" -> {
                return Math.copySign(y, x);
            }
            case "min", "max" -> {
                boolean nan = Double.isNaN(x) || Double.isNaN(y);
                if (nan && has("abs") && type.startsWith("f16") && !has("NaN") && Double.isNaN(x) != Double.isNaN(y)) {
                    return Math.copySign(Double.isNaN(x) ? y : x, signBit(x) * signBit(y)); // measured
                }
                if (nan) {
                    return has("NaN") || (Double.isNaN(x) && Double.isNaN(y)) ? Double.NaN : Double.isNaN(x) ? y : x;
                }
                double p = has("abs") ? Math.abs(x) : x;
                double q = has("abs") ? Math.abs(y) : y;
                double r = op.equals("min") ? Math.min(p, q) : Math.max(p, q);
                return has("abs") ? Math.copySign(r, Math.copySign(1, x) * Math.copySign(1, y)) : r;
            }
            default -> {
            }
        }
        double special = switch (op) {
            case "add" -> x + y;
            case "sub" -> x - y;
            case "mul" -> x * y;
            case "fma", "mad" -> x * y + z;
            case "div" -> x / y;
            case "rcp" -> 1 / x;
            case "sqrt" -> Math.sqrt(x);
            default -> throw new IllegalArgumentException(opcode);
        };
        boolean finite = Double.isFinite(x) && (unary(op) || Double.isFinite(y))
                && ((!op.equals("fma") && !op.equals("mad")) || Double.isFinite(z));
        if (!finite) {
            // Sums of a finite product that overflows only in this formula are not special.
            return op.equals("fma") || op.equals("mad") ? specialSum(x, y, z) : special;
        }
        if ((op.equals("div") && y == 0) || (op.equals("rcp") && x == 0) || (op.equals("sqrt") && x <= 0)) {
            return special;
        }
        BigDecimal exact = switch (op) {
            case "add" -> dec(x).add(dec(y));
            case "sub" -> dec(x).subtract(dec(y));
            case "mul" -> dec(x).multiply(dec(y));
            case "fma", "mad" -> dec(x).multiply(dec(y)).add(dec(z));
            case "div" -> dec(x).divide(dec(y), digits());
            case "rcp" -> BigDecimal.ONE.divide(dec(x), digits());
            default -> dec(x).sqrt(digits());
        };
        if (exact.signum() == 0) {
            return zero(op, x, y, z);
        }
        double negative = exact.signum() < 0 ? -1 : 1;
        return Math.copySign(round(exact, type.replace("x2", ""), mode()), negative);
    }

    /** Enough for every quotient that the format holds exactly, and to tell it from those that it does not. */
    private MathContext digits() {
        return new MathContext(type.equals("f64") ? 1200 : 220);
    }

    private static boolean unary(String op) {
        return op.equals("rcp") || op.equals("sqrt");
    }

    private static double specialSum(double x, double y, double z) {
        double product = Double.isFinite(x) && Double.isFinite(y) ? Math.signum(x) * Math.signum(y) : x * y;
        return product + z;
    }

    private double zero(String op, double x, double y, double z) {
        double first = op.equals("fma") || op.equals("mad") ? sign(x) * sign(y) : sign(x);
        double second = op.equals("fma") || op.equals("mad") ? sign(z) : op.equals("sub") ? -sign(y) : sign(y);
        if (op.equals("mul") || op.equals("div")) {
            return Math.copySign(0, sign(x) * sign(y));
        }
        if (op.equals("rcp") || op.equals("sqrt")) {
            return Math.copySign(0, first);
        }
        boolean zeros = (op.equals("add") || op.equals("sub")) ? x == 0 && y == 0 : (x == 0 || y == 0) && z == 0;
        if (zeros && first == second) {
            return Math.copySign(0, first);
        }
        return mode() == RoundingMode.FLOOR ? -0.0 : 0.0;
    }

    private static double signBit(double v) {
        return Double.doubleToRawLongBits(v) < 0 ? -1 : 1;
    }

    private static double sign(double v) {
        return Math.copySign(1, v);
    }

    private static BigDecimal dec(double v) {
        return new BigDecimal(v);
    }

    /** A number other than zero, rounded to a format: whole multiples of the last place's unit. */
    static double round(BigDecimal exact, String type, RoundingMode mode) {
        int digits = type.equals("f64")
                ? 53
                : type.equals("f32") ? 24 : type.equals("f16") ? 11 : type.equals("tf32") ? 11 : 8;
        int least = type.equals("f64")
                ? -1074
                : type.equals("f32") ? -149 : type.equals("f16") ? -24 : type.equals("tf32") ? -136 : -133;
        int top = type.equals("f64") ? 1024 : type.equals("f16") ? 16 : 128;
        BigDecimal two = BigDecimal.valueOf(2);
        int exponent = (int) Math.floor((exact.precision() - exact.scale()) * 3.3219280948873626) - 4;
        BigDecimal a = exact.abs();
        while (a.compareTo(power(exponent + 1)) >= 0) {
            exponent++;
        }
        while (a.compareTo(power(exponent)) < 0) {
            exponent--;
        }
        int unit = Math.max(exponent - digits + 1, least);
        BigDecimal units = exact.multiply(power(-unit)).setScale(0, mode);
        BigDecimal value = units.multiply(power(unit));
        BigDecimal limit = two.pow(top);
        if (value.abs().compareTo(limit) >= 0) {
            boolean infinite = mode == RoundingMode.HALF_EVEN || mode == RoundingMode.HALF_UP
                    || mode == (value.signum() > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR);
            double largest = limit.subtract(power(top - digits)).doubleValue();
            return Math.signum(value.doubleValue()) * (infinite ? Double.POSITIVE_INFINITY : largest);
        }
        return value.doubleValue();
    }

    private static BigDecimal power(int e) {
        return POWERS.computeIfAbsent(e, Expected::computePower);
    }

    private static BigDecimal computePower(int e) {
        return e >= 0 ? new BigDecimal(BigInteger.ONE.shiftLeft(e)) : BigDecimal.valueOf(5).pow(-e).movePointLeft(-e);
    }
}
