package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Lanes;
import dev.linnet.nn.Parameter;

/**
 * y = w ⊙ x / sqrt(mean(x^2) + eps) over a row's channels.
 *
 * <p>Backward: with r = (mean(x^2) + eps)^(-1/2), n = x r and g = w ⊙ dy: dx = r (g - n mean(g ⊙ n)), dw = Σ dy ⊙ n.
 */
public final class RmsNorm {
    private final Parameter weight;
    private final float epsilon;
    private final int width;

    public RmsNorm(Parameter weight, float epsilon) {
        this.weight = weight;
        this.epsilon = epsilon;
        width = weight.size();
    }

    /** y from x, both {@code [rows][width]}. */
    public void forward(float[] parameters, float[] x, float[] y, int rows, Workers workers) {
        workers.rows(rows, (from, to, _) -> {
            var scratch = new float[Lanes.COUNT];
            for (int row = from; row < to; row++) {
                forward(parameters, x, row * width, y, row * width, scratch);
            }
        });
    }

    void forward(float[] parameters, float[] x, int x0, float[] y, int y0, float[] scratch) {
        float r = inverseRms(x, x0, scratch);
        for (int i = 0; i < width; i++) {
            y[y0 + i] = x[x0 + i] * r * parameters[weight.offset() + i];
        }
    }

    private float inverseRms(float[] x, int x0, float[] scratch) {
        return (float) (1 / Math.sqrt(Vectors.dot(x, x0, x, x0, width, scratch) / width + epsilon));
    }

    /** Adds to dx and to the weight's gradient. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int rows,
            Workers workers) {
        var partial = new float[Workers.blocks(rows) * width];
        workers.rows(rows, (from, to, block) -> {
            var scratch = new float[Lanes.COUNT];
            var g = new float[width];
            for (int row = from; row < to; row++) {
                backward(parameters, x, row * width, dy, row * width, dx, row * width, partial, block * width, g,
                        scratch);
            }
        });
        Vectors.addBlocks(partial, Workers.blocks(rows), width, gradient, weight.offset());
    }

    /** One stretch of channels; {@code g} has as many numbers, {@code dw} receives the weight's gradient from {@code dw0} on. */
    void backward(float[] parameters, float[] x, int x0, float[] dy, int dy0, float[] dx, int dx0, float[] dw, int dw0,
            float[] g, float[] scratch) {
        float r = inverseRms(x, x0, scratch);
        for (int i = 0; i < width; i++) {
            g[i] = parameters[weight.offset() + i] * dy[dy0 + i];
        }
        float mean = Vectors.dot(g, 0, x, x0, width, scratch) * r / width;
        for (int i = 0; i < width; i++) {
            float n = x[x0 + i] * r;
            dx[dx0 + i] += r * (g[i] - n * mean);
            dw[dw0 + i] += dy[dy0 + i] * n;
        }
    }

    int width() {
        return width;
    }

    Parameter weight() {
        return weight;
    }
}
