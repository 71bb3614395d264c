package dev.linnet.cuda.ptx.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function's body: declarations, labels and instructions. */
final class Body {
    /** An operand whose label may stand further down. */
    private record Pending(Scope scope, String label, int line, int number) {}

    private final Scanner in;
    private final Declarations declarations;
    private final Map<String, Variable> globals;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<Pending> jumps = new ArrayList<>();
    private final Map<String, List<Integer>> tables = new HashMap<>();
    private final Map<String, Integer> prototypes = new HashMap<>();
    private final Scope outermost = new Scope(null);
    private Scope scope = outermost;
    private SourceLine source = SourceLine.UNKNOWN;
    private int[] resolved;

    Body(Scanner in, Declarations declarations, Map<String, Variable> globals, List<Variable> results,
            List<Variable> parameters) {
        this.in = in;
        this.declarations = declarations;
        this.globals = globals;
        results.forEach(scope::declare);
        parameters.forEach(scope::declare);
    }

    List<Operand.Register> registers() {
        return List.copyOf(outermost.registers());
    }

    List<Variable> variables() {
        return variables;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    Map<String, List<Integer>> targetTables() {
        return tables;
    }

    /** For each jump's number the index of the instruction it goes to. */
    int[] labels() {
        return resolved;
    }

    /** After the opening brace, up to and with the closing one. */
    void read() {
        while (true) {
            if (in.take("}")) {
                if (scope.outer == null) {
                    break;
                }
                scope = scope.outer;
            } else if (in.take("{")) {
                scope = new Scope(scope);
            } else if (in.token().startsWith(".")) {
                directive();
            } else {
                statement();
            }
        }
        resolved = new int[jumps.size()];
        for (Pending jump : jumps) {
            Integer label = jump.scope().label(jump.label());
            if (label == null) {
                throw new PtxException("there is no label '" + jump.label() + "'", jump.line());
            }
            resolved[jump.number()] = labels.get(label);
        }
    }

    private void directive() {
        int line = in.line();
        String d = in.take();
        switch (d) {
            case ".reg" -> registerDeclaration();
            case ".loc" -> location();
            case ".pragma" -> {
                while (!in.take(";")) {
                    in.take();
                }
            }
            default -> {
                Space space = Declarations.space(d);
                if (space == null) {
                    throw new PtxException("unknown directive '" + d + "'", line);
                }
                for (Variable v : declarations.variables(space, false)) {
                    scope.declare(v);
                    variables.add(v);
                }
            }
        }
    }

    private void registerDeclaration() {
        int line = in.line();
        String t = in.take();
        if (t.equals(".v2") || t.equals(".v4")) {
            throw new PtxException("vector registers are not executed", line);
        }
        RegisterType type = RegisterType.of(t.substring(1), line);
        do {
            String name = in.take();
            if (in.take("<")) {
                scope.declareRange(name, type, declarations.integer());
                in.expect(">");
            } else {
                scope.declareRegister(name, type);
            }
        } while (in.take(","));
        in.expect(";");
    }

    private void location() {
        int file = declarations.integer();
        int line = declarations.integer();
        int column = declarations.integer();
        SourceLine inlinedAt = null;
        while (in.take(",")) {
            if (in.take("function_name")) {
                in.take();
                if (in.take("+")) {
                    declarations.integer();
                }
            } else {
                in.expect("inlined_at");
                inlinedAt = new SourceLine(declarations.integer(), declarations.integer(), declarations.integer(),
                        null);
            }
        }
        source = new SourceLine(file, line, column, inlinedAt);
    }

    private void statement() {
        int line = in.line();
        int from = in.start();
        Operand.Register guard = null;
        if (in.take("@")) {
            boolean negated = in.take("!");
            String name = in.take();
            Operand.Register r = scope.register(name);
            if (r == null) {
                throw new PtxException("unknown register '" + name + "'", line);
            }
            guard = new Operand.Register(r.name(), r.type(), r.index(), negated);
        }
        String word = in.take();
        if (guard == null && in.take(":")) {
            label(word);
            return;
        }
        List<Operand> operands = new ArrayList<>();
        while (!in.is(";")) {
            operands.add(operand(word.startsWith("bra") || word.startsWith("brx")));
            if (!in.take(",") && !in.take("|") && !in.is(";")) {
                throw in.unexpected("',' or ';'");
            }
        }
        String text = in.since(from);
        in.expect(";");
        instructions.add(new Instruction(guard, word, List.copyOf(operands), line, source, text));
    }

    private void label(String name) {
        if (in.take(".branchtargets")) {
            List<Integer> targets = new ArrayList<>();
            do {
                targets.add(jump(in.take()));
            } while (in.take(","));
            in.expect(";");
            tables.put(name, targets);
        } else if (in.is(".callprototype") || in.is(".calltargets")) {
            prototypes.put(name, in.line());
            while (!in.take(";")) {
                in.take();
            }
        } else {
            scope.declareLabel(name, labels.size());
            labels.add(instructions.size());
        }
    }

    private int jump(String label) {
        jumps.add(new Pending(scope, label, in.line(), jumps.size()));
        return jumps.size() - 1;
    }

    private Operand operand(boolean jump) {
        if (in.take("[")) {
            return memory();
        }
        if (in.take("{") || in.is("(")) {
            String close = in.take("(") ? ")" : "}";
            List<Operand> items = new ArrayList<>();
            while (!in.take(close)) {
                items.add(operand(false));
                in.take(",");
            }
            return new Operand.Tuple(List.copyOf(items));
        }
        if (in.take("!")) {
            Operand inner = operand(false);
            if (inner instanceof Operand.Register r) {
                return new Operand.Register(r.name(), r.type(), r.index(), !r.negated());
            }
            throw in.unexpected("a predicate after '!'");
        }
        boolean negative = in.take("-");
        int line = in.line();
        String word = in.take();
        if (Literal.startsNumber(word)) {
            return Literal.parse(word, negative, line);
        }
        if (word.equals("_")) {
            return new Operand.Sink();
        }
        return named(word, jump, line);
    }

    private Operand named(String word, boolean jump, int line) {
        Operand.Register register = scope.register(word);
        if (register != null) {
            return register;
        }
        if (word.startsWith("%")) {
            return new Operand.Special(word);
        }
        if (word.equals("WARP_SZ")) {
            return new Operand.Int(32);
        }
        Variable variable = scope.variable(word);
        if (variable == null) {
            variable = globals.get(word);
        }
        if (variable != null) {
            return new Operand.Address(variable, offset());
        }
        if (jump && !tables.containsKey(word)) {
            return new Operand.Label(jump(word));
        }
        if (Character.isLetter(word.charAt(0)) || word.startsWith("_") || word.startsWith("$")) {
            return new Operand.Name(word);
        }
        throw new PtxException("unexpected '" + word + "'", line);
    }

    private Operand memory() {
        Operand base = operand(false);
        long offset = 0;
        if (base instanceof Operand.Address a) {
            base = new Operand.Address(a.variable(), 0);
            offset = a.offset();
        }
        offset += offset();
        if (base instanceof Operand.Name n) {
            throw new PtxException("unknown name '" + n.name() + "'", in.line());
        }
        if (in.take(",")) {
            // Textures' coordinates.
            List<Operand> items = new ArrayList<>(List.of(base));
            do {
                items.add(operand(false));
            } while (in.take(","));
            in.expect("]");
            return new Operand.Tuple(List.copyOf(items));
        }
        in.expect("]");
        return new Operand.Memory(base, offset);
    }

    private long offset() {
        if (!in.is("+") && !in.is("-")) {
            return 0;
        }
        boolean negative = in.take().equals("-");
        negative ^= in.take("-");
        int line = in.line();
        if (Literal.parse(in.take(), negative, line) instanceof Operand.Int i) {
            return i.value();
        }
        throw new PtxException("expected an offset", line);
    }
}
