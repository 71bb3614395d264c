package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The scalar memory of xLSTM (sLSTM; Beck et al., arXiv 2405.04517, section 2.2), each head by itself:
 *
 * <pre>
 *   (ĩ, f̃, z̃, õ) = W x_t + b + R h_{t-1}     i = e^ĩ     f = sigmoid(f̃)     z = tanh(z̃)     o = sigmoid(õ)
 *   c_t = f c_{t-1} + i z     n_t = f n_{t-1} + i     h_t = o c_t / n_t     y = W_o RMSNorm_head(h)
 * </pre>
 *
 * The rows of W, b and R are those of i, f, z and o, in this order. c and n are kept times e^-m, m_t = max(log f + m_{t-1}, ĩ), which leaves
 * h as it is and keeps every number finite; as h does not depend on m, the backward pass holds m fixed. R makes it a non-linear RNN, so it
 * can track what no layer with a transition between 0 and 1 can.
 */
final class ScalarMemoryMixer implements TokenMixer {
    private static final int LENGTH = SPECIES.length();

    private final List<Cell> cells;
    private final RmsNorm outputNorm;
    private final Linear output;
    private final int headWidth;

    /** One head: {@code recurrent} is R, {@code [4 headWidth][headWidth]}. */
    record Cell(Linear input, Parameter recurrent) {}

    ScalarMemoryMixer(List<Cell> cells, RmsNorm outputNorm, Linear output, int headWidth) {
        this.cells = List.copyOf(cells);
        this.outputNorm = outputNorm;
        this.output = output;
        this.headWidth = headWidth;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private static FloatVector at(float[] array, int at) {
        return FloatVector.fromArray(SPECIES, array, at);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final HeadPass[] heads = new HeadPass[cells.size()];
        private final float[] h;
        private final float[] normed;
        private final float[] dh;
        private final float[] dNormed;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, cells.size() * headWidth);
            Arrays.setAll(heads, head -> new HeadPass(cells.get(head), head, maxTime));
            h = new float[size];
            normed = new float[size];
            dh = new float[size];
            dNormed = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            for (HeadPass head : heads) {
                head.forward(parameters, x, time);
            }
            outputNorm.forward(parameters, h, normed, time);
            output.forward(parameters, normed, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, cells.size() * headWidth);
            Arrays.fill(dNormed, 0, size, 0f);
            output.backward(parameters, normed, dy, dNormed, gradient, time);
            Arrays.fill(dh, 0, size, 0f);
            outputNorm.backward(parameters, h, dNormed, dh, gradient, time);
            for (HeadPass head : heads) {
                head.backward(parameters, x, dx, gradient, time);
            }
        }

        private final class HeadPass {
            private final Cell cell;
            private final int first;
            private final int step = headWidth * WIDTH;
            private final int stride = cells.size() * headWidth * WIDTH;
            /** i e^-m, f e^(m_{t-1} - m_t), z and o after the forward pass. */
            private final float[] gates;
            /** 1 - sigmoid(f̃). */
            private final float[] shut;
            private final float[] c;
            private final float[] n;
            private final float[] m = new float[step];
            private final float[] before;
            private final float[] dGates;
            private final float[] dc = new float[step];
            private final float[] dn = new float[step];

            private HeadPass(Cell cell, int head, int maxTime) {
                this.cell = cell;
                first = head * step;
                int size = Lanes.size(maxTime, headWidth);
                gates = new float[4 * size];
                shut = new float[size];
                c = new float[size];
                n = new float[size];
                before = new float[size];
                dGates = new float[4 * size];
            }

            private void forward(float[] parameters, float[] x, int time) {
                cell.input().forward(parameters, x, gates, time);
                for (int t = 0; t < time; t++) {
                    if (t > 0) {
                        System.arraycopy(h, (t - 1) * stride + first, before, t * step, step);
                        StepProduct.add(parameters, cell.recurrent(), before, t * step, gates, 4 * t * step);
                    }
                    for (int i = 0; i < step; i += LENGTH) {
                        remember(t, i);
                    }
                }
            }

            private void remember(int t, int i) {
                int gate = 4 * t * step + i;
                int here = t * step + i;
                FloatVector in = at(gates, gate);
                FloatVector open = at(gates, gate + step);
                FloatVector kept = Lanes.softplus(open.neg()).neg().add(at(m, i));
                FloatVector next = t == 0 ? in : kept.max(in);
                FloatVector weight = Lanes.exp(in.sub(next));
                FloatVector z = at(gates, gate + 2 * step);
                FloatVector content = Lanes.sigmoid(z.add(z)).mul(2f).sub(1f);
                FloatVector out = Lanes.sigmoid(at(gates, gate + 3 * step));
                FloatVector forget = FloatVector.zero(SPECIES);
                FloatVector sum = weight.mul(content);
                FloatVector count = weight;
                if (t > 0) {
                    forget = Lanes.exp(kept.sub(next));
                    sum = forget.fma(at(c, here - step), sum);
                    count = forget.fma(at(n, here - step), count);
                }
                Lanes.sigmoid(open.neg()).intoArray(shut, here);
                next.intoArray(m, i);
                weight.intoArray(gates, gate);
                forget.intoArray(gates, gate + step);
                content.intoArray(gates, gate + 2 * step);
                out.intoArray(gates, gate + 3 * step);
                sum.intoArray(c, here);
                count.intoArray(n, here);
                out.mul(sum.div(count)).intoArray(h, t * stride + first + i);
            }

            private void backward(float[] parameters, float[] x, float[] dx, float[] gradient, int time) {
                Arrays.fill(dc, 0f);
                Arrays.fill(dn, 0f);
                for (int t = time - 1; t >= 0; t--) {
                    for (int i = 0; i < step; i += LENGTH) {
                        rememberBackward(t, i);
                    }
                    if (t > 0) {
                        StepProduct.addTransposed(parameters, cell.recurrent(), dGates, 4 * t * step, dh,
                                (t - 1) * stride + first);
                    }
                }
                new Linear(cell.recurrent()).backward(parameters, before, dGates, null, gradient, time);
                cell.input().backward(parameters, x, dGates, dx, gradient, time);
            }

            private void rememberBackward(int t, int i) {
                FloatVector one = Lanes.broadcast(1f);
                int gate = 4 * t * step + i;
                int here = t * step + i;
                FloatVector weight = at(gates, gate);
                FloatVector forget = at(gates, gate + step);
                FloatVector content = at(gates, gate + 2 * step);
                FloatVector out = at(gates, gate + 3 * step);
                FloatVector count = at(n, here);
                FloatVector mean = at(c, here).div(count);
                FloatVector d = at(dh, t * stride + first + i);
                FloatVector dMean = d.mul(out).div(count);
                FloatVector dSum = dMean.add(at(dc, i));
                FloatVector dCount = at(dn, i).sub(dMean.mul(mean));
                FloatVector dForget = FloatVector.zero(SPECIES);
                if (t > 0) {
                    dForget = dSum.mul(at(c, here - step)).add(dCount.mul(at(n, here - step)));
                }
                dSum.mul(content).add(dCount).mul(weight).intoArray(dGates, gate);
                dForget.mul(forget).mul(at(shut, here)).intoArray(dGates, gate + step);
                dSum.mul(weight).mul(one.sub(content.mul(content))).intoArray(dGates, gate + 2 * step);
                d.mul(mean).mul(out).mul(one.sub(out)).intoArray(dGates, gate + 3 * step);
                dSum.mul(forget).intoArray(dc, i);
                dCount.mul(forget).intoArray(dn, i);
            }
        }
    }
}
