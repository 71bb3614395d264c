package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A stack of blocks, see {@link BlockConfig}.
 *
 * <p>Initialisation: weights N(0, 0.02^2); the output projections of mixer and SwiGLU U(-1/sqrt(inputs), 1/sqrt(inputs)),
 * divided by sqrt(2 layers); norms 1. Norm epsilon 1e-6, within heads 1e-5. {@link ModelTwin} reads the same parameters.
 */
public final class BlockModel implements SequenceModel {
    private static final double DEVIATION = 0.02;
    private static final int STEPS = OuterProducts.STEPS;

    private final BlockConfig config;
    private final Parameters parameters;
    private final Embedding embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final RmsNorm finalNorm;
    private final HeadOutput head;

    BlockModel(BlockConfig config, long seed) {
        this.config = config;
        parameters = new Parameters(seed);
        int width = config.width();
        embedding = new Embedding(parameters.normal("embedding", config.vocabulary(), width, DEVIATION));
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = "blocks." + layer + ".";
            blocks.add(new Block(norm(name + "mixerNorm", width, 1, 1e-6f),
                    new MixerBuilder(config, parameters, name + "mixer.").build(),
                    norm(name + "mlpNorm", width, 1, 1e-6f),
                    new SwiGlu(linear(name + "mlp.gate", config.inner(), width),
                            linear(name + "mlp.up", config.inner(), width),
                            outputLinear(name + "mlp.down", width, config.inner()))));
        }
        finalNorm = norm("norm", width, 1, 1e-6f);
        head = new HeadOutput(finalNorm, linear("head", config.classes(), width));
    }

    private record Block(RmsNorm mixerNorm, TokenMixer mixer, RmsNorm mlpNorm, SwiGlu mlp) {}

    private Linear linear(String name, int outputs, int inputs) {
        return new Linear(parameters.normal(name, outputs, inputs, DEVIATION));
    }

    private Linear outputLinear(String name, int outputs, int inputs) {
        double bound = 1 / Math.sqrt(inputs) / Math.sqrt(2.0 * config.layers());
        return new Linear(parameters.uniform(name, outputs, inputs, bound));
    }

    private RmsNorm norm(String name, int width, int groups, float epsilon) {
        return new RmsNorm(parameters.constant(name, 1, width, 1), groups, epsilon);
    }

    @Override
    public BlockConfig config() {
        return config;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Pass pass(int maxTime) {
        return new ModelPass(maxTime);
    }

    private final class ModelPass implements Pass {
        private final List<BlockPass> passes = new ArrayList<>();
        private final Slab slab = new Slab();
        private final HeadOutput.Pass headPass = head.pass(slab);
        private final float[] scores;
        private final float[] dx;
        private final float[] scratch;
        private final float[] residual;
        private float[] values;
        private int[] tokens;
        private int time;

        private ModelPass(int maxTime) {
            int size = Lanes.size(maxTime, config.width());
            for (Block block : blocks) {
                passes.add(new BlockPass(block, maxTime, slab));
            }
            residual = new float[size];
            dx = new float[size];
            scratch = new float[size];
            scores = new float[Lanes.size(maxTime, config.classes())];
        }

        @Override
        public float[] forward(float[] newValues, int[] newTokens, int newTime) {
            values = newValues;
            tokens = newTokens;
            time = newTime;
            embedding.forward(values, tokens, passes.getFirst().x, time);
            for (int layer = 0; layer < passes.size(); layer++) {
                float[] next = layer + 1 < passes.size() ? passes.get(layer + 1).x : residual;
                passes.get(layer).forward(values, next, time);
            }
            headPass.forward(values, residual, scores, time);
            return scores;
        }

        @Override
        public float[] activation(Site site) {
            site.require(config);
            return switch (site.kind()) {
                case EMBEDDING -> passes.getFirst().x;
                case STATE -> throw new IllegalArgumentException(
                        "A pass does not keep " + site + "; ModelTwin.activations computes it.");
                case MIXER -> passes.get(site.layer()).middle;
                case BLOCK -> site.layer() + 1 < passes.size() ? passes.get(site.layer() + 1).x : residual;
                case NORM -> normed();
            };
        }

        /** What the head has read, computed anew: only its gradient and probes need it. */
        private float[] normed() {
            float[] normed = new float[residual.length];
            finalNorm.forward(values, residual, normed, time);
            return normed;
        }

        @Override
        public void backward(float[] newValues, float[] dScores, float[] gradient, int newTime) {
            headPass.backward(newValues, residual, dScores, dx, gradient, newTime);
            for (int layer = passes.size() - 1; layer >= 0; layer--) {
                passes.get(layer).backward(newValues, dx, scratch, gradient, newTime);
            }
            embedding.backward(tokens, dx, gradient, newTime);
        }
    }

    /** x is the block's input, middle the residual stream after the mixer. */
    private final class BlockPass {
        private final Block block;
        private final TokenMixer.Pass mixer;
        private final SwiGlu.Pass mlp;
        private final float[] x;
        private final float[] xNormed;
        private final float[] middle;
        private final Slab slab;
        /** A few steps of the normed middle in {@link Quads}, and of its gradient: where they begin in the slab. */
        private final int normedQuads;
        private final int dNormed;
        private final int sums;

        private BlockPass(Block block, int maxTime, Slab slab) {
            this.block = block;
            this.slab = slab;
            int size = Lanes.size(maxTime, config.width());
            mixer = SlabMixer.pass(block.mixer(), maxTime, slab);
            mlp = block.mlp().pass(maxTime, slab);
            normedQuads = slab.take(Quads.size(SwiGlu.STRETCH, config.width()));
            dNormed = slab.take(Lanes.size(SwiGlu.STRETCH, config.width()));
            sums = slab.take(block.mlpNorm().sums());
            x = new float[size];
            xNormed = new float[size];
            middle = new float[size];
        }

        private void forward(float[] values, float[] y, int time) {
            float[] memory = slab.array();
            block.mixerNorm().forward(values, x, xNormed, time);
            mixer.forward(values, xNormed, middle, time);
            mlp.beginForward(values);
            for (int t = 0; t < time; t += STEPS) { // few enough to stay in the second cache
                int to = Math.min(time, t + STEPS);
                int first = Lanes.size(t, config.width());
                int end = Lanes.size(to, config.width());
                add(x, middle, first, end);
                block.mlpNorm().forwardQuads(values, middle, memory, normedQuads, t, to);
                mlp.forward(memory, normedQuads, y, t, to);
                add(middle, y, first, end);
            }
        }

        /** Turns the gradient of the block's output in {@code d} into that of its input. */
        private void backward(float[] values, float[] d, float[] scratch, float[] gradient, int time) {
            float[] memory = slab.array();
            block.mlpNorm().beginSums(memory, sums);
            mlp.beginBackward(values);
            for (int t = 0; t < time; t += SwiGlu.STRETCH) {
                int to = Math.min(time, t + SwiGlu.STRETCH);
                block.mlpNorm().forwardQuads(values, middle, memory, normedQuads, t, to);
                mlp.backward(memory, normedQuads, d, memory, dNormed, gradient, t, to);
                block.mlpNorm().backward(values, middle, memory, dNormed, d, true, memory, sums, t, to);
            }
            block.mlpNorm().addSums(memory, sums, gradient);
            Arrays.fill(scratch, 0, Lanes.size(time, config.width()), 0f);
            mixer.backward(values, xNormed, d, scratch, gradient, time);
            block.mixerNorm().backward(values, x, scratch, d, gradient, time);
        }
    }

    /** Adds the numbers from {@code first} to {@code end}. */
    private static void add(float[] from, float[] to, int first, int end) {
        for (int i = first; i < end; i += SPECIES.length()) {
            FloatVector.fromArray(SPECIES, to, i).add(FloatVector.fromArray(SPECIES, from, i)).intoArray(to, i);
        }
    }
}
