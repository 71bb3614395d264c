package dev.linnet.language;

import dev.linnet.nn.rows.MixerDecoder;
import dev.linnet.nn.rows.Workers;
import java.util.Arrays;
import java.util.List;

/**
 * A model that reads one text token by token and says what may come next. It remembers a state for each block; only softmax
 * attention's memory grows with the text. Not for concurrent use.
 */
public final class LanguageDecoder {
    /** Tokens of a prompt that are worked on at once: the memory for a prompt does not grow with its length either. */
    private static final int PIECE = 512;

    private final LanguageModel model;
    private final List<MixerDecoder> mixers;
    private final float[] logits;
    private long tokens;

    LanguageDecoder(LanguageModel model) {
        this.model = model;
        mixers = model.blocks().stream().map(block -> block.mixer().decoder()).toList();
        logits = new float[model.config().vocabulary()];
    }

    /** Reads one token; the logits of what follows are valid until the next call. */
    public float[] next(int token) {
        float[] values = model.parameters().values();
        int width = model.config().width();
        var x = new float[width];
        var normed = new float[width];
        var y = new float[width];
        model.embedding().forward(values, new int[] {token}, x, 1);
        for (int layer = 0; layer < mixers.size(); layer++) {
            LanguageModel.Block block = model.blocks().get(layer);
            block.mixerNorm().forward(values, x, normed, 1, model.workers());
            mixers.get(layer).next(values, normed, y);
            add(y, x);
            block.mlpNorm().forward(values, x, normed, 1, model.workers());
            block.mlp().step(values, normed, y);
            add(y, x);
        }
        model.finalNorm().forward(values, x, normed, 1, model.workers());
        model.head().step(values, normed, logits);
        tokens++;
        return logits;
    }

    /**
     * Reads several tokens at once, by the chunkwise form; the logits of what follows the last are valid until the next call.
     *
     * @param prompt at least one token
     */
    public float[] prompt(int[] prompt) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("The prompt is empty; there must be a token that something follows.");
        }
        int length = prompt.length - 1;
        for (int from = 0; from < length; from += PIECE) {
            piece(Arrays.copyOfRange(prompt, from, Math.min(length, from + PIECE)));
        }
        return next(prompt[length]);
    }

    private void piece(int[] piece) {
        float[] values = model.parameters().values();
        Workers workers = model.workers();
        int rows = piece.length;
        var x = new float[rows * model.config().width()];
        var normed = new float[x.length];
        var y = new float[x.length];
        model.embedding().forward(values, piece, x, rows);
        for (int layer = 0; layer < mixers.size(); layer++) {
            LanguageModel.Block block = model.blocks().get(layer);
            block.mixerNorm().forward(values, x, normed, rows, workers);
            mixers.get(layer).prompt(values, normed, y, rows);
            add(y, x);
            block.mlpNorm().forward(values, x, normed, rows, workers);
            block.mlp().pass(rows, workers).forward(values, normed, y);
            add(y, x);
        }
        tokens += rows;
    }

    private static void add(float[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] += from[i];
        }
    }

    /** The tokens read so far. */
    public long tokens() {
        return tokens;
    }

    /** How many numbers are remembered now, in all blocks. */
    public long memory() {
        return mixers.stream().mapToLong(MixerDecoder::memory).sum();
    }
}
