package dev.linnet.nn.rows;

import dev.linnet.nn.Parameter;
import java.util.Arrays;

/**
 * Causal depthwise convolution: y_t = Σ_{i=0..n-1} w_i ⊙ x_{t-n+1+i}; w is {@code [channels][n]}. Before the start of a sequence x is
 * zero, or its history: the n - 1 inputs that came before.
 *
 * <p>Backward: dx_t = Σ_i w_i ⊙ dy_{t+n-1-i}, dw_i = Σ_t dy_t ⊙ x_{t-n+1+i}.
 */
public final class ShortConvolution {
    private final Parameter weight;
    private final int channels;
    private final int taps;

    public ShortConvolution(Parameter weight) {
        this.weight = weight;
        channels = weight.rows();
        taps = weight.columns();
    }

    /** Numbers that a history has: {@code [taps - 1][channels]}. */
    public int historySize() {
        return (taps - 1) * channels;
    }

    /**
     * y from x, both {@code [batch * time][channels]}.
     *
     * @param history what came before, of a batch of one; null for nothing
     */
    public void forward(float[] parameters, float[] x, float[] history, float[] y, int batch, int time,
            Workers workers) {
        float[] w = byTap(parameters);
        workers.rows(batch * time, (from, to, _) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                Arrays.fill(y, at, at + channels, 0f);
                int t = row % time;
                for (int i = 0; i < taps; i++) {
                    int back = taps - 1 - i;
                    if (back <= t) {
                        Vectors.addProduct(w, i * channels, x, at - back * channels, y, at, channels);
                    } else if (history != null) {
                        Vectors.addProduct(w, i * channels, history, (t + i) * channels, y, at, channels);
                    }
                }
            }
        });
    }

    /** Takes the last inputs of a batch of one into its history. */
    void remember(float[] x, int time, float[] history) {
        int kept = Math.min(time, taps - 1);
        System.arraycopy(history, kept * channels, history, 0, (taps - 1 - kept) * channels);
        System.arraycopy(x, (time - kept) * channels, history, (taps - 1 - kept) * channels, kept * channels);
    }

    /** y of the next x, which becomes part of the history. */
    void step(float[] parameters, float[] x, float[] history, float[] y) {
        for (int c = 0; c < channels; c++) {
            int w = weight.offset() + c * taps;
            float sum = 0;
            for (int i = 0; i < taps - 1; i++) {
                sum = Math.fma(parameters[w + i], history[i * channels + c], sum);
            }
            y[c] = Math.fma(parameters[w + taps - 1], x[c], sum);
        }
        remember(x, 1, history);
    }

    /** Overwrites dx and adds to the weight's gradient, for an x without history. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int batch, int time,
            Workers workers) {
        float[] w = byTap(parameters);
        int rows = batch * time;
        var partial = new float[Workers.blocks(rows) * taps * channels];
        workers.rows(rows, (from, to, block) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                Arrays.fill(dx, at, at + channels, 0f);
                int t = row % time;
                for (int i = 0; i < taps; i++) {
                    int distance = taps - 1 - i;
                    if (t + distance < time) {
                        Vectors.addProduct(w, i * channels, dy, at + distance * channels, dx, at, channels);
                    }
                    if (distance <= t) {
                        Vectors.addProduct(dy, at, x, at - distance * channels, partial,
                                (block * taps + i) * channels, channels);
                    }
                }
            }
        });
        var sum = new float[taps * channels];
        Vectors.addBlocks(partial, Workers.blocks(rows), taps * channels, sum, 0);
        for (int i = 0; i < taps; i++) {
            for (int c = 0; c < channels; c++) {
                gradient[weight.offset() + c * taps + i] += sum[i * channels + c];
            }
        }
    }

    /** The weight as {@code [taps][channels]}. */
    private float[] byTap(float[] parameters) {
        var w = new float[taps * channels];
        for (int i = 0; i < taps; i++) {
            for (int c = 0; c < channels; c++) {
                w[i * channels + c] = parameters[weight.offset() + c * taps + i];
            }
        }
        return w;
    }
}
