package dev.linnet.cuda.ptx.ops;

import java.util.HashMap;
import java.util.Map;

import dev.linnet.cuda.ptx.machine.Code;
import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.parse.Function;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.PtxException;
import dev.linnet.cuda.ptx.parse.Space;
import dev.linnet.cuda.ptx.parse.Variable;

/** Where the variables that a function sees lie: global ones by address, the others by offset within their memory. */
public final class Symbols {
    private final Map<Variable, Long> globals;
    private final Map<String, Code> codes;
    private final Function function;
    private final Map<Variable, Long> framed = new HashMap<>();
    private final Map<Variable, Long> shared;
    private final Map<Variable, Long> parameters = new HashMap<>();
    private final int frameBytes;

    /**
     * Lays out the function's frame.
     *
     * @param globals addresses of the module's global and constant variables
     * @param shared  offsets of shared variables
     * @param codes   functions that can be called, by name
     */
    public Symbols(Function function, Map<Variable, Long> globals, Map<Variable, Long> shared,
            Map<String, Code> codes) {
        this.function = function;
        this.globals = globals;
        this.shared = shared;
        this.codes = codes;
        long frame = 0;
        for (Variable v : function.variables()) {
            if (v.space() == Space.LOCAL || v.space() == Space.PARAM) {
                frame = place(framed, v, align(frame, 4));
            }
        }
        if (function.entry()) {
            long at = 0;
            for (Variable v : function.parameters()) {
                at = place(parameters, v, at);
            }
        } else {
            for (Variable v : function.parameters()) {
                frame = place(framed, v, align(frame, 4));
            }
            for (Variable v : function.results()) {
                frame = place(framed, v, align(frame, 4));
            }
        }
        frameBytes = (int) (frame + 15 & -16);
    }

    private static long place(Map<Variable, Long> where, Variable v, long at) {
        long start = align(at, v.align());
        where.put(v, start);
        return start + v.bytes();
    }

    static long align(long at, int to) {
        return (at + to - 1) / to * to;
    }

    /** Bytes of local memory that a call of the function takes. */
    public int frameBytes() {
        return frameBytes;
    }

    /** Offsets of a function's parameters, or of its results, in its frame. */
    public static long[] offsets(Function f, boolean results) {
        Symbols s = new Symbols(f, Map.of(), Map.of(), Map.of());
        return f.entry()
                ? new long[0]
                : (results ? f.results() : f.parameters()).stream().mapToLong(v -> s.framed.get(v)).toArray();
    }

    Function function() {
        return function;
    }

    /** Whether the variable lies in the frame of a call: local variables, call parameters, a function's own parameters. */
    public boolean framed(Variable v) {
        return framed.containsKey(v);
    }

    /** Whether the variable is a kernel's parameter. */
    public boolean kernelParameter(Variable v) {
        return parameters.containsKey(v);
    }

    /** Address, or offset within its memory. */
    public long offset(Operand.Address a) {
        Variable v = a.variable();
        Long at = globals.get(v);
        if (at == null) {
            at = shared.get(v);
        }
        if (at == null) {
            at = framed.get(v);
        }
        if (at == null) {
            at = parameters.get(v);
        }
        if (at == null) {
            throw new PtxException("variable " + v.name() + " has no place in memory", 0);
        }
        return at + a.offset();
    }

    Code code(String name) {
        return codes.get(name);
    }

    /** The address of a function. */
    long function(String name, Instruction i) {
        Code code = codes.get(name);
        if (code == null) {
            throw i.reject("unknown name " + name);
        }
        return address(code);
    }

    /** What a pointer to the function holds. */
    public static long address(Code code) {
        return AddressSpace.FUNCTION + 16L * (code.index() + 1);
    }
}
