package dev.linnet.cuda.ptx.ops;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.LongFunction;

/** What {@code printf} prints: C's conversions d i u x X o c s p f F e E g G a A with flags, width, precision and length. */
final class PrintFormat {
    /** Reads an argument. */
    @FunctionalInterface
    interface Arguments {
        long read(long offset, int bytes);
    }

    private final StringBuilder out = new StringBuilder();
    private final Arguments arguments;
    private final LongFunction<String> strings;
    private long offset;
    private int count;

    PrintFormat(String format, Arguments arguments, LongFunction<String> strings) {
        this.arguments = arguments;
        this.strings = strings;
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
            } else if (at < format.length() && format.charAt(at) == '%') {
                out.append('%');
                at++;
            } else {
                at = conversion(format, at);
            }
        }
    }

    String text() {
        return out.toString();
    }

    /** What {@code printf} returns on the device: the number of arguments. */
    int count() {
        return count;
    }

    private long next(int bytes) {
        offset = offset + bytes - 1 & -bytes;
        long value = arguments.read(offset, bytes);
        offset += bytes;
        count++;
        return value;
    }

    private int conversion(String f, int from) {
        int at = from;
        String flags = "";
        while (at < f.length() && "-+ #0".indexOf(f.charAt(at)) >= 0) {
            flags += f.charAt(at++);
        }
        int width = 0;
        if (at < f.length() && f.charAt(at) == '*') {
            width = (int) next(4);
            at++;
            if (width < 0) {
                flags += "-";
                width = -width;
            }
        }
        while (at < f.length() && Character.isDigit(f.charAt(at))) {
            width = width * 10 + f.charAt(at++) - '0';
        }
        int precision = -1;
        if (at < f.length() && f.charAt(at) == '.') {
            at++;
            precision = 0;
            if (at < f.length() && f.charAt(at) == '*') {
                precision = (int) next(4);
                at++;
            }
            while (at < f.length() && Character.isDigit(f.charAt(at))) {
                precision = precision * 10 + f.charAt(at++) - '0';
            }
        }
        String length = "";
        while (at < f.length() && "hlLqjzt".indexOf(f.charAt(at)) >= 0) {
            length += f.charAt(at++);
        }
        if (at >= f.length()) {
            out.append(f, from - 1, f.length());
            return at;
        }
        char c = f.charAt(at++);
        switch (c) {
            case 'd', 'i' -> signed(flags, width, precision, length);
            case 'u', 'x', 'X', 'o' -> unsigned(c, flags, width, precision, length);
            case 'c' -> pad(String.valueOf((char) (next(4) & 0xff)), flags.replace("0", ""), width);
            case 's' -> {
                String s = strings.apply(next(8));
                pad(precision >= 0 && precision < s.length() ? s.substring(0, precision) : s, flags.replace("0", ""),
                        width);
            }
            case 'p' -> pad("0x" + Long.toHexString(next(8)), flags.replace("0", ""), width);
            case 'f', 'F', 'e', 'E', 'g', 'G', 'a', 'A' -> real(c, flags, width, precision);
            default -> out.append(f, from - 1, at);
        }
        return at;
    }

    private long integer(String length, boolean signed) {
        if (!length.isEmpty() && "ljztq".indexOf(length.charAt(0)) >= 0) {
            return next(8);
        }
        long v = next(4);
        return switch (length) {
            case "hh" -> signed ? (byte) v : v & 0xff;
            case "h" -> signed ? (short) v : v & 0xffff;
            default -> signed ? (int) v : v & 0xffffffffL;
        };
    }

    private void signed(String flags, int width, int precision, String length) {
        long v = integer(length, true);
        String digits = v < 0 ? Long.toString(v).substring(1) : Long.toString(v);
        String sign = v < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        number(sign, digits, flags, width, precision);
    }

    private void unsigned(char c, String flags, int width, int precision, String length) {
        long v = integer(length, false);
        String digits = c == 'u' ? Long.toUnsignedString(v) : c == 'o' ? Long.toOctalString(v) : Long.toHexString(v);
        String prefix = flags.contains("#") && v != 0 ? c == 'o' ? "0" : c == 'u' ? "" : "0x" : "";
        if (c == 'X') {
            digits = digits.toUpperCase(Locale.ROOT);
            prefix = prefix.toUpperCase(Locale.ROOT);
        }
        number(prefix, digits, flags, width, precision);
    }

    private void number(String prefix, String digits, String flags, int width, int precision) {
        String d = precision == 0 && digits.equals("0") ? "" : digits;
        d = "0".repeat(Math.max(0, precision - d.length())) + d;
        if (precision < 0 && flags.contains("0") && !flags.contains("-")) {
            d = "0".repeat(Math.max(0, width - prefix.length() - d.length())) + d;
        }
        pad(prefix + d, flags.replace("0", ""), width);
    }

    private void real(char c, String flags, int width, int precision) {
        double v = Double.longBitsToDouble(next(8));
        String sign = v < 0 || (v == 0 && 1 / v < 0) ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        double a = Math.abs(v);
        String body;
        if (Double.isNaN(v) || Double.isInfinite(v)) {
            body = Double.isNaN(v) ? "nan" : "inf";
            flags = flags.replace("0", "");
        } else {
            int p = precision < 0 ? 6 : precision;
            body = switch (Character.toLowerCase(c)) {
                case 'f' -> String.format(Locale.ROOT, "%." + p + "f", new BigDecimal(a));
                case 'e' -> exponent(a, p);
                case 'g' -> general(a, Math.max(p, 1), flags.contains("#"));
                default -> Double.toHexString(a).replace(".0p", "p").replaceFirst("p(\\d)", "p+$1");
            };
        }
        if (Character.isUpperCase(c)) {
            body = body.toUpperCase(Locale.ROOT);
        }
        number(sign, body, flags, width, -1);
    }

    private static String exponent(double a, int precision) {
        String s = String.format(Locale.ROOT, "%." + precision + "e", new BigDecimal(a));
        return s;
    }

    private static String general(double a, int precision, boolean keepZeros) {
        String e = exponent(a, precision - 1);
        int power = Integer.parseInt(e.substring(e.indexOf('e') + 1));
        if (power >= -4 && power < precision) {
            String s = String.format(Locale.ROOT, "%." + (precision - 1 - power) + "f", new BigDecimal(a));
            return keepZeros || s.indexOf('.') < 0 ? s : s.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        if (keepZeros || e.indexOf('.') < 0) {
            return e;
        }
        return e.replaceAll("0+e", "e").replace(".e", "e");
    }

    private void pad(String s, String flags, int width) {
        String blanks = " ".repeat(Math.max(0, width - s.length()));
        out.append(flags.contains("-") ? s + blanks : blanks + s);
    }
}
