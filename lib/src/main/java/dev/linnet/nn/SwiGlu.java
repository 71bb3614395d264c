package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The feed-forward layer y = W_down (SiLU(W_gate x) ⊙ (W_up x)), without biases.
 *
 * <p>Both passes go through a few steps at a time, and for these through a block of inner channels after the other, so that what lies
 * between the products stays in the second cache; the backward pass through a stretch of several times as many steps for each block, so that
 * the block's weights and their gradients do, too. The forward pass keeps W_gate x and W_up x; their product is computed anew in the backward
 * pass.
 */
public final class SwiGlu {
    /** Steps of a stretch. */
    static final int STRETCH = 32;

    private static final int LENGTH = SPECIES.length();
    private static final int STEPS = OuterProducts.STEPS;
    /** Inner channels of a block. */
    private static final int BLOCK = 128;

    private final Linear gate;
    private final Linear up;
    private final Linear down;
    private final int inner;
    private final int width;
    private final int outputs;

    public SwiGlu(Linear gate, Linear up, Linear down) {
        this.gate = gate;
        this.up = up;
        this.down = down;
        this.inner = gate.outputs();
        this.width = gate.inputs();
        this.outputs = down.outputs();
    }

    /** The activations of one group of sequences of at most {@code maxTime} steps. */
    public Pass pass(int maxTime) {
        return new Pass(maxTime);
    }

    /** A block of inner channels with its weights, packed for the pass that is going on. */
    private final class Block {
        private final PackedWeights gateWeights = new PackedWeights();
        private final PackedWeights upWeights = new PackedWeights();
        private final PackedWeights downWeights = new PackedWeights();
        private final int channels;
        /** Where its rows of W_gate and W_up begin, and its columns of W_down. */
        private final int gateRows;
        private final int upRows;
        private final int downColumns;
        /** W_gate x and W_up x, in {@link Quads}. */
        private final float[] gated;
        private final float[] upper;

        private Block(int first, int maxTime) {
            channels = Math.min(BLOCK, inner - first);
            gateRows = gate.weight().offset() + first * width;
            upRows = up.weight().offset() + first * width;
            downColumns = down.weight().offset() + first;
            gated = new float[Quads.size(maxTime, channels)];
            upper = new float[Quads.size(maxTime, channels)];
        }
    }

    /** One group's forward and backward pass. */
    public final class Pass {
        private final List<Block> blocks = new ArrayList<>();
        /** Of a stretch's inputs, and of a block's products. */
        private final List<OuterProducts> inputs = new ArrayList<>();
        private final OuterProducts products = new OuterProducts();
        private final float[] product = new float[Quads.size(STEPS, BLOCK)];
        private final float[] dGated = new float[Quads.size(STEPS, BLOCK)];
        private final float[] dUpper = new float[Quads.size(STEPS, BLOCK)];
        private final float[] dyQuads = new float[Quads.size(STRETCH, outputs)];

        private Pass(int maxTime) {
            for (int first = 0; first < inner; first += BLOCK) {
                blocks.add(new Block(first, maxTime));
            }
            for (int t = 0; t < STRETCH; t += STEPS) {
                inputs.add(new OuterProducts());
            }
        }

        /** Before any {@link #forward}. */
        void beginForward(float[] parameters) {
            for (Block block : blocks) {
                block.gateWeights.packRows(parameters, block.gateRows, block.channels, width, width);
                block.upWeights.packRows(parameters, block.upRows, block.channels, width, width);
                block.downWeights.packRows(parameters, block.downColumns, outputs, block.channels, inner);
            }
        }

        /**
         * Steps from {@code from}, a multiple of four, to {@code to}, at most {@link OuterProducts#STEPS}.
         *
         * @param x these steps alone, in {@link Quads}
         * @param y {@code [T][outputs][16]}
         */
        void forward(float[] x, float[] y, int from, int to) {
            int steps = to - from;
            for (Block block : blocks) {
                int at = from * block.channels * WIDTH;
                block.gateWeights.multiplyToQuads(x, 0, block.gated, at, steps);
                block.upWeights.multiplyToQuads(x, 0, block.upper, at, steps);
                gate(block.gated, block.upper, at, product, Quads.size(steps, block.channels));
                block.downWeights.multiplyQuads(product, 0, y, from * outputs * WIDTH, steps,
                        block != blocks.getFirst());
            }
        }

        /** Before any {@link #backward}. */
        void beginBackward(float[] parameters) {
            for (Block block : blocks) {
                block.gateWeights.packColumns(parameters, block.gateRows, width, block.channels, width);
                block.upWeights.packColumns(parameters, block.upRows, width, block.channels, width);
                block.downWeights.packColumns(parameters, block.downColumns, block.channels, outputs, inner);
            }
        }

        /**
         * Steps from {@code first}, a multiple of four, to {@code end}, at most {@link #STRETCH}: adds to the gradients.
         *
         * @param x  these steps alone, in {@link Quads}
         * @param dy {@code [T][outputs][16]}
         * @param dx these steps alone, {@code [end - first][width][16]}; overwritten
         */
        void backward(float[] x, float[] dy, float[] dx, float[] gradient, int first, int end) {
            Quads.pack(dy, first * outputs * WIDTH, outputs, end - first, dyQuads, 0);
            for (int t = 0; t < end - first; t += STEPS) {
                inputs.get(t / STEPS).loadQuads(x, t * width * WIDTH, width, Math.min(STEPS, end - first - t));
            }
            for (Block block : blocks) {
                for (int t = first; t < end; t += STEPS) {
                    backward(block, dx, gradient, first, t, Math.min(end, t + STEPS) - t);
                }
            }
        }

        private void backward(Block block, float[] dx, float[] gradient, int first, int t, int steps) {
            int from = (t - first) * width * WIDTH;
            int to = (t - first) * outputs * WIDTH;
            int channels = block.channels;
            block.downWeights.multiplyToQuads(dyQuads, to, dUpper, 0, steps);
            gateBackward(block.gated, block.upper, t * channels * WIDTH, product, dGated, dUpper,
                    Quads.size(steps, channels));
            products.loadQuads(product, 0, channels, steps);
            products.addQuads(dyQuads, to, outputs, gradient, block.downColumns, inner);
            block.gateWeights.multiplyQuads(dGated, 0, dx, from, steps, block != blocks.getFirst());
            block.upWeights.multiplyQuads(dUpper, 0, dx, from, steps, true);
            OuterProducts x = inputs.get((t - first) / STEPS);
            x.addQuads(dGated, 0, channels, gradient, block.gateRows, width);
            x.addQuads(dUpper, 0, channels, gradient, block.upRows, width);
        }
    }

    /** product = SiLU(gated) ⊙ upper, the latter two from {@code at}. */
    private static void gate(float[] gated, float[] upper, int at, float[] product, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, gated, at + i);
            g.mul(Lanes.sigmoid(g)).mul(FloatVector.fromArray(SPECIES, upper, at + i)).intoArray(product, i);
        }
    }

    /** Writes the product again, turns its gradient in {@code d} into that of {@code upper} and writes that of {@code gated}. */
    private static void gateBackward(float[] gated, float[] upper, int at, float[] product, float[] dGated, float[] d,
            int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, gated, at + i);
            FloatVector u = FloatVector.fromArray(SPECIES, upper, at + i);
            FloatVector s = Lanes.sigmoid(g);
            FloatVector silu = g.mul(s);
            silu.mul(u).intoArray(product, i);
            FloatVector dp = FloatVector.fromArray(SPECIES, d, i);
            FloatVector slope = s.add(silu.sub(silu.mul(s)));
            dp.mul(u).mul(slope).intoArray(dGated, i);
            dp.mul(silu).intoArray(d, i);
        }
    }
}
