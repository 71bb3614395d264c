package dev.linnet.cuda.ptx.ops;

import jdk.incubator.vector.IntVector;

import dev.linnet.cuda.ptx.machine.Lanes;

/** Words one after another, a vector of lanes at a time. In a class of its own, so that decoding does not load vectors. */
final class Words {
    /** Where each lane's word lies, in bytes. */
    static final IntVector STEP = IntVector.zero(Lanes.I).addIndex(4);
    /** The lanes of a vector. */
    static final int VECTOR = Lanes.IL == Lanes.COUNT ? -1 : (1 << Lanes.IL) - 1;

    private Words() {}
}
