package dev.linnet.verbal.grammar;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the right side of {@code y = ...} where it is a polynomial in x of degree three at most, or a sine of x with an offset, however it is
 * written: {@code 3.02 * x + 3.97}, {@code 3x² - (x - 2)}, {@code 1.00 * sin(0.99 * x + -0.01) + 2.00}.
 */
final class Formula {
    private static final Pattern NUMBER = Pattern.compile("(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[-+]?\\d+)?");
    private static final Pattern GOES_ON = Pattern.compile("\\s*(?:[*/^(]|[a-z]+\\s*\\().*", Pattern.DOTALL);

    /** The value of a part: a polynomial with coefficients of x^0 .. x^3, and a sine, whose amplitude may be zero. */
    private static final class Part {
        final double[] coefficients;
        final int degree;
        final boolean hasSine;
        final double amplitude;
        final double frequency;
        final double phase;

        Part(double[] coefficients, int degree, boolean hasSine, double amplitude, double frequency, double phase) {
            this.coefficients = coefficients;
            this.degree = degree;
            this.hasSine = hasSine;
            this.amplitude = amplitude;
            this.frequency = frequency;
            this.phase = phase;
        }

        static Part constant(double value) {
            return new Part(new double[] {value, 0, 0, 0}, 0, false, 0, 0, 0);
        }

        Part scaled(double factor) {
            return new Part(Arrays.stream(coefficients).map(c -> c * factor).toArray(), degree, hasSine,
                    amplitude * factor, frequency, phase);
        }
    }

    private final String text;
    private int at;

    private Formula(String text, int start) {
        this.text = text;
        at = start;
    }

    /** The model that the formula at {@code start} of {@code text}, which is in small letters, states. */
    static Optional<ModelSentence> read(String text, int start) {
        var formula = new Formula(text, start);
        Part sum = formula.sum();
        if (sum == null || GOES_ON.matcher(text.substring(formula.at)).matches()) {
            return Optional.empty();
        }
        double[] c = sum.coefficients;
        if (!Arrays.stream(c).allMatch(Double::isFinite)) {
            return Optional.empty();
        }
        if (sum.hasSine) {
            return sum.degree > 0
                    ? Optional.empty()
                    : Optional.of(new ModelSentence.Sine(sum.amplitude, sum.frequency, sum.phase, c[0]));
        }
        return Optional.of(sum.degree == 0
                ? new ModelSentence.Constant(c[0])
                : ModelSentence.Polynomial.of(Arrays.copyOf(c, sum.degree + 1)));
    }

    /** A sum, or null; ends before a sign that no term follows. */
    private Part sum() {
        Part sum = product();
        while (sum != null) {
            int before = at;
            skipSpace();
            boolean minus = peek() == '-';
            if (!minus && peek() != '+') {
                at = before;
                break;
            }
            at++;
            Part term = product();
            if (term == null) {
                at = before;
                break;
            }
            sum = added(sum, minus ? term.scaled(-1) : term);
        }
        return sum;
    }

    private static Part added(Part a, Part b) {
        if (a.hasSine && b.hasSine) {
            return null;
        }
        double[] c = new double[4];
        Arrays.setAll(c, i -> a.coefficients[i] + b.coefficients[i]);
        Part sine = a.hasSine ? a : b;
        return new Part(c, Math.max(a.degree, b.degree), sine.hasSine, sine.amplitude, sine.frequency, sine.phase);
    }

    private Part product() {
        skipSpace();
        if (peek() == '-' || peek() == '+') {
            boolean minus = text.charAt(at++) == '-';
            Part rest = product();
            return rest == null || !minus ? rest : rest.scaled(-1);
        }
        Part product = factor();
        while (product != null) {
            int before = at;
            skipSpace();
            if (peek() == '*' || peek() == '/') {
                boolean divide = text.charAt(at++) == '/';
                skipSpace();
                boolean minus = peek() == '-';
                at += minus ? 1 : 0;
                Part next = factor();
                if (next == null) {
                    return null;
                }
                next = minus ? next.scaled(-1) : next;
                if (divide && (next.degree > 0 || next.hasSine || next.coefficients[0] == 0)) {
                    return null;
                }
                product = divide ? product.scaled(1 / next.coefficients[0]) : multiplied(product, next);
            } else {
                Part next = startsFactor() ? factor() : null;
                if (next == null) {
                    at = before;
                    break;
                }
                product = multiplied(product, next);
            }
        }
        return product;
    }

    private static Part multiplied(Part a, Part b) {
        if (a.degree == 0 && !a.hasSine) {
            return b.scaled(a.coefficients[0]);
        }
        if (b.degree == 0 && !b.hasSine) {
            return a.scaled(b.coefficients[0]);
        }
        if (a.hasSine || b.hasSine || a.degree + b.degree > 3) {
            return null;
        }
        double[] c = new double[4];
        for (int i = 0; i <= a.degree; i++) {
            for (int j = 0; j <= b.degree; j++) {
                c[i + j] += a.coefficients[i] * b.coefficients[j];
            }
        }
        return new Part(c, a.degree + b.degree, false, 0, 0, 0);
    }

    /** Whether a factor begins here without a sign for the multiplication, as in 3x and 2(x + 1). */
    private boolean startsFactor() {
        return isX() || text.startsWith("sin(", at)
                || (peek() == '(' && at > 0 && text.charAt(at - 1) != ' ');
    }

    private boolean isX() {
        return peek() == 'x' && (at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1)));
    }

    private Part factor() {
        skipSpace();
        Part factor = atom();
        if (factor == null || peek() != '^') {
            return factor;
        }
        char exponent = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        boolean longer = at + 2 < text.length() && Character.isDigit(text.charAt(at + 2));
        if (exponent < '1' || exponent > '3' || longer) {
            return null;
        }
        at += 2;
        Part power = factor;
        for (int i = 1; i < exponent - '0' && power != null; i++) {
            power = multiplied(power, factor);
        }
        return power;
    }

    private Part atom() {
        if (isX()) {
            at++;
            return new Part(new double[] {0, 1, 0, 0}, 1, false, 0, 0, 0);
        }
        boolean sine = text.startsWith("sin(", at);
        if (sine || peek() == '(') {
            at += sine ? 4 : 1;
            Part inner = sum();
            skipSpace();
            if (inner == null || peek() != ')') {
                return null;
            }
            at++;
            if (!sine) {
                return inner;
            }
            return inner.degree != 1 || inner.hasSine
                    ? null
                    : new Part(new double[4], 0, true, 1, inner.coefficients[1], inner.coefficients[0]);
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            return null;
        }
        at = number.end();
        return Part.constant(Double.parseDouble(number.group()));
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
    }
}
