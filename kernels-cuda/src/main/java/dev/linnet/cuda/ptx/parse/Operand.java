package dev.linnet.cuda.ptx.parse;

import java.util.List;

/** What an instruction works on, names resolved. */
public sealed interface Operand {
    /** A register of a function; the same object wherever the same register is meant. */
    record Register(String name, RegisterType type, int index, boolean negated) implements Operand {
        /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
        @Override
        public int hashCode() {
            return index;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof Register r && index == r.index && negated == r.negated
                    && type == r.type && name.equals(r.name));
        }
    }

    /** A special register such as {@code %tid.x}. */
    record Special(String name) implements Operand {}

    /** An integer constant. */
    record Int(long value) implements Operand {}

    /** A float constant: {@code 0f3F800000}. */
    record Float32(int bits) implements Operand {}

    /** A double constant: {@code 0d3FF0000000000000} or {@code 1.0}. */
    record Float64(long bits) implements Operand {}

    /** The address of a variable plus an offset. */
    record Address(Variable variable, long offset) implements Operand {}

    /** A name that is no variable: a function, a prototype, a table of targets. */
    record Name(String name) implements Operand {}

    /** A place to jump to, by its number in {@link Function#labels}. */
    record Label(int number) implements Operand {}

    /** {@code [base+offset]}. */
    record Memory(Operand base, long offset) implements Operand {}

    /** {@code {a, b}} and the parenthesised lists of calls. */
    record Tuple(List<Operand> items) implements Operand {}

    /** {@code _}: a result nobody wants. */
    record Sink() implements Operand {}
}
