package dev.linnet.kernel.engine;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The types of sums and products of literals and variables, by the rules of Java's numeric promotion (JLS 5.6) and of text
 * (JLS 15.18.1). What is anything else has no type here.
 */
final class Arithmetic {
    private static final String TEXT = "java.lang.String";
    /** What two numbers are promoted to: the first of these that one of them has. */
    private static final List<String> WIDEST_FIRST = List.of("double", "float", "long", "int");
    private static final List<String> PROMOTED_TO_INT = List.of("byte", "short", "char");

    private final Tokens tokens;
    private final UnaryOperator<String> variables;
    private int at;

    private Arithmetic(Tokens tokens, UnaryOperator<String> variables) {
        this.tokens = tokens;
        this.variables = variables;
    }

    /**
     * The type of an expression as Java text, or null where the compiler must be asked.
     *
     * @param variables the types of variables by their names; null for what is none
     */
    static String type(Tokens expression, UnaryOperator<String> variables) throws CompileException {
        var arithmetic = new Arithmetic(expression, variables);
        String type = arithmetic.sum();
        return arithmetic.at == expression.size() ? type : null;
    }

    private String sum() throws CompileException {
        String type = product();
        while (type != null && isOperator("+-")) {
            boolean plus = tokens.is(at++, "+");
            String right = product();
            boolean text = plus && right != null && (type.equals(TEXT) || right.equals(TEXT));
            type = text ? TEXT : promoted(type, right);
        }
        return type;
    }

    private String product() throws CompileException {
        String type = signed();
        while (type != null && isOperator("*/%")) {
            at++;
            type = promoted(type, signed());
        }
        return type;
    }

    private String signed() throws CompileException {
        if (isOperator("+-")) {
            at++;
            return promoted("int", signed());
        }
        return operand();
    }

    private String operand() throws CompileException {
        int first = at++;
        if (tokens.is(first, "(")) {
            String type = sum();
            return type != null && tokens.is(at++, ")") ? type : null;
        }
        if (first >= tokens.size()) {
            return null;
        }
        return tokens.isName(first)
                ? known(variables.apply(tokens.get(first).text()))
                : KnownType.of(tokens, first, at);
    }

    private static String known(String type) {
        boolean is = type != null
                && (type.equals(TEXT) || type.equals("boolean") || WIDEST_FIRST.contains(number(type)));
        return is ? type : null;
    }

    /** One of the operators, and not the first half of {@code ++}, {@code +=} and their like. */
    private boolean isOperator(String ones) {
        return at < tokens.size() && tokens.get(at).kind() == Token.Kind.SYMBOL
                && ones.contains(tokens.get(at).text())
                && !(tokens.get(at).end() == tokens.start(at + 1) && at + 1 < tokens.size()
                        && (tokens.get(at + 1).is(tokens.get(at).text()) || tokens.is(at + 1, "=")));
    }

    private static String number(String type) {
        return PROMOTED_TO_INT.contains(type) ? "int" : type;
    }

    private static String promoted(String left, String right) {
        if (left == null || right == null) {
            return null;
        }
        String one = number(left);
        String other = number(right);
        boolean numbers = WIDEST_FIRST.contains(one) && WIDEST_FIRST.contains(other);
        return numbers
                ? WIDEST_FIRST.stream().filter(type -> type.equals(one) || type.equals(other)).findFirst().get()
                : null;
    }
}
