package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Lanes;
import dev.linnet.nn.Parameter;

/** y = W x + b; W is {@code [outputs][inputs]}, b optional. Backward: dx = W^T dy, dW = Σ dy x^T, db = Σ dy. */
public final class Linear {
    private final Parameter weight;
    private final Parameter bias;

    /** Without a bias. */
    public Linear(Parameter weight) {
        this(weight, null);
    }

    /** With a bias of one row, or without one (null). */
    public Linear(Parameter weight, Parameter bias) {
        if (bias != null && bias.size() != weight.rows()) {
            throw new IllegalArgumentException("The bias %s has %d numbers, but %s has %d outputs.".formatted(
                    bias.name(), bias.size(), weight.name(), weight.rows()));
        }
        this.weight = weight;
        this.bias = bias;
    }

    public int outputs() {
        return weight.rows();
    }

    public int inputs() {
        return weight.columns();
    }

    /** Packed weights for passes over many rows; not for concurrent use. */
    public Pass pass(Workers workers) {
        return new Pass(workers);
    }

    /** y of one x: a matrix times a vector. */
    public void step(float[] parameters, float[] x, float[] y) {
        var scratch = new float[Lanes.COUNT];
        for (int o = 0; o < outputs(); o++) {
            float sum = Vectors.dot(parameters, weight.offset() + o * inputs(), x, 0, inputs(), scratch);
            y[o] = bias == null ? sum : sum + parameters[bias.offset() + o];
        }
    }

    /** Forward and backward over many rows. */
    public final class Pass {
        private final Workers workers;
        private final PackedMatrix forward = new PackedMatrix(inputs(), outputs());
        private final PackedMatrix backward = new PackedMatrix(outputs(), inputs());

        private Pass(Workers workers) {
            this.workers = workers;
        }

        /** y {@code [rows][outputs]} from x {@code [rows][inputs]}. */
        public void forward(float[] parameters, float[] x, float[] y, int rows) {
            forward.packTransposed(parameters, weight.offset());
            workers.rows(rows, (from, to, _) -> {
                forward.multiply(x, y, from, to, false);
                if (bias != null) {
                    for (int r = from; r < to; r++) {
                        Vectors.add(parameters, bias.offset(), y, r * outputs(), outputs());
                    }
                }
            });
        }

        /** Adds to dx and to the gradients. */
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int rows) {
            backward.pack(parameters, weight.offset());
            workers.rows(rows, (from, to, _) -> backward.multiply(dy, dx, from, to, true));
            PackedMatrix.addOuter(dy, outputs(), x, inputs(), rows, gradient, weight.offset(), workers);
            if (bias != null) {
                var partial = new float[Workers.blocks(rows) * outputs()];
                workers.rows(rows, (from, to, block) -> {
                    for (int r = from; r < to; r++) {
                        Vectors.add(dy, r * outputs(), partial, block * outputs(), outputs());
                    }
                });
                Vectors.addBlocks(partial, Workers.blocks(rows), outputs(), gradient, bias.offset());
            }
        }
    }
}
