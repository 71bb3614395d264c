package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;
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
        return pass(maxTime, new Slab());
    }

    /** The same with scratch memory in {@code slab}. */
    Pass pass(int maxTime, Slab slab) {
        return new Pass(maxTime, slab);
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
        private final Slab slab;
        /** W_gate x and W_up x, in {@link Quads}: where they begin in the slab. */
        private final int gated;
        private final int upper;

        private Block(int first, int maxTime, Slab slab) {
            channels = Math.min(BLOCK, inner - first);
            gateRows = gate.weight().offset() + first * width;
            upRows = up.weight().offset() + first * width;
            downColumns = down.weight().offset() + first;
            int size = Quads.size(maxTime, channels);
            this.slab = slab.withRoom(2L * size);
            gated = this.slab.take(size);
            upper = this.slab.take(size);
        }
    }

    /** One group's forward and backward pass. */
    public final class Pass {
        private final List<Block> blocks = new ArrayList<>();
        /** Of a stretch's inputs, and of a block's products. */
        private final List<OuterProducts> inputs = new ArrayList<>();
        private final OuterProducts products;
        private final Slab slab;
        /** Where they begin in the slab. */
        private final int product;
        private final int dGated;
        private final int dUpper;
        private final int dyQuads;

        private Pass(int maxTime, Slab slab) {
            this.slab = slab;
            int widest = Math.min(BLOCK, inner);
            products = new OuterProducts(slab, widest);
            product = slab.take(Quads.size(STEPS, widest));
            dGated = slab.take(Quads.size(STEPS, widest));
            dUpper = slab.take(Quads.size(STEPS, widest));
            dyQuads = slab.take(Quads.size(STRETCH, outputs));
            for (int first = 0; first < inner; first += BLOCK) {
                blocks.add(new Block(first, maxTime, slab));
            }
            for (int t = 0; t < STRETCH; t += STEPS) {
                inputs.add(new OuterProducts(slab, width));
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
         * @param x these steps alone, in {@link Quads} from {@code x0}
         * @param y {@code [T][outputs][16]}
         */
        void forward(float[] x, int x0, float[] y, int from, int to) {
            float[] memory = slab.array();
            int steps = to - from;
            for (Block block : blocks) {
                float[] kept = block.slab.array();
                int at = from * block.channels * WIDTH;
                block.gateWeights.multiplyToQuads(x, x0, kept, block.gated + at, steps);
                block.upWeights.multiplyToQuads(x, x0, kept, block.upper + at, steps);
                gate(kept, block.gated + at, block.upper + at, memory, product, Quads.size(steps, block.channels));
                block.downWeights.multiplyQuads(memory, product, y, from * outputs * WIDTH, steps,
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
         * @param x  these steps alone, in {@link Quads} from {@code x0}
         * @param dy {@code [T][outputs][16]}
         * @param dx these steps alone, {@code [end - first][width][16]} from {@code dx0}; overwritten
         */
        void backward(float[] x, int x0, float[] dy, float[] dx, int dx0, float[] gradient, int first, int end) {
            Quads.pack(dy, first * outputs * WIDTH, outputs, end - first, slab.array(), dyQuads);
            for (int t = 0; t < end - first; t += STEPS) {
                inputs.get(t / STEPS).loadQuads(x, x0 + t * width * WIDTH, width, Math.min(STEPS, end - first - t));
            }
            for (Block block : blocks) {
                for (int t = first; t < end; t += STEPS) {
                    backward(block, dx, dx0, gradient, first, t, Math.min(end, t + STEPS) - t);
                }
            }
        }

        private void backward(Block block, float[] dx, int dx0, float[] gradient, int first, int t, int steps) {
            float[] memory = slab.array();
            int from = dx0 + (t - first) * width * WIDTH;
            int to = dyQuads + (t - first) * outputs * WIDTH;
            int channels = block.channels;
            block.downWeights.multiplyToQuads(memory, to, memory, dUpper, steps);
            int at = t * channels * WIDTH;
            gateBackward(block.slab.array(), block.gated + at, block.upper + at, memory, product, dGated, dUpper,
                    Quads.size(steps, channels));
            products.loadQuads(memory, product, channels, steps);
            products.addQuads(memory, to, outputs, gradient, block.downColumns, inner);
            block.gateWeights.multiplyQuads(memory, dGated, dx, from, steps, block != blocks.getFirst());
            block.upWeights.multiplyQuads(memory, dUpper, dx, from, steps, true);
            OuterProducts x = inputs.get((t - first) / STEPS);
            x.addQuads(memory, dGated, channels, gradient, block.gateRows, width);
            x.addQuads(memory, dUpper, channels, gradient, block.upRows, width);
        }
    }

    /** product = SiLU(gated) ⊙ upper, the latter two in {@code kept}. */
    private static void gate(float[] kept, int gated, int upper, float[] memory, int product, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, kept, gated + i);
            g.mul(Lanes.sigmoid(g)).mul(FloatVector.fromArray(SPECIES, kept, upper + i)).intoArray(memory, product + i);
        }
    }

    /** Writes the product again, turns its gradient in {@code d} into that of {@code upper} and writes that of {@code gated}. */
    private static void gateBackward(float[] kept, int gated, int upper, float[] memory, int product, int dGated, int d,
            int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, kept, gated + i);
            FloatVector u = FloatVector.fromArray(SPECIES, kept, upper + i);
            FloatVector s = Lanes.sigmoid(g);
            FloatVector silu = g.mul(s);
            silu.mul(u).intoArray(memory, product + i);
            FloatVector dp = FloatVector.fromArray(SPECIES, memory, d + i);
            FloatVector slope = s.add(silu.sub(silu.mul(s)));
            dp.mul(u).mul(slope).intoArray(memory, dGated + i);
            dp.mul(silu).intoArray(memory, d + i);
        }
    }
}
