package dev.linnet.cuda.ptx.ops;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import dev.linnet.cuda.ptx.machine.Lanes;

/** 32-bit lanes as 64-bit ones. */
final class Widening {
    /** As many ints as a long vector has lanes. */
    static final VectorSpecies<Integer> HALF = VectorSpecies.of(int.class,
            VectorShape.forBitSize(Lanes.L.vectorBitSize() / 2));

    private Widening() {}

    static LongVector signed(int[] r, int at) {
        return (LongVector) IntVector.fromArray(HALF, r, at).convertShape(VectorOperators.I2L, Lanes.L, 0);
    }

    static LongVector unsigned(int[] r, int at) {
        return (LongVector) IntVector.fromArray(HALF, r, at).convertShape(VectorOperators.ZERO_EXTEND_I2L, Lanes.L, 0);
    }
}
