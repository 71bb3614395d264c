package dev.linnet.nn.rows;

import dev.linnet.nn.Parameter;

/** One row of the weight {@code [vocabulary][width]} for each token. */
public final class Embedding {
    private final Parameter weight;

    public Embedding(Parameter weight) {
        this.weight = weight;
    }

    /** x {@code [rows][width]}. */
    public void forward(float[] parameters, int[] tokens, float[] x, int rows) {
        for (int row = 0; row < rows; row++) {
            int token = tokens[row];
            if (token < 0 || token >= weight.rows()) {
                throw new IllegalArgumentException("Token %d is %d; the model's tokens are 0 to %d.".formatted(row,
                        token, weight.rows() - 1));
            }
            System.arraycopy(parameters, weight.offset() + token * weight.columns(), x, row * weight.columns(),
                    weight.columns());
        }
    }

    /** Adds to the weight's gradient, row after row. */
    public void backward(int[] tokens, float[] dx, float[] gradient, int rows) {
        for (int row = 0; row < rows; row++) {
            Vectors.add(dx, row * weight.columns(), gradient, weight.offset() + tokens[row] * weight.columns(),
                    weight.columns());
        }
    }
}
