package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * One gate a head, as in Mamba-2 and gated DeltaNet: α = exp(-e^r softplus(W x + b)).
 *
 * <p>Backward, with g = log α: dg = dα α; dr += dg g; dz = -dg e^r sigmoid(z).
 */
final class ScalarDecay {
    private static final int LENGTH = SPECIES.length();

    private final Linear linear;
    private final Parameter bias;
    private final Parameter rate;

    /** {@code bias} and {@code rate} have one entry a head. */
    ScalarDecay(Linear linear, Parameter bias, Parameter rate) {
        this.linear = linear;
        this.bias = bias;
        this.rate = rate;
    }

    /** One group's pass: z and α, {@code [T][heads][16]}. */
    final class Pass {
        private final int heads = linear.outputs();
        private final float[] z;
        private final float[] alpha;
        private final float[] dAlpha;

        Pass(int maxTime) {
            z = new float[Lanes.size(maxTime, heads)];
            alpha = new float[z.length];
            dAlpha = new float[z.length];
        }

        float[] forward(float[] parameters, float[] x, int time) {
            linear.forward(parameters, x, z, time);
            for (int t = 0; t < time; t++) {
                for (int head = 0; head < heads; head++) {
                    FloatVector b = Lanes.broadcast(parameters[bias.offset() + head]);
                    FloatVector minusRate = Lanes.broadcast(-rate(parameters, head));
                    for (int l = 0; l < WIDTH; l += LENGTH) {
                        int at = (t * heads + head) * WIDTH + l;
                        FloatVector shifted = FloatVector.fromArray(SPECIES, z, at).add(b);
                        shifted.intoArray(z, at);
                        Lanes.exp(Lanes.softplus(shifted).mul(minusRate)).intoArray(alpha, at);
                    }
                }
            }
            return alpha;
        }

        private float rate(float[] parameters, int head) {
            return (float) StrictMath.exp(parameters[rate.offset() + head]);
        }

        /** Where the gradient of α is written before {@link #backward}. */
        float[] gradient() {
            return dAlpha;
        }

        /** Adds to dx and to the gradients. */
        void backward(float[] parameters, float[] x, float[] dx, float[] gradient, int time) {
            float[] biasSum = new float[WIDTH];
            float[] rateSum = new float[WIDTH];
            for (int head = 0; head < heads; head++) {
                FloatVector minusRate = Lanes.broadcast(-rate(parameters, head));
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector db = FloatVector.zero(SPECIES);
                    FloatVector dr = FloatVector.zero(SPECIES);
                    for (int t = 0; t < time; t++) {
                        int at = (t * heads + head) * WIDTH + l;
                        FloatVector shifted = FloatVector.fromArray(SPECIES, z, at);
                        FloatVector dLog = FloatVector.fromArray(SPECIES, dAlpha, at)
                                .mul(FloatVector.fromArray(SPECIES, alpha, at));
                        FloatVector dSoftplus = dLog.mul(minusRate);
                        dr = dSoftplus.fma(Lanes.softplus(shifted), dr);
                        FloatVector dz = dSoftplus.mul(Lanes.sigmoid(shifted));
                        db = db.add(dz);
                        dz.intoArray(dAlpha, at);
                    }
                    db.intoArray(biasSum, l);
                    dr.intoArray(rateSum, l);
                }
                gradient[bias.offset() + head] += LaneSums.sum(biasSum, 0);
                gradient[rate.offset() + head] += LaneSums.sum(rateSum, 0);
            }
            linear.backward(parameters, x, dAlpha, dx, gradient, time);
        }
    }
}
