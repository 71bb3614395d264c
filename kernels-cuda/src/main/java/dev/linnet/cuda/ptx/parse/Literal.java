package dev.linnet.cuda.ptx.parse;

/** Numbers as PTX writes them. */
final class Literal {
    private Literal() {}

    static boolean startsNumber(String token) {
        return !token.isEmpty() && Character.isDigit(token.charAt(0));
    }

    /** The operand that a number token stands for. */
    static Operand parse(String token, boolean negative, int line) {
        try {
            if (token.length() == 10 && (token.startsWith("0f") || token.startsWith("0F"))) {
                int bits = Integer.parseUnsignedInt(token.substring(2), 16);
                return new Operand.Float32(negative ? bits ^ Integer.MIN_VALUE : bits);
            }
            if (token.length() == 18 && (token.startsWith("0d") || token.startsWith("0D"))) {
                long bits = Long.parseUnsignedLong(token.substring(2), 16);
                return new Operand.Float64(negative ? bits ^ Long.MIN_VALUE : bits);
            }
            boolean hex = token.startsWith("0x") || token.startsWith("0X");
            if (!hex && (token.contains(".") || token.contains("e") || token.contains("E"))) {
                double value = Double.parseDouble(token);
                return new Operand.Float64(Double.doubleToRawLongBits(negative ? -value : value));
            }
            String digits = token.endsWith("U") || token.endsWith("u") ? token.substring(0, token.length() - 1) : token;
            long value;
            if (hex) {
                value = Long.parseUnsignedLong(digits.substring(2), 16);
            } else if (digits.startsWith("0b") || digits.startsWith("0B")) {
                value = Long.parseUnsignedLong(digits.substring(2), 2);
            } else if (digits.length() > 1 && digits.startsWith("0")) {
                value = Long.parseUnsignedLong(digits, 8);
            } else {
                value = Long.parseUnsignedLong(digits);
            }
            return new Operand.Int(negative ? -value : value);
        } catch (NumberFormatException e) {
            throw new PtxException("'" + token + "' is no number", line);
        }
    }
}
