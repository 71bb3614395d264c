package dev.linnet.odeen.transformer;

import dev.linnet.attention.matrix.Lanes;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * y = w ⊙ (h - mean(h)) / sqrt(var(h) + eps) + b for each row's sum h = x + branch, eps = 1e-5, the variance with divisor n.
 *
 * <p>Backward: with r = (var + eps)^(-1/2), n = (h - mean) r and g = w ⊙ dy: dh = r (g - mean(g) - n mean(g ⊙ n)), dw = Σ dy ⊙ n,
 * db = Σ dy; dh is the gradient of x and of the branch.
 */
final class ResidualNorm {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    static final float EPSILON = 1e-5f;

    private final Parameter weight;
    private final Parameter bias;
    private final int width;

    ResidualNorm(Parameters parameters, String name, int width) {
        this.width = width;
        weight = parameters.constant(name + ".weight", 1, width, 1);
        bias = parameters.constant(name + ".bias", 1, width, 0);
    }

    Pass pass(int rows) {
        return new Pass(rows);
    }

    /** What a backward pass needs of a forward pass over at most so many rows. */
    final class Pass {
        private final float[] normal;
        private final float[] inverse;
        private final float[] lanes = new float[L];
        private final float[] more = new float[L];

        private Pass(int rows) {
            normal = new float[rows * width];
            inverse = new float[rows];
        }

        /** y {@code [rows][width]} from x and a branch of the same shape, or of x alone (null); y may be one of them. */
        void forward(float[] values, float[] x, float[] branch, float[] y, int rows) {
            for (int row = 0, at = 0; row < rows; row++, at += width) {
                FloatVector sum = FloatVector.zero(S);
                for (int i = at; i < at + width; i += L) {
                    FloatVector h = FloatVector.fromArray(S, x, i);
                    if (branch != null) {
                        h = h.add(FloatVector.fromArray(S, branch, i));
                    }
                    h.intoArray(normal, i);
                    sum = sum.add(h);
                }
                sum.intoArray(lanes, 0);
                float mean = Rows.total(lanes) / width;
                FloatVector squares = FloatVector.zero(S);
                for (int i = at; i < at + width; i += L) {
                    FloatVector h = FloatVector.fromArray(S, normal, i).sub(mean);
                    squares = h.fma(h, squares);
                }
                squares.intoArray(lanes, 0);
                float r = (float) (1 / Math.sqrt(Rows.total(lanes) / width + EPSILON));
                inverse[row] = r;
                for (int i = 0; i < width; i += L) {
                    FloatVector n = FloatVector.fromArray(S, normal, at + i).sub(mean).mul(r);
                    n.intoArray(normal, at + i);
                    n.fma(FloatVector.fromArray(S, values, weight.offset() + i),
                            FloatVector.fromArray(S, values, bias.offset() + i)).intoArray(y, at + i);
                }
            }
        }

        /** dh from dy, which it may be; adds to the gradient. */
        void backward(float[] values, float[] dy, float[] dh, float[] gradient, int rows) {
            for (int row = 0, at = 0; row < rows; row++, at += width) {
                FloatVector sum = FloatVector.zero(S);
                FloatVector product = FloatVector.zero(S);
                for (int i = 0; i < width; i += L) {
                    FloatVector d = FloatVector.fromArray(S, dy, at + i);
                    FloatVector n = FloatVector.fromArray(S, normal, at + i);
                    FloatVector g = d.mul(FloatVector.fromArray(S, values, weight.offset() + i));
                    sum = sum.add(g);
                    product = g.fma(n, product);
                    d.fma(n, FloatVector.fromArray(S, gradient, weight.offset() + i))
                            .intoArray(gradient, weight.offset() + i);
                    d.add(FloatVector.fromArray(S, gradient, bias.offset() + i))
                            .intoArray(gradient, bias.offset() + i);
                }
                sum.intoArray(lanes, 0);
                product.intoArray(more, 0);
                float mean = Rows.total(lanes) / width;
                float meanProduct = Rows.total(more) / width;
                float r = inverse[row];
                for (int i = 0; i < width; i += L) {
                    FloatVector g = FloatVector.fromArray(S, dy, at + i)
                            .mul(FloatVector.fromArray(S, values, weight.offset() + i));
                    FloatVector n = FloatVector.fromArray(S, normal, at + i);
                    g.sub(mean).sub(n.mul(meanProduct)).mul(r).intoArray(dh, at + i);
                }
            }
        }
    }
}
