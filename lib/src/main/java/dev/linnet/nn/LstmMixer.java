package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *
 * <pre>
 *   (i, f, g, o) = W x_t + b + U h_{t-1}     c_t = σ(f) c_{t-1} + σ(i) tanh(g)     h_t = σ(o) tanh(c_t)     y = W_o h
 * </pre>
 *
 * The rows of W, b and U are those of i, f, g and o, in this order.
 */
final class LstmMixer implements TokenMixer {
    private static final int LENGTH = SPECIES.length();

    private final Linear input;
    private final Parameter recurrent;
    private final Linear output;

    /** {@code recurrent} is U, {@code [4 units][units]}. */
    LstmMixer(Linear input, Parameter recurrent, Linear output) {
        this.input = input;
        this.recurrent = recurrent;
        this.output = output;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final int units = recurrent.columns();
        private final int step = units * WIDTH;
        /** σ(i), σ(f), tanh(g), σ(o) after the forward pass. */
        private final float[] gates;
        private final float[] cells;
        private final float[] h;
        private final float[] before;
        private final float[] dGates;
        private final float[] dh;
        private final float[] dCell;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, units);
            gates = new float[4 * size];
            cells = new float[size];
            h = new float[size];
            before = new float[size];
            dGates = new float[4 * size];
            dh = new float[size];
            dCell = new float[step];
        }

        private FloatVector gate(int t, int which, int i) {
            return FloatVector.fromArray(SPECIES, gates, (4 * t + which) * step + i);
        }

        private static FloatVector tanh(FloatVector x) {
            return Lanes.sigmoid(x.add(x)).mul(2f).sub(1f);
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            input.forward(parameters, x, gates, time);
            for (int t = 0; t < time; t++) {
                if (t > 0) {
                    System.arraycopy(h, (t - 1) * step, before, t * step, step);
                    StepProduct.add(parameters, recurrent, before, t * step, gates, 4 * t * step);
                }
                for (int i = 0; i < step; i += LENGTH) {
                    FloatVector in = Lanes.sigmoid(gate(t, 0, i));
                    FloatVector forget = Lanes.sigmoid(gate(t, 1, i));
                    FloatVector content = tanh(gate(t, 2, i));
                    FloatVector out = Lanes.sigmoid(gate(t, 3, i));
                    in.intoArray(gates, 4 * t * step + i);
                    forget.intoArray(gates, (4 * t + 1) * step + i);
                    content.intoArray(gates, (4 * t + 2) * step + i);
                    out.intoArray(gates, (4 * t + 3) * step + i);
                    FloatVector cell = in.mul(content);
                    if (t > 0) {
                        cell = forget.fma(FloatVector.fromArray(SPECIES, cells, (t - 1) * step + i), cell);
                    }
                    cell.intoArray(cells, t * step + i);
                    out.mul(tanh(cell)).intoArray(h, t * step + i);
                }
            }
            output.forward(parameters, h, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            Arrays.fill(dh, 0, time * step, 0f);
            output.backward(parameters, h, dy, dh, gradient, time);
            Arrays.fill(dCell, 0f);
            for (int t = time - 1; t >= 0; t--) {
                for (int i = 0; i < step; i += LENGTH) {
                    cellBackward(t, i);
                }
                if (t > 0) {
                    StepProduct.addTransposed(parameters, recurrent, dGates, 4 * t * step, dh, (t - 1) * step);
                }
            }
            new Linear(recurrent).backward(parameters, before, dGates, null, gradient, time);
            input.backward(parameters, x, dGates, dx, gradient, time);
        }

        private void cellBackward(int t, int i) {
            FloatVector one = Lanes.broadcast(1f);
            FloatVector in = gate(t, 0, i);
            FloatVector forget = gate(t, 1, i);
            FloatVector content = gate(t, 2, i);
            FloatVector out = gate(t, 3, i);
            FloatVector d = FloatVector.fromArray(SPECIES, dh, t * step + i);
            FloatVector squashed = tanh(FloatVector.fromArray(SPECIES, cells, t * step + i));
            FloatVector dc = d.mul(out)
                    .mul(one.sub(squashed.mul(squashed)))
                    .add(FloatVector.fromArray(SPECIES, dCell, i));
            FloatVector last = t == 0
                    ? FloatVector.zero(SPECIES)
                    : FloatVector.fromArray(SPECIES, cells, (t - 1) * step + i);
            int at = 4 * t * step + i;
            dc.mul(content).mul(in.mul(one.sub(in))).intoArray(dGates, at);
            dc.mul(last).mul(forget.mul(one.sub(forget))).intoArray(dGates, at + step);
            dc.mul(in).mul(one.sub(content.mul(content))).intoArray(dGates, at + 2 * step);
            d.mul(squashed).mul(out.mul(one.sub(out))).intoArray(dGates, at + 3 * step);
            dc.mul(forget).intoArray(dCell, i);
        }
    }
}
