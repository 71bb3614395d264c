package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Causal depthwise convolution: y_t = Σ_{i=0..n-1} w_i ⊙ x_{t-n+1+i}, zeros before the start; w is {@code [channels][n]}. */
public final class ShortConvolution {
    private static final int LENGTH = SPECIES.length();
    /** Channels whose sums stay in the nearest cache. */
    private static final int BLOCK = 32;

    private final Parameter weight;
    private final int channels;
    private final int size;

    public ShortConvolution(Parameter weight) {
        this.weight = weight;
        this.channels = weight.rows();
        this.size = weight.columns();
    }

    /** y from x, both {@code [T][channels][16]}. */
    public void forward(float[] parameters, float[] x, float[] y, int time) {
        for (int t = 0; t < time; t++) {
            forward(parameters, x, t, y, t * channels * WIDTH);
        }
    }

    /** Step {@code t} to {@code y0}. */
    void forward(float[] parameters, float[] x, int t, float[] y, int y0) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            if (size == 4 && t >= 3) {
                four(parameters, x, (t - 3) * channels * WIDTH + l, y, y0 + l);
            } else {
                any(parameters, x, t, y, y0 + l, l);
            }
        }
    }

    /** One step with four taps, the first input of which is at {@code x0}. */
    private void four(float[] parameters, float[] x, int x0, float[] y, int y0) {
        int x1 = x0 + channels * WIDTH;
        int x2 = x0 + 2 * channels * WIDTH;
        int x3 = x0 + 3 * channels * WIDTH;
        int w0 = weight.offset();
        for (int c = 0; c < channels; c++) {
            int w = w0 + 4 * c;
            FloatVector sum = FloatVector.fromArray(SPECIES, x, x0 + c * WIDTH).mul(parameters[w]);
            sum = FloatVector.fromArray(SPECIES, x, x1 + c * WIDTH)
                    .fma(FloatVector.broadcast(SPECIES, parameters[w + 1]), sum);
            sum = FloatVector.fromArray(SPECIES, x, x2 + c * WIDTH)
                    .fma(FloatVector.broadcast(SPECIES, parameters[w + 2]), sum);
            sum = FloatVector.fromArray(SPECIES, x, x3 + c * WIDTH)
                    .fma(FloatVector.broadcast(SPECIES, parameters[w + 3]), sum);
            sum.intoArray(y, y0 + c * WIDTH);
        }
    }

    private void any(float[] parameters, float[] x, int t, float[] y, int y0, int l) {
        for (int c = 0; c < channels; c++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = Math.max(0, size - 1 - t); i < size; i++) {
                int from = ((t - size + 1 + i) * channels + c) * WIDTH + l;
                sum = FloatVector.fromArray(SPECIES, x, from)
                        .fma(FloatVector.broadcast(SPECIES, parameters[weight.offset() + c * size + i]), sum);
            }
            sum.intoArray(y, y0 + c * WIDTH);
        }
    }

    /** Overwrites dx (which must not be dy) and adds to the weight's gradient. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
        var sums = new float[sums()];
        for (int t = 0; t < time; t++) {
            step(parameters, x, dy, 0, t, 0, channels, dx, t * channels * WIDTH, WIDTH, sums, 0, time);
        }
        addSums(sums, 0, gradient);
    }

    /** The steps after a step that it contributes to. */
    int reach() {
        return size - 1;
    }

    /** The numbers that the weight's gradient is summed up in, lane by lane. */
    int sums() {
        return channels * size * WIDTH;
    }

    /** Sets those from {@code s0} to zero. */
    void beginSums(float[] sums, int s0) {
        Arrays.fill(sums, s0, s0 + sums(), 0f);
    }

    /** Adds the lanes up of those from {@code s0}. */
    void addSums(float[] sums, int s0, float[] gradient) {
        for (int n = 0; n < channels * size; n++) {
            gradient[weight.offset() + n] += LaneSums.sum(sums, s0 + n * WIDTH);
        }
    }

    /**
     * Steps from {@code first} to {@code end} of a sequence of {@code time}: writes their dx, and only theirs, in {@link Quads} from
     * {@code dx0}, for which dy is needed up to {@link #reach()} steps later, and adds to the sums from {@code s0}. The first of these steps'
     * dy is at {@code dy0}.
     */
    void backwardQuads(float[] parameters, float[] x, float[] dy, int dy0, float[] dx, int dx0, float[] sums, int s0,
            int first,
            int end, int time) {
        int shift = dy0 - first * channels * WIDTH;
        for (int c = 0; c < channels; c += BLOCK) {
            int count = Math.min(BLOCK, channels - c);
            for (int t = first; t < end; t++) {
                step(parameters, x, dy, shift, t, c, count, dx, dx0 + Quads.index(t - first, channels), Quads.ROW, sums,
                        s0, time);
            }
        }
        Quads.fill(channels, end - first, dx, dx0);
    }

    /** Some channels of one step, whose dx has channels {@code row} apart; a dy is {@code shift} numbers behind where its x is. */
    private void step(float[] parameters, float[] x, float[] dy, int shift, int t, int channel, int count, float[] dx,
            int dx0,
            int row, float[] sums, int s0, int time) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            if (size == 4 && t >= 3 && t + 3 < time) {
                fourBackward(parameters, x, dy, shift, (t * channels + channel) * WIDTH + l, channel, count, dx,
                        dx0 + channel * row + l, row, sums, s0 + channel * 4 * WIDTH + l);
            } else {
                anyBackward(parameters, x, dy, shift, t, channel, count, dx, dx0 + l, row, sums, s0, l, time);
            }
        }
    }

    /** Four taps all of whose inputs and outputs are inside the sequence. */
    private void fourBackward(float[] parameters, float[] x, float[] dy, int shift, int at, int channel, int count,
            float[] dx,
            int to, int row, float[] sums, int s0) {
        int step = channels * WIDTH;
        int w0 = weight.offset() + channel * 4;
        int d0 = shift + at;
        int d1 = d0 + step;
        int d2 = d0 + 2 * step;
        int d3 = d0 + 3 * step;
        int before1 = at - step;
        int before2 = at - 2 * step;
        int before3 = at - 3 * step;
        for (int c = 0; c < count; c++) {
            FloatVector d = FloatVector.fromArray(SPECIES, dy, d0 + c * WIDTH);
            int s = s0 + c * 4 * WIDTH;
            FloatVector.fromArray(SPECIES, x, before3 + c * WIDTH)
                    .fma(d, FloatVector.fromArray(SPECIES, sums, s))
                    .intoArray(sums, s);
            FloatVector.fromArray(SPECIES, x, before2 + c * WIDTH)
                    .fma(d, FloatVector.fromArray(SPECIES, sums, s + WIDTH))
                    .intoArray(sums, s + WIDTH);
            FloatVector.fromArray(SPECIES, x, before1 + c * WIDTH)
                    .fma(d, FloatVector.fromArray(SPECIES, sums, s + 2 * WIDTH))
                    .intoArray(sums, s + 2 * WIDTH);
            FloatVector.fromArray(SPECIES, x, at + c * WIDTH)
                    .fma(d, FloatVector.fromArray(SPECIES, sums, s + 3 * WIDTH))
                    .intoArray(sums, s + 3 * WIDTH);
            int w = w0 + 4 * c;
            FloatVector sum = FloatVector.fromArray(SPECIES, dy, d3 + c * WIDTH).mul(parameters[w]);
            sum = FloatVector.fromArray(SPECIES, dy, d2 + c * WIDTH)
                    .fma(FloatVector.broadcast(SPECIES, parameters[w + 1]), sum);
            sum = FloatVector.fromArray(SPECIES, dy, d1 + c * WIDTH)
                    .fma(FloatVector.broadcast(SPECIES, parameters[w + 2]), sum);
            d.fma(FloatVector.broadcast(SPECIES, parameters[w + 3]), sum).intoArray(dx, to + c * row);
        }
    }

    private void anyBackward(float[] parameters, float[] x, float[] dy, int shift, int t, int channel, int count,
            float[] dx, int to, int row, float[] sums, int s0, int l, int time) {
        for (int c = channel; c < channel + count; c++) {
            FloatVector d = FloatVector.fromArray(SPECIES, dy, shift + (t * channels + c) * WIDTH + l);
            for (int i = Math.max(0, size - 1 - t); i < size; i++) {
                int sum = s0 + (c * size + i) * WIDTH + l;
                FloatVector.fromArray(SPECIES, x, ((t - size + 1 + i) * channels + c) * WIDTH + l)
                        .fma(d, FloatVector.fromArray(SPECIES, sums, sum))
                        .intoArray(sums, sum);
            }
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = Math.max(0, size - time + t); i < size; i++) {
                int from = shift + ((t + size - 1 - i) * channels + c) * WIDTH + l;
                sum = FloatVector.fromArray(SPECIES, dy, from)
                        .fma(FloatVector.broadcast(SPECIES, parameters[weight.offset() + c * size + i]), sum);
            }
            sum.intoArray(dx, to + c * row);
        }
    }
}
