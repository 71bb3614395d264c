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
    /** Steps that are computed together where there are as many taps: what one of them reads, the next ones read too. */
    private static final int STEPS = Quads.STEPS;
    private static final int TAPS = 4;

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
        forward(parameters, x, 0, time, y, 0);
    }

    /** Steps from {@code from} to {@code to}, the first of them to {@code y0}. */
    void forward(float[] parameters, float[] x, int from, int to, float[] y, int y0) {
        int row = channels * WIDTH;
        for (int t = from; t < to;) {
            int at = y0 + (t - from) * row;
            int steps = size == TAPS && t >= TAPS - 1 && t + STEPS <= to ? STEPS : 1;
            for (int l = 0; l < WIDTH; l += LENGTH) {
                if (steps == STEPS) {
                    four(parameters, x, (t - TAPS + 1) * row + l, y, at + l);
                } else {
                    any(parameters, x, t, y, at + l, l);
                }
            }
            t += steps;
        }
    }

    /** Four steps with four taps, the first input of which is at {@code x0}: each of the seven inputs is read once. */
    private void four(float[] parameters, float[] x, int x0, float[] y, int y0) {
        int row = channels * WIDTH;
        int w0 = weight.offset();
        for (int c = 0; c < channels; c++) {
            int w = w0 + 4 * c;
            int at = x0 + c * WIDTH;
            int to = y0 + c * WIDTH;
            FloatVector wa = FloatVector.broadcast(SPECIES, parameters[w]);
            FloatVector wb = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            FloatVector wc = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            FloatVector wd = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            FloatVector xa = FloatVector.fromArray(SPECIES, x, at);
            FloatVector xb = FloatVector.fromArray(SPECIES, x, at + row);
            FloatVector xc = FloatVector.fromArray(SPECIES, x, at + 2 * row);
            FloatVector xd = FloatVector.fromArray(SPECIES, x, at + 3 * row);
            FloatVector xe = FloatVector.fromArray(SPECIES, x, at + 4 * row);
            FloatVector xf = FloatVector.fromArray(SPECIES, x, at + 5 * row);
            FloatVector xg = FloatVector.fromArray(SPECIES, x, at + 6 * row);
            xd.fma(wd, xc.fma(wc, xb.fma(wb, xa.mul(wa)))).intoArray(y, to);
            xe.fma(wd, xd.fma(wc, xc.fma(wb, xb.mul(wa)))).intoArray(y, to + row);
            xf.fma(wd, xe.fma(wc, xd.fma(wb, xc.mul(wa)))).intoArray(y, to + 2 * row);
            xg.fma(wd, xf.fma(wc, xe.fma(wb, xd.mul(wa)))).intoArray(y, to + 3 * row);
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
        int row = channels * WIDTH;
        for (int t = 0; t < time;) {
            t += backward(parameters, x, dy, 0, t, time, time, 0, channels, dx, t * row, row, WIDTH, sums, 0);
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
            int first, int end, int time) {
        int shift = dy0 - first * channels * WIDTH;
        for (int c = 0; c < channels; c += BLOCK) {
            int count = Math.min(BLOCK, channels - c);
            for (int t = first; t < end;) {
                int whole = t - t % STEPS + STEPS; // four steps are in one four
                t += backward(parameters, x, dy, shift, t, Math.min(end, whole), time, c, count, dx,
                        dx0 + Quads.index(t - first, channels), WIDTH, Quads.ROW, sums, s0);
            }
        }
        Quads.fill(channels, end - first, dx, dx0);
    }

    /**
     * Some channels of step {@code t}, or of four steps if the steps before {@code end} are as many and all their inputs and outputs are inside
     * the sequence; returns how many. Their dx has steps {@code step} and channels {@code row} apart; a dy is {@code shift} numbers behind where
     * its x is.
     */
    private int backward(float[] parameters, float[] x, float[] dy, int shift, int t, int end, int time, int channel,
            int count, float[] dx, int dx0, int step, int row, float[] sums, int s0) {
        boolean inside = size == TAPS && t >= TAPS - 1 && t + STEPS <= end && t + STEPS - 1 + TAPS - 1 < time;
        for (int l = 0; l < WIDTH; l += LENGTH) {
            if (inside) {
                fourBackward(parameters, x, dy, shift, (t * channels + channel) * WIDTH + l, channel, count, dx,
                        dx0 + channel * row + l, step, row, sums, s0 + channel * TAPS * WIDTH + l);
            } else {
                anyBackward(parameters, x, dy, shift, t, channel, count, dx, dx0 + l, row, sums, s0, l, time);
            }
        }
        return inside ? STEPS : 1;
    }

    /** Four steps with four taps: each of the seven inputs, and of the seven gradients, is read once. */
    private void fourBackward(float[] parameters, float[] x, float[] dy, int shift, int at, int channel, int count,
            float[] dx, int to, int step, int row, float[] sums, int s0) {
        int next = channels * WIDTH;
        int w0 = weight.offset() + channel * TAPS;
        for (int c = 0; c < count; c++) {
            int now = at + c * WIDTH;
            FloatVector xa = FloatVector.fromArray(SPECIES, x, now - 3 * next);
            FloatVector xb = FloatVector.fromArray(SPECIES, x, now - 2 * next);
            FloatVector xc = FloatVector.fromArray(SPECIES, x, now - next);
            FloatVector xd = FloatVector.fromArray(SPECIES, x, now);
            FloatVector xe = FloatVector.fromArray(SPECIES, x, now + next);
            FloatVector xf = FloatVector.fromArray(SPECIES, x, now + 2 * next);
            FloatVector xg = FloatVector.fromArray(SPECIES, x, now + 3 * next);
            int d = shift + now;
            FloatVector da = FloatVector.fromArray(SPECIES, dy, d);
            FloatVector db = FloatVector.fromArray(SPECIES, dy, d + next);
            FloatVector dc = FloatVector.fromArray(SPECIES, dy, d + 2 * next);
            FloatVector dd = FloatVector.fromArray(SPECIES, dy, d + 3 * next);
            FloatVector de = FloatVector.fromArray(SPECIES, dy, d + 4 * next);
            FloatVector df = FloatVector.fromArray(SPECIES, dy, d + 5 * next);
            FloatVector dg = FloatVector.fromArray(SPECIES, dy, d + 6 * next);
            int s = s0 + c * TAPS * WIDTH;
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, s);
            xd.fma(dd, xc.fma(dc, xb.fma(db, xa.fma(da, sum)))).intoArray(sums, s);
            sum = FloatVector.fromArray(SPECIES, sums, s + WIDTH);
            xe.fma(dd, xd.fma(dc, xc.fma(db, xb.fma(da, sum)))).intoArray(sums, s + WIDTH);
            sum = FloatVector.fromArray(SPECIES, sums, s + 2 * WIDTH);
            xf.fma(dd, xe.fma(dc, xd.fma(db, xc.fma(da, sum)))).intoArray(sums, s + 2 * WIDTH);
            sum = FloatVector.fromArray(SPECIES, sums, s + 3 * WIDTH);
            xg.fma(dd, xf.fma(dc, xe.fma(db, xd.fma(da, sum)))).intoArray(sums, s + 3 * WIDTH);
            int w = w0 + TAPS * c;
            FloatVector wa = FloatVector.broadcast(SPECIES, parameters[w]);
            FloatVector wb = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            FloatVector wc = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            FloatVector wd = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            int first = to + c * row;
            da.fma(wd, db.fma(wc, dc.fma(wb, dd.mul(wa)))).intoArray(dx, first);
            db.fma(wd, dc.fma(wc, dd.fma(wb, de.mul(wa)))).intoArray(dx, first + step);
            dc.fma(wd, dd.fma(wc, de.fma(wb, df.mul(wa)))).intoArray(dx, first + 2 * step);
            dd.fma(wd, de.fma(wc, df.fma(wb, dg.mul(wa)))).intoArray(dx, first + 3 * step);
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
