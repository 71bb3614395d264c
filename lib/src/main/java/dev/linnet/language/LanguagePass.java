package dev.linnet.language;

import dev.linnet.nn.TokenMixer;
import dev.linnet.nn.rows.CrossEntropy;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.SwiGlu;
import dev.linnet.nn.rows.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Forward and backward of a {@link LanguageModel} over a batch of sequences of one length; not for concurrent use. */
public final class LanguagePass {
    private final LanguageModel model;
    private final Workers workers;
    private final int time;
    private final int rows;
    private final int size;
    private final List<BlockPass> blocks = new ArrayList<>();
    private final Linear.Pass head;
    private final float[] last;
    private final float[] lastNormed;
    private final float[] logits;
    private float[] dx = new float[0];
    private float[] dNormed = new float[0];
    private float[] dLogits = new float[0];
    private int[] tokens = new int[0];

    LanguagePass(LanguageModel model, int batch, int time) {
        if (batch < 1 || time < 1) {
            throw new IllegalArgumentException("The batch is %d and the time %d; both must be at least 1.".formatted(
                    batch, time));
        }
        this.model = model;
        this.time = time;
        workers = model.workers();
        rows = Math.multiplyExact(batch, time);
        size = Math.multiplyExact(rows, model.config().width());
        for (LanguageModel.Block block : model.blocks()) {
            blocks.add(new BlockPass(block, batch));
        }
        head = model.head().pass(workers);
        last = new float[size];
        lastNormed = new float[size];
        logits = new float[Math.multiplyExact(rows, model.config().vocabulary())];
    }

    /**
     * The logits {@code [batch * time][vocabulary]}; valid until the next call.
     *
     * @param newTokens {@code [batch][time]}
     */
    public float[] forward(float[] values, int[] newTokens) {
        if (newTokens.length != rows) {
            throw new IllegalArgumentException("There are %d tokens; this pass takes %d.".formatted(newTokens.length,
                    rows));
        }
        tokens = newTokens;
        model.embedding().forward(values, tokens, blocks.getFirst().x, rows);
        for (int layer = 0; layer < blocks.size(); layer++) {
            blocks.get(layer).forward(values, layer + 1 < blocks.size() ? blocks.get(layer + 1).x : last);
        }
        model.finalNorm().forward(values, last, lastNormed, rows, workers);
        head.forward(values, lastNormed, logits, rows);
        return logits;
    }

    /** The mean loss, in nats a token, of predicting {@code targets} after {@code tokens}, both {@code [batch][time]}. */
    public double loss(float[] values, int[] newTokens, int[] targets) {
        forward(values, newTokens);
        return CrossEntropy.loss(logits, checked(targets), null, model.config().vocabulary(), rows, 1.0 / rows, workers)
                / rows;
    }

    /** The same, adding the loss's gradient to {@code gradient}. */
    public double lossAndGradient(float[] values, int[] newTokens, int[] targets, float[] gradient) {
        forward(values, newTokens);
        if (dLogits.length == 0) {
            dLogits = new float[logits.length];
        }
        double loss = CrossEntropy.loss(logits, checked(targets), dLogits, model.config().vocabulary(), rows,
                1.0 / rows,
                workers) / rows;
        backward(values, dLogits, gradient);
        return loss;
    }

    private int[] checked(int[] targets) {
        int vocabulary = model.config().vocabulary();
        if (targets.length != rows) {
            throw new IllegalArgumentException("There are %d targets; this pass takes %d.".formatted(targets.length,
                    rows));
        }
        for (int i = 0; i < rows; i++) {
            if (targets[i] < 0 || targets[i] >= vocabulary) {
                throw new IllegalArgumentException("Target %d is %d; the model's tokens are 0 to %d.".formatted(i,
                        targets[i], vocabulary - 1));
            }
        }
        return targets;
    }

    /** Adds to {@code gradient}, for the tokens of the last {@link #forward} and the gradient of its logits. */
    public void backward(float[] values, float[] logitsGradient, float[] gradient) {
        if (dx.length == 0) {
            dx = new float[size];
            dNormed = new float[size];
        }
        Arrays.fill(dNormed, 0f);
        head.backward(values, lastNormed, logitsGradient, dNormed, gradient, rows);
        Arrays.fill(dx, 0f);
        model.finalNorm().backward(values, last, dNormed, dx, gradient, rows, workers);
        for (int layer = blocks.size() - 1; layer >= 0; layer--) {
            blocks.get(layer).backward(values, gradient);
        }
        model.embedding().backward(tokens, dx, gradient, rows);
    }

    /** x is the block's input, middle the residual stream after the mixer. */
    private final class BlockPass {
        private final LanguageModel.Block block;
        private final TokenMixer.Pass mixer;
        private final SwiGlu.Pass mlp;
        private final float[] x = new float[size];
        private final float[] xNormed = new float[size];
        private final float[] middle = new float[size];
        private final float[] middleNormed = new float[size];

        private BlockPass(LanguageModel.Block block, int batch) {
            this.block = block;
            mixer = block.mixer().pass(batch, time);
            mlp = block.mlp().pass(rows, workers);
        }

        private void forward(float[] values, float[] y) {
            block.mixerNorm().forward(values, x, xNormed, rows, workers);
            mixer.forward(values, xNormed, middle, time);
            add(x, middle);
            block.mlpNorm().forward(values, middle, middleNormed, rows, workers);
            mlp.forward(values, middleNormed, y);
            add(middle, y);
        }

        /** Turns the gradient of the block's output in {@link #dx} into that of its input. */
        private void backward(float[] values, float[] gradient) {
            Arrays.fill(dNormed, 0f);
            mlp.backward(values, middleNormed, dx, dNormed, gradient);
            block.mlpNorm().backward(values, middle, dNormed, dx, gradient, rows, workers);
            Arrays.fill(dNormed, 0f);
            mixer.backward(values, xNormed, dx, dNormed, gradient, time);
            block.mixerNorm().backward(values, x, dNormed, dx, gradient, rows, workers);
        }
    }

    private static void add(float[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] += from[i];
        }
    }
}
