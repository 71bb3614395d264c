package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A recurrent layer with a non-linearity between the steps (Elman 1990): h_t = tanh(W x_t + b + U h_{t-1}), y = W_o h. It cannot run in
 * parallel over time; the baseline that tracks any state.
 */
final class ElmanMixer implements TokenMixer {
    private final Linear input;
    private final Parameter recurrent;
    private final Linear output;

    /** {@code recurrent} is U, {@code [units][units]}. */
    ElmanMixer(Linear input, Parameter recurrent, Linear output) {
        this.input = input;
        this.recurrent = recurrent;
        this.output = output;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final int units = recurrent.rows();
        private final int step = units * WIDTH;
        private final float[] h;
        private final float[] before;
        private final float[] dh;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, units);
            h = new float[size];
            before = new float[size];
            dh = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            input.forward(parameters, x, h, time);
            for (int t = 0; t < time; t++) {
                if (t > 0) {
                    System.arraycopy(h, (t - 1) * step, before, t * step, step);
                    StepProduct.add(parameters, recurrent, before, t * step, h, t * step);
                }
                for (int i = t * step; i < (t + 1) * step; i += SPECIES.length()) {
                    FloatVector z = FloatVector.fromArray(SPECIES, h, i);
                    Lanes.sigmoid(z.add(z)).mul(2f).sub(1f).intoArray(h, i);
                }
            }
            output.forward(parameters, h, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            Arrays.fill(dh, 0, time * step, 0f);
            output.backward(parameters, h, dy, dh, gradient, time);
            FloatVector one = Lanes.broadcast(1f);
            for (int t = time - 1; t >= 0; t--) {
                for (int i = t * step; i < (t + 1) * step; i += SPECIES.length()) {
                    FloatVector hi = FloatVector.fromArray(SPECIES, h, i);
                    FloatVector.fromArray(SPECIES, dh, i).mul(one.sub(hi.mul(hi))).intoArray(dh, i);
                }
                if (t > 0) {
                    StepProduct.addTransposed(parameters, recurrent, dh, t * step, dh, (t - 1) * step);
                }
            }
            new Linear(recurrent).backward(parameters, before, dh, null, gradient, time);
            input.backward(parameters, x, dh, dx, gradient, time);
        }
    }
}
