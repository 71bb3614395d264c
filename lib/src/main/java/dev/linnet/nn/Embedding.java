package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

/** A row of the table {@code [vocabulary][width]} for every token. */
public final class Embedding {
    private final Parameter table;

    public Embedding(Parameter table) {
        this.table = table;
    }

    public int width() {
        return table.columns();
    }

    /** y {@code [T][width][16]} from tokens {@code [T][16]}. */
    public void forward(float[] parameters, int[] tokens, float[] y, int time) {
        for (int t = 0; t < time; t++) {
            for (int lane = 0; lane < WIDTH; lane++) {
                int row = table.offset() + tokens[t * WIDTH + lane] * width();
                for (int c = 0; c < width(); c++) {
                    y[(t * width() + c) * WIDTH + lane] = parameters[row + c];
                }
            }
        }
    }

    /** Adds dy to the gradients of the rows that were read. */
    public void backward(int[] tokens, float[] dy, float[] gradient, int time) {
        for (int t = 0; t < time; t++) {
            for (int lane = 0; lane < WIDTH; lane++) {
                int row = table.offset() + tokens[t * WIDTH + lane] * width();
                for (int c = 0; c < width(); c++) {
                    gradient[row + c] += dy[(t * width() + c) * WIDTH + lane];
                }
            }
        }
    }
}
