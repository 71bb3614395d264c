package dev.linnet.cuda.ptx.parse;

import java.util.ArrayList;
import java.util.List;

/** Reads declarations of variables and parameters. */
final class Declarations {
    private final Scanner in;

    Declarations(Scanner in) {
        this.in = in;
    }

    static Space space(String directive) {
        return switch (directive) {
            case ".global" -> Space.GLOBAL;
            case ".const" -> Space.CONST;
            case ".shared" -> Space.SHARED;
            case ".local" -> Space.LOCAL;
            case ".param" -> Space.PARAM;
            default -> null;
        };
    }

    /** After the state space: everything up to and with the semicolon. */
    List<Variable> variables(Space space, boolean external) {
        List<Variable> found = new ArrayList<>();
        int align = 0;
        int vector = 1;
        String type = null;
        while (in.token().startsWith(".")) {
            int line = in.line();
            String d = in.take();
            switch (d) {
                case ".align" -> align = integer();
                case ".v2" -> vector = 2;
                case ".v4" -> vector = 4;
                case ".attribute" ->
                    throw new PtxException("managed variables are not executed by the CPU engine", line);
                default -> {
                    type = d.substring(1);
                    Variable.elementBytes(type, line);
                }
            }
        }
        if (type == null) {
            throw in.unexpected("a type");
        }
        int element = Variable.elementBytes(type, in.line());
        do {
            found.add(one(space, external, type, align == 0 ? element * vector : align, element, vector));
        } while (in.take(","));
        in.expect(";");
        return found;
    }

    private Variable one(Space space, boolean external, String type, int align, int element, int vector) {
        String name = in.take();
        long count = vector;
        boolean array = false;
        while (in.take("[")) {
            array = true;
            count *= in.is("]") ? 0 : integer();
            in.expect("]");
        }
        List<Variable.Initial> initial = new ArrayList<>();
        if (in.take("=")) {
            initial(initial, element, type);
            if (count == 0) {
                count = initial.size();
            }
        }
        return new Variable(space, type, align, count * element, array, name, external, List.copyOf(initial));
    }

    private void initial(List<Variable.Initial> to, int element, String type) {
        if (in.take("{")) {
            while (!in.take("}")) {
                initial(to, element, type);
                in.take(",");
            }
            return;
        }
        boolean negative = in.take("-");
        int line = in.line();
        String token = in.take();
        if (Literal.startsNumber(token)) {
            Operand value = Literal.parse(token, negative, line);
            if (value instanceof Operand.Int mask && in.take("(")) {
                String symbol = symbol();
                long offset = offset();
                in.expect(")");
                long bits = mask.value();
                to.add(new Variable.Initial(offset, symbol, Long.numberOfTrailingZeros(bits), bits));
            } else {
                to.add(Variable.Initial.bits(bits(value, type)));
            }
        } else if (token.equals("generic")) {
            in.expect("(");
            String symbol = in.take();
            in.expect(")");
            to.add(new Variable.Initial(offset(), symbol, 0, -1));
        } else {
            to.add(new Variable.Initial(offset(), token, 0, -1));
        }
    }

    private String symbol() {
        if (in.take("generic")) {
            in.expect("(");
            String symbol = in.take();
            in.expect(")");
            return symbol;
        }
        return in.take();
    }

    private long offset() {
        if (in.take("+")) {
            return in.take("-") ? -integer() : integer();
        }
        return in.take("-") ? -integer() : 0;
    }

    private static long bits(Operand value, String type) {
        return switch (value) {
            case Operand.Int i -> type.equals("f32")
                    ? Float.floatToRawIntBits((float) i.value())
                    : type.equals("f64") ? Double.doubleToRawLongBits((double) i.value()) : i.value();
            case Operand.Float32 f -> f.bits();
            case Operand.Float64 d -> type.equals("f32")
                    ? Float.floatToRawIntBits((float) Double.longBitsToDouble(d.bits()))
                    : d.bits();
            default -> throw new IllegalStateException("no constant: " + value);
        };
    }

    /** A parenthesised list of parameters. */
    List<Variable> parameters() {
        List<Variable> found = new ArrayList<>();
        in.expect("(");
        while (!in.take(")")) {
            int line = in.line();
            String space = in.take();
            if (space.equals(".reg")) {
                throw new PtxException("parameters in registers are not executed", line);
            }
            if (!space.equals(".param")) {
                throw new PtxException("expected .param but found '" + space + "'", line);
            }
            found.add(parameter());
            in.take(",");
        }
        return found;
    }

    private Variable parameter() {
        int align = 0;
        String type = null;
        while (in.token().startsWith(".")) {
            int line = in.line();
            String d = in.take();
            if (d.equals(".align")) {
                align = integer();
            } else if (d.equals(".ptr")) {
                pointerAttributes();
            } else {
                type = d.substring(1);
                Variable.elementBytes(type, line);
            }
        }
        if (type == null) {
            throw in.unexpected("a type");
        }
        int element = Variable.elementBytes(type, in.line());
        return one(Space.PARAM, false, type, align == 0 ? element : align, element, 1);
    }

    /** What the pointer points to says nothing that the engine needs. */
    private void pointerAttributes() {
        while (in.is(".global") || in.is(".const") || in.is(".shared") || in.is(".local") || in.is(".align")) {
            if (in.take().equals(".align")) {
                integer();
            }
        }
    }

    int integer() {
        int line = in.line();
        Operand value = Literal.parse(in.take(), false, line);
        if (value instanceof Operand.Int i && i.value() >= 0 && i.value() <= Integer.MAX_VALUE) {
            return (int) i.value();
        }
        throw new PtxException("expected a count", line);
    }
}
