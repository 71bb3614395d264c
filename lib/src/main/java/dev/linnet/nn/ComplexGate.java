package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Complex gates a + ib = r (1 + iu)^2 / (1 + u^2): modulus |r|, angle 2 arctan u, by rational functions only.
 *
 * <pre>
 *   r = c sigmoid(W_r x) + d          signed: u = W_u x, the whole unit disc
 *                                     non-negative: u = w / sqrt(1 + w^2), w = W_u x: the half disc of non-negative real parts
 * </pre>
 */
record ComplexGate(Linear modulus, Linear turn, EigenvalueRange range) {
    private static final int LENGTH = SPECIES.length();

    /** One group's pass; everything is {@code [T][gates][16]}. */
    final class Pass {
        private final int gates = modulus.outputs();
        private final float[] r;
        private final float[] w;
        final float[] a;
        final float[] b;
        final float[] da;
        final float[] db;

        Pass(int maxTime) {
            int size = Lanes.size(maxTime, gates);
            r = new float[size];
            w = new float[size];
            a = new float[size];
            b = new float[size];
            da = new float[size];
            db = new float[size];
        }

        /** Overwrites {@link #a} and {@link #b}. */
        void forward(float[] parameters, float[] x, int time) {
            int size = Lanes.size(time, gates);
            modulus.forward(parameters, x, r, time);
            Activation.sigmoid(r, r, range.gateScale(), 1f, range.gateShift(), size);
            turn.forward(parameters, x, w, time);
            FloatVector one = Lanes.broadcast(1f);
            for (int i = 0; i < size; i += LENGTH) {
                FloatVector ri = FloatVector.fromArray(SPECIES, r, i);
                FloatVector u = tangent(FloatVector.fromArray(SPECIES, w, i));
                FloatVector square = u.mul(u);
                FloatVector share = ri.div(square.add(one));
                one.sub(square).mul(share).intoArray(a, i);
                u.add(u).mul(share).intoArray(b, i);
            }
        }

        private FloatVector tangent(FloatVector wi) {
            return range == EigenvalueRange.SIGNED ? wi : wi.div(wi.fma(wi, Lanes.broadcast(1f)).sqrt());
        }

        /**
         * From {@link #da} and {@link #db}, which become scratch memory. With n = 1 + u^2: dr = (da (1 - u^2) + 2 db u) / n,
         * du = r (-4 u da + 2 (1 - u^2) db) / n^2, dw = du or du (1 + w^2)^(-3/2).
         */
        void backward(float[] parameters, float[] x, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, gates);
            FloatVector one = Lanes.broadcast(1f);
            for (int i = 0; i < size; i += LENGTH) {
                FloatVector wi = FloatVector.fromArray(SPECIES, w, i);
                FloatVector u = tangent(wi);
                FloatVector square = u.mul(u);
                FloatVector n = square.add(one);
                FloatVector rest = one.sub(square);
                FloatVector dai = FloatVector.fromArray(SPECIES, da, i);
                FloatVector dbi = FloatVector.fromArray(SPECIES, db, i);
                dai.mul(rest).add(dbi.mul(u.add(u))).div(n).intoArray(da, i);
                FloatVector du = rest.add(rest).mul(dbi).sub(u.mul(4f).mul(dai)).div(n.mul(n));
                FloatVector dw = du.mul(FloatVector.fromArray(SPECIES, r, i));
                if (range == EigenvalueRange.NON_NEGATIVE) {
                    FloatVector norm = wi.fma(wi, one);
                    dw = dw.div(norm.mul(norm.sqrt()));
                }
                dw.intoArray(db, i);
            }
            Activation.sigmoidBackward(r, da, da, range.gateScale(), 1f, range.gateShift(), size);
            modulus.backward(parameters, x, da, dx, gradient, time);
            turn.backward(parameters, x, db, dx, gradient, time);
        }
    }
}
