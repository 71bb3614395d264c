package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.meter.Meter;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Loading and storing matrix fragments: {@code wmma.load}, {@code wmma.store}, {@code ldmatrix}, {@code stmatrix}, {@code movmatrix}. */
final class MatrixMemory {
    private static final String SHAPES = "(.m16n16k16|.m32n8k16|.m8n32k16|.m16n16k8|.m8n8k4)";
    private static final String SUMS = "(.m16n16k16|.m32n8k16|.m8n32k16|.m16n16k8|.m8n8k4|.m8n8k32|.m8n8k128)";
    private static final String SPACES = "{.global|.shared|.shared::cta}";

    private MatrixMemory() {}

    static void register(Forms f) {
        if (f.wants("wmma.load(.a|.b).sync.aligned(.row|.col)" + SHAPES + SPACES + "(.f16|.bf16|.tf32|.f64|.s8|.u8)")) {
            f.add(Form.Flow.ALONE, MatrixMemory::load);
        }
        if (f.wants("wmma.load.a.sync.aligned.row(.m8n8k32|.m8n8k128)" + SPACES + "(.s4|.u4|.b1)")) {
            f.add(Form.Flow.ALONE,
                    MatrixMemory::load);
        }
        if (f.wants("wmma.load.b.sync.aligned.col(.m8n8k32|.m8n8k128)" + SPACES + "(.s4|.u4|.b1)")) {
            f.add(Form.Flow.ALONE,
                    MatrixMemory::load);
        }
        if (f.wants("wmma.load.c.sync.aligned(.row|.col)" + SUMS + SPACES + "(.f16|.f32|.f64|.s32)")) {
            f.add(Form.Flow.ALONE,
                    MatrixMemory::load);
        }
        if (f.wants("wmma.store.d.sync.aligned(.row|.col)" + SUMS + SPACES + "(.f16|.f32|.f64|.s32)")) {
            f.add(Form.Flow.ALONE,
                    MatrixMemory::store);
        }
        if (f.wants("ldmatrix.sync.aligned.m8n8(.x1|.x2|.x4){.trans}{.shared|.shared::cta}.b16")) {
            f.add(Form.Flow.ALONE,
                    (i, o) -> eights(i, o, false));
        }
        if (f.wants("stmatrix.sync.aligned.m8n8(.x1|.x2|.x4){.trans}{.shared|.shared::cta}.b16")) {
            f.add(Form.Flow.ALONE,
                    (i, o) -> eights(i, o, true));
        }
        if (f.wants("movmatrix.sync.aligned.m8n8.trans.b16")) {
            f.add(Form.Flow.ALONE, MatrixMemory::transpose);
        }
    }

    private static int rows(Instruction i) {
        return i.has(".b") ? MatrixMultiply.shape(i)[2] : MatrixMultiply.shape(i)[0];
    }

    private static int columns(Instruction i) {
        return i.has(".a") ? MatrixMultiply.shape(i)[2] : MatrixMultiply.shape(i)[1];
    }

    /** Where a matrix's elements lie: in rows or columns, {@code stride} elements apart. */
    private static final class Strided {
        final Address address;
        final int[] places;
        final int bits;
        private final int columns;
        private final boolean byRow;
        private final int stride;

        Strided(Instruction i, Operands o, int operand, MatrixElement f) {
            int rows = rows(i);
            columns = columns(i);
            byRow = i.has(".row");
            stride = i.operands().size() > 2 ? o.i32(arg(i, 2)) : o.constant(byRow ? columns : rows);
            address = Address.of(i, o, arg(i, operand));
            places = MatrixLayout.opaque(f, rows * columns);
            bits = MatrixElement.bits(i.type());
        }

        /** In bits from the lane's address. */
        long offset(Warp w, int lane, int at) {
            long row = places[at] / columns;
            long column = places[at] % columns;
            long step = w.r[stride + lane];
            return bits * (byRow ? row * step + column : column * step + row);
        }

        /** A register's elements are one access where they lie in a row, else each is one. */
        void measure(Warp w, Metering metering, int perLane) {
            int each = Math.max(1, Integer.SIZE / bits);
            boolean row = perLane % each == 0;
            for (int at = 0; at < perLane * Lanes.COUNT && row; at++) {
                row = at % each == 0 || offset(w, at / perLane, at) == offset(w, at / perLane, at - 1) + bits;
            }
            int step = row ? each : 1;
            long[] from = new long[Lanes.COUNT];
            for (int e = 0; e < perLane; e += step) {
                for (int lane = 0; lane < from.length; lane++) {
                    from[lane] = address.at(w, lane) + (offset(w, lane, lane * perLane + e) >> 3);
                }
                metering.each(w, from, Math.max(1, step * bits / 8));
            }
        }
    }

    private static Op load(Instruction i, Operands o) {
        MatrixElement to = MatrixElement.target(i, o, arg(i, 0), i.type());
        Strided from = new Strided(i, o, 1, to);
        Address address = from.address;
        int bytes = Math.max(1, from.bits / 8);
        Report report = o.report(address, bytes, false);
        Metering metering = o.metering(address, bytes, Meter.Use.LOAD);
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            if (metering != null) {
                from.measure(w, metering, to.perLane());
            }
            for (int at = 0; at < from.places.length; at++) {
                int lane = at / to.perLane();
                long offset = from.offset(w, lane, at);
                long here = address.at(w, lane) + (offset >> 3);
                if (report != null) {
                    report.lane(w, lane, here);
                }
                long value = address.space().load(w, lane, address.site(), here, bytes);
                to.setRaw(w, lane, at % to.perLane(), value >>> (offset & 7));
            }
        };
    }

    private static Op store(Instruction i, Operands o) {
        MatrixElement from = MatrixElement.source(i, o, arg(i, 1), i.type());
        Strided to = new Strided(i, o, 0, from);
        Address address = to.address;
        int bytes = to.bits / 8;
        Report report = o.report(address, bytes, true);
        Metering metering = o.metering(address, bytes, Meter.Use.STORE);
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            if (metering != null) {
                to.measure(w, metering, from.perLane());
            }
            for (int at = 0; at < to.places.length; at++) {
                int lane = at / from.perLane();
                long here = address.at(w, lane) + (to.offset(w, lane, at) >> 3);
                if (report != null) {
                    report.lane(w, lane, here);
                }
                address.space().store(w, lane, address.site(), here, bytes, from.raw(w, lane, at % from.perLane()));
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
        Report report = o.report(address, 16, store);
        Metering metering = o.metering(address, 16, store ? Meter.Use.STORE : Meter.Use.LOAD);
        return w -> {
            if (!w.together(-1)) {
                return;
            }
            long[] rows = new long[8 * count];
            for (int lane = 0; lane < rows.length; lane++) {
                rows[lane] = address.at(w, lane);
                Access.checkVector(w, address, lane, rows[lane], 2, 8, store ? "write" : "read");
                if (report != null) {
                    report.lane(w, lane, rows[lane]);
                }
            }
            if (metering != null) {
                metering.each(w, rows, 16);
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
