package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.Lanes;

/**
 * Which element of a matrix (row times columns plus column) each lane's elements are, lane after lane, as the PTX manual has it for
 * {@code mma}. Lanes come in eight groups of four.
 */
final class MatrixLayout {
    /** Where one element of one lane belongs. */
    private interface Place {
        int of(int lane, int e);
    }

    private MatrixLayout() {}

    private static int[] places(MatrixElement f, Place place) {
        int[] all = new int[Lanes.COUNT * f.perLane()];
        for (int at = 0; at < all.length; at++) {
            all[at] = place.of(at / f.perLane(), at % f.perLane());
        }
        return all;
    }

    /** A fragment whose layout is ours to choose: elements in the order of lanes; where there is room for two copies, twice. */
    static int[] opaque(MatrixElement f, int size) {
        return places(f, (lane, e) -> (lane * f.perLane() + e) % size);
    }

    /** A, m x k: a group's row, and the row eight below; each register is a strip of four lanes' columns. */
    static int[] left(MatrixElement f, int m, int k) {
        int per = f.perRegister();
        return places(f, (lane, e) -> {
            int register = e / per;
            int row = (lane >> 2) + (m == 16 ? 8 * (register & 1) : 0);
            int strip = m == 16 ? register >> 1 : register;
            return row * k + (strip * 4 + (lane & 3)) * per + e % per;
        });
    }

    /** B, k x n: a group's column; each register is a strip of four lanes' rows. */
    static int[] right(MatrixElement f, int n) {
        int per = f.perRegister();
        return places(f, (lane, e) -> ((e / per * 4 + (lane & 3)) * per + e % per) * n + (lane >> 2));
    }

    /** C and D, m x n: pairs of neighbours in a group's row, and eight rows below. */
    static int[] sum(MatrixElement f, int n) {
        return places(f, (lane, e) -> ((lane >> 2) + 8 * (e >> 1)) * n + (lane & 3) * 2 + (e & 1));
    }
}
