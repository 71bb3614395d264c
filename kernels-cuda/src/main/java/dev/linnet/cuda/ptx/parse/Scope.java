package dev.linnet.cuda.ptx.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of one pair of braces in a function's body; inner ones hide outer ones. */
final class Scope {
    /** {@code %r<96>}: a type for every number below the count. */
    private record Range(RegisterType type, int count) {}

    final Scope outer;
    private final Map<String, Range> ranges = new HashMap<>();
    private final Map<String, Operand.Register> registers = new HashMap<>();
    private final Map<String, Variable> variables = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Operand.Register> all;

    Scope(Scope outer) {
        this.outer = outer;
        this.all = outer == null ? new ArrayList<>() : outer.all;
    }

    /** Every register of the function that is used or singly declared. */
    List<Operand.Register> registers() {
        return all;
    }

    void declareRange(String prefix, RegisterType type, int count) {
        ranges.put(prefix, new Range(type, count));
    }

    void declareRegister(String name, RegisterType type) {
        registers.put(name, create(name, type));
    }

    void declare(Variable variable) {
        variables.put(variable.name(), variable);
    }

    void declareLabel(String name, int number) {
        labels.put(name, number);
    }

    Operand.Register register(String name) {
        int digits = name.length();
        while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        for (Scope s = this; s != null; s = s.outer) {
            Operand.Register known = s.registers.get(name);
            if (known != null) {
                return known;
            }
            if (digits < name.length() && name.length() - digits < 9) {
                Range range = s.ranges.get(name.substring(0, digits));
                if (range != null && Integer.parseInt(name.substring(digits)) < range.count()) {
                    Operand.Register made = create(name, range.type());
                    s.registers.put(name, made);
                    return made;
                }
            }
        }
        return null;
    }

    Variable variable(String name) {
        for (Scope s = this; s != null; s = s.outer) {
            Variable v = s.variables.get(name);
            if (v != null) {
                return v;
            }
        }
        return null;
    }

    Integer label(String name) {
        for (Scope s = this; s != null; s = s.outer) {
            Integer n = s.labels.get(name);
            if (n != null) {
                return n;
            }
        }
        return null;
    }

    private Operand.Register create(String name, RegisterType type) {
        Operand.Register made = new Operand.Register(name, type, all.size(), false);
        all.add(made);
        return made;
    }
}
