package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Loading and storing matrix fragments: {@code wmma.load}, {@code wmma.store}, {@code ldmatrix}, {@code stmatrix}, {@code movmatrix}. */
final class MatrixMemory {
    private static final String SHAPES = "(.m16n16k16|.m32n8k16|.m8n32k16|.m16n16k8|.m8n8k4)";
    private static final String SPACES = "{.global|.shared|.shared::cta}";

    private MatrixMemory() {}

    static void register(Forms f) {
        f.add("wmma.load(.a|.b).sync.aligned(.row|.col)" + SHAPES + SPACES + "(.f16|.bf16|.tf32|.f64|.s8|.u8)",
                Form.Flow.ALONE,
                MatrixMemory::load);
        f.add("wmma.load.c.sync.aligned(.row|.col)" + SHAPES + SPACES + "(.f16|.f32|.f64|.s32)", Form.Flow.ALONE,
                MatrixMemory::load);
        f.add("wmma.store.d.sync.aligned(.row|.col)" + SHAPES + SPACES + "(.f16|.f32|.f64|.s32)", Form.Flow.ALONE,
                MatrixMemory::store);
        f.add("ldmatrix.sync.aligned.m8n8(.x1|.x2|.x4){.trans}{.shared|.shared::cta}.b16", Form.Flow.ALONE,
                (i, o) -> eights(i, o, false));
        f.add("stmatrix.sync.aligned.m8n8(.x1|.x2|.x4){.trans}{.shared|.shared::cta}.b16", Form.Flow.ALONE,
                (i, o) -> eights(i, o, true));
        f.add("movmatrix.sync.aligned.m8n8.trans.b16", Form.Flow.ALONE, MatrixMemory::transpose);
    }

    private static int rows(Instruction i) {
        return i.has(".b") ? MatrixMultiply.shape(i)[2] : MatrixMultiply.shape(i)[0];
    }

    private static int columns(Instruction i) {
        return i.has(".a") ? MatrixMultiply.shape(i)[2] : MatrixMultiply.shape(i)[1];
    }

    private static Op load(Instruction i, Operands o) {
        int rows = rows(i);
        int columns = columns(i);
        boolean byRow = i.has(".row");
        int bytes = MatrixElement.bits(i.type()) / 8;
        Address address = Address.of(i, o, arg(i, 1));
        MatrixElement to = MatrixElement.target(i, o, arg(i, 0), i.type());
        int stride = i.operands().size() > 2 ? o.i32(arg(i, 2)) : o.constant(byRow ? columns : rows);
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            for (int lane = 0; lane < 32; lane++) {
                long base = address.at(w, lane);
                for (int e = 0; e < to.perLane(); e++) {
                    int at = (lane * to.perLane() + e) % (rows * columns);
                    int row = at / columns;
                    int column = at % columns;
                    long index = byRow
                            ? (long) row * w.r[stride + lane] + column
                            : (long) column * w.r[stride + lane] + row;
                    to.setRaw(w, lane, e, address.space().load(w, lane, address.site(), base + index * bytes, bytes));
                }
            }
        };
    }

    private static Op store(Instruction i, Operands o) {
        int rows = rows(i);
        int columns = columns(i);
        boolean byRow = i.has(".row");
        int bytes = MatrixElement.bits(i.type()) / 8;
        Address address = Address.of(i, o, arg(i, 0));
        MatrixElement from = MatrixElement.source(i, o, arg(i, 1), i.type());
        int stride = i.operands().size() > 2 ? o.i32(arg(i, 2)) : o.constant(byRow ? columns : rows);
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            for (int lane = 0; lane < 32; lane++) {
                long base = address.at(w, lane);
                for (int e = 0; e < from.perLane(); e++) {
                    int at = (lane * from.perLane() + e) % (rows * columns);
                    int row = at / columns;
                    int column = at % columns;
                    long index = byRow
                            ? (long) row * w.r[stride + lane] + column
                            : (long) column * w.r[stride + lane] + row;
                    address.space().store(w, lane, address.site(), base + index * bytes, bytes, from.raw(w, lane, e));
                }
            }
        };
    }

    /** Matrices of 8 x 8 half words; lanes 8j to 8j+7 give the addresses of the rows of the j-th. */
    private static Op eights(Instruction i, Operands o, boolean store) {
        int count = i.has(".x4") ? 4 : i.has(".x2") ? 2 : 1;
        boolean transposed = i.has(".trans");
        Address address = Address.of(i, o, arg(i, store ? 0 : 1));
        MatrixElement f = store
                ? MatrixElement.source(i, o, arg(i, 1), "f16")
                : MatrixElement.target(i, o, arg(i, 0), "f16");
        if (f.registers() != count) {
            throw i.reject("expected " + count + " registers");
        }
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            long[] rows = new long[8 * count];
            for (int lane = 0; lane < rows.length; lane++) {
                rows[lane] = address.at(w, lane);
                Access.checkVector(w, address, lane, rows[lane], 2, 8, store ? "write" : "read");
            }
            for (int lane = 0; lane < 32; lane++) {
                for (int e = 0; e < 2 * count; e++) {
                    int across = (lane & 3) * 2 + (e & 1);
                    int down = lane >> 2;
                    int row = e / 2 * 8 + (transposed ? across : down);
                    long at = rows[row] + 2L * (transposed ? down : across);
                    if (store) {
                        address.space().store(w, row & 31, address.site(), at, 2, f.raw(w, lane, e));
                    } else {
                        f.setRaw(w, lane, e, address.space().load(w, row & 31, address.site(), at, 2));
                    }
                }
            }
        };
    }

    private static Op transpose(Instruction i, Operands o) {
        MatrixElement to = MatrixElement.target(i, o, arg(i, 0), "f16");
        MatrixElement from = MatrixElement.source(i, o, arg(i, 1), "f16");
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            long[] all = new long[64];
            for (int lane = 0; lane < 32; lane++) {
                for (int e = 0; e < 2; e++) {
                    all[(lane >> 2) * 8 + (lane & 3) * 2 + e] = from.raw(w, lane, e);
                }
            }
            for (int lane = 0; lane < 32; lane++) {
                for (int e = 0; e < 2; e++) {
                    to.setRaw(w, lane, e, all[((lane & 3) * 2 + e) * 8 + (lane >> 2)]);
                }
            }
        };
    }
}
