package dev.linnet.kernel.engine;

/** Tells whether a switch that ends a cell is meant as a value: {@code switch (x) { case 1 -> "one"; default -> "many"; }}. */
final class SwitchShape {
    private final Tokens tokens;

    SwitchShape(Tokens tokens) {
        this.tokens = tokens;
    }

    /** True where an arm yields something that Java would refuse as a statement, or says {@code yield}. */
    boolean isExpression(int keyword) throws CompileException {
        if (!tokens.is(keyword + 1, "(")) {
            return false;
        }
        int body = tokens.match(keyword + 1) + 1;
        if (!tokens.is(body, "{")) {
            return false;
        }
        int close = tokens.match(body);
        int i = body + 1;
        while (i < close) {
            if (tokens.is(i, "->")) {
                int arm = i + 1;
                i = tokens.is(arm, "{") ? tokens.match(arm) + 1 : tokens.afterSemicolon(arm);
                if (!tokens.is(arm, "{") && !tokens.is(arm, "throw") && isValue(arm, i - 1)) {
                    return true;
                }
            } else if (tokens.is(i, "yield") && !tokens.is(i + 1, "=")) {
                return true;
            } else {
                i = tokens.closer(i) != null ? tokens.match(i) + 1 : i + 1;
            }
        }
        return false;
    }

    private boolean isValue(int from, int end) {
        for (int i = from; i < end; i++) {
            if (tokens.is(i, "=") || tokens.is(i, "++") || tokens.is(i, "--")) {
                return false;
            }
        }
        return !tokens.is(end - 1, ")") || tokens.is(from, "new");
    }
}
