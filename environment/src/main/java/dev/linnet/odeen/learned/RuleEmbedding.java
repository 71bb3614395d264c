package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.Embedding;

/** x_t = E[token_t] + position_t. */
final class RuleEmbedding {
    private final Embedding embedding;
    private final Positions positions;
    private final int width;

    RuleEmbedding(Parameters parameters, String name, Encoding encoding, int width) {
        embedding = new Embedding(parameters.normal(name, encoding.vocabulary().size(), width, 1));
        positions = new Positions(encoding.vocabulary().length(), width);
        this.width = width;
    }

    /** x {@code [batch][time][width]} from tokens {@code [batch][time]} that stand at the positions from {@code first} on. */
    void forward(float[] values, int[] tokens, float[] x, int batch, int time, int first) {
        embedding.forward(values, tokens, x, batch * time);
        for (int row = 0; row < batch * time; row++) {
            positions.add(first + row % time, x, row * width);
        }
    }

    void backward(int[] tokens, float[] dx, float[] gradient, int batch, int time) {
        embedding.backward(tokens, dx, gradient, batch * time);
    }
}
