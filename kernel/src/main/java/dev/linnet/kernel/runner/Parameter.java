package dev.linnet.kernel.runner;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

import javax.lang.model.SourceVersion;

import com.google.gson.JsonPrimitive;

/**
 * A variable that a notebook's {@code parameters} cell declares.
 *
 * @param name        the variable's name
 * @param type        its type as written, where {@code var} has been replaced by the type of the literal behind it
 * @param initializer the Java expression it has in the notebook, or empty
 */
public record Parameter(String name, String type, String initializer) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$.]*");

    /**
     * The Java expression for a value given as text.
     *
     * @throws RunException where the text is no value of this parameter's type
     */
    public String expression(String value) throws RunException {
        return switch (type) {
            case "byte", "Byte" -> "(byte) " + integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "short", "Short" -> "(short) " + integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case "int", "Integer" -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long", "Long" -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE) + "L";
            case "float", "Float" -> real(value, "Float", "f");
            case "double", "Double" -> real(value, "Double", "");
            case "boolean", "Boolean" -> bool(value);
            case "char", "Character" -> character(value);
            case "String", "CharSequence", "Object" -> quoted(value, '"');
            default -> constant(value);
        };
    }

    /** The declaration that gives this parameter the Java expression. */
    String declaration(String expression) {
        return type + " " + name + " = " + expression + ";";
    }

    /** A Java expression as JSON: the number, truth value or text that a literal means, else its source. */
    static JsonPrimitive json(String expression) {
        String text = expression.replaceFirst("^\\((byte|short)\\) ", "");
        if (text.equals("true") || text.equals("false")) {
            return new JsonPrimitive(Boolean.parseBoolean(text));
        }
        if (text.matches("\"[^\"\\\\]*\"")) {
            return new JsonPrimitive(text.substring(1, text.length() - 1));
        }
        String digits = text.replace("_", "").replaceFirst("[LlFfDd]$", "");
        if (digits.matches("-?(0|[1-9][0-9]*)")) {
            return new JsonPrimitive(new BigInteger(digits));
        }
        if (digits.matches("-?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
            return new JsonPrimitive(new BigDecimal(digits));
        }
        return new JsonPrimitive(expression);
    }

    private String integer(String value, long least, long greatest) throws RunException {
        try {
            long number = new BigInteger(value.replace("_", "").replaceFirst("^\\+", "")).longValueExact();
            if (number >= least && number <= greatest) {
                return Long.toString(number);
            }
        } catch (ArithmeticException | NumberFormatException notWhole) {
            throw wrong(value, "a whole number from " + least + " to " + greatest, notWhole);
        }
        throw wrong(value, "a whole number from " + least + " to " + greatest, null);
    }

    private String real(String value, String box, String suffix) throws RunException {
        if (value.equals("NaN")) {
            return box + ".NaN";
        }
        if (value.matches("[-+]?Infinity")) {
            return box + (value.startsWith("-") ? ".NEGATIVE_INFINITY" : ".POSITIVE_INFINITY");
        }
        try {
            double number = new BigDecimal(value.replace("_", "")).doubleValue();
            double kept = box.equals("Float") ? (float) number : number;
            if (Double.isFinite(kept)) {
                return (box.equals("Float") ? Float.toString((float) number) : Double.toString(number)) + suffix;
            }
        } catch (NumberFormatException notNumber) {
            throw wrong(value, "a number such as 0.5 or 1e-3", notNumber);
        }
        throw wrong(value, "a number that fits in a " + type, null);
    }

    private String bool(String value) throws RunException {
        if (value.equals("true") || value.equals("false")) {
            return value;
        }
        throw wrong(value, "true or false", null);
    }

    private String character(String value) throws RunException {
        if (value.length() == 1) {
            return quoted(value, '\'');
        }
        throw wrong(value, "one character", null);
    }

    /** A name such as {@code PARITY}, meant as a constant of the parameter's type. */
    private String constant(String value) throws RunException {
        if (!NAME.matcher(type).matches()) {
            throw new RunException("The parameter '" + name + "' is of type " + type
                    + ", which cannot be given with -p; use int, long, double, boolean, String or an enum.");
        }
        if (!SourceVersion.isName(value)) {
            throw wrong(value, "the name of a constant of " + type, null);
        }
        return value.startsWith(type + ".") ? value : type + "." + value;
    }

    private RunException wrong(String value, String expected, Throwable cause) {
        String kind = type.equals("boolean") || type.equals("String")
                ? "a "
                : type.matches("[aeiouAEIOU].*") ? "an " : "a ";
        return new RunException("The parameter '" + name + "' is " + kind + type + ", and '" + value + "' is not "
                + expected + ".", cause);
    }

    private static String quoted(String value, char quote) {
        var literal = new StringBuilder().append(quote);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                case '\\' -> literal.append("\\\\");
                default -> {
                    if (c == quote) {
                        literal.append('\\').append(c);
                    } else if (Character.isISOControl(c)) {
                        literal.append(String.format("\\u%04x", (int) c));
                    } else {
                        literal.append(c);
                    }
                }
            }
        }
        return literal.append(quote).toString();
    }
}
