package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;

import java.util.ArrayList;
import java.util.List;

import dev.linnet.cuda.ptx.machine.Code;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.Variable;

/** Calls of functions, by name and through pointers; parameters are copied between the frames' local memory. */
final class Calls {
    private Calls() {}

    static Op call(Instruction i, Operands o) {
        List<Operand> all = new ArrayList<>(i.operands());
        List<Variable> results = all.getFirst() instanceof Operand.Tuple t ? variables(i, o, t) : List.of();
        if (all.getFirst() instanceof Operand.Tuple) {
            all.removeFirst();
        }
        Operand callee = all.removeFirst();
        List<Variable> arguments = !all.isEmpty() && all.getFirst() instanceof Operand.Tuple t
                ? variables(i, o, t)
                : List.of();
        long[] from = arguments.stream().mapToLong(v -> o.symbols().offset(new Operand.Address(v, 0))).toArray();
        long[] to = results.stream().mapToLong(v -> o.symbols().offset(new Operand.Address(v, 0))).toArray();
        if (callee instanceof Operand.Name name) {
            Op system = SystemCalls.of(name.name(), from, to);
            if (system != null) {
                return system;
            }
            Code code = o.symbols().code(name.name());
            if (code == null) {
                throw i.reject(name.name().startsWith("cuda")
                        ? "launching kernels from kernels is not executed by the CPU engine: launch from Java"
                        : "the function " + name.name() + " has no body");
            }
            Linkage linkage = new Linkage(code, arguments, results, from, to, i);
            return w -> linkage.call(w);
        }
        int pointer = o.i64(callee);
        return w -> {
            int lane = Integer.numberOfTrailingZeros(w.mask);
            long target = w.q[pointer + lane];
            int same = 0;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int other = Integer.numberOfTrailingZeros(m);
                same |= w.q[pointer + other] == target ? 1 << other : 0;
            }
            long index = (target - AddressSpace.FUNCTION) / 16 - 1;
            Code[] functions = w.block.grid.functions();
            if (index < 0 || index >= functions.length || (target & 15) != 0) {
                throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                        "call through a pointer that holds 0x" + Long.toHexString(target) + ", which is no function");
            }
            w.again(w.mask & ~same);
            new Linkage(functions[(int) index], arguments, results, from, to, i).call(w);
        };
    }

    private static List<Variable> variables(Instruction i, Operands o, Operand.Tuple t) {
        List<Variable> found = new ArrayList<>();
        for (Operand item : t.items()) {
            if (item instanceof Operand.Address a && o.symbols().framed(a.variable())) {
                found.add(a.variable());
            } else {
                throw i.reject("call parameters must be .param variables");
            }
        }
        return found;
    }

    /** How a call's parameters fit the function's. */
    private static final class Linkage {
        private final Code code;
        private final int[] argumentBytes;
        private final long[] from;
        private final int[] resultBytes;
        private final long[] to;

        Linkage(Code code, List<Variable> arguments, List<Variable> results, long[] from, long[] to, Instruction i) {
            this.code = code;
            this.from = from;
            this.to = to;
            argumentBytes = arguments.stream().mapToInt(v -> (int) v.bytes()).toArray();
            resultBytes = results.stream().mapToInt(v -> (int) v.bytes()).toArray();
            if (code.parameters().length != from.length || code.results().length < to.length) {
                throw i.reject(code.name() + " takes " + code.parameters().length + " parameters, the call passes "
                        + from.length);
            }
        }

        void call(Warp w) {
            int caller = w.localBase;
            w.call(code, inside -> {
                for (int k = 0; k < from.length; k++) {
                    copy(inside, caller + from[k], inside.localBase + code.parameters()[k], argumentBytes[k]);
                }
            }, inside -> {
                for (int k = 0; k < to.length; k++) {
                    copy(inside, inside.localBase + code.results()[k], inside.callerLocalBase() + to[k],
                            resultBytes[k]);
                }
            });
        }
    }

    /** Copies the active lanes' bytes, which start at a word's start in both places. */
    private static void copy(Warp w, long from, long to, int bytes) {
        w.written((int) to, bytes);
        for (int word = 0; word < (bytes + 3) >> 2; word++) {
            int a = ((int) from >> 2) * COUNT + word * COUNT;
            int b = ((int) to >> 2) * COUNT + word * COUNT;
            if (w.mask == -1) {
                System.arraycopy(w.local, a, w.local, b, COUNT);
            } else {
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    w.local[b + lane] = w.local[a + lane];
                }
            }
        }
    }
}
