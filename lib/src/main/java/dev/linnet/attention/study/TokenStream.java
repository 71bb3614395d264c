package dev.linnet.attention.study;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;

/**
 * A sequence of any length in constant memory: it goes through {@link Chunkwise} segment by segment, and only the state passes
 * from one segment to the next. One segment is allocated, and used again and again.
 */
public final class TokenStream {
    private final Chunkwise operator;
    private final FloatInputs[] segment = new FloatInputs[2];
    private final FloatOutputs[] outputs = new FloatOutputs[2];
    private final int length;

    /**
     * Streams tokens through a rule with a state.
     *
     * @param segment the tokens of every segment; an initial state is not looked at
     */
    public TokenStream(AttentionRule rule, AttentionOptions options, FloatInputs segment) {
        Layout layout = segment.layout();
        int columns = rule.stateColumns(layout.valueDim());
        if (columns == 0) {
            throw new IllegalArgumentException(rule.title() + " has no state to hand from segment to segment.");
        }
        operator = Chunkwise.of(rule, options);
        length = layout.time();
        float[][] states = new float[2][layout.states() * layout.keyDim() * columns];
        var o = new float[Math.toIntExact(layout.rows() * layout.valueDim())];
        for (int i = 0; i < 2; i++) {
            this.segment[i] = segment.withInitialState(states[i]);
            outputs[i] = new FloatOutputs(o, states[1 - i]);
        }
    }

    /**
     * Takes so many tokens, from a zero state.
     *
     * @param tokens a multiple of the segment's length
     * @return the state after the last token; valid until the next call
     */
    public float[] run(long tokens) {
        if (tokens < length || tokens % length != 0) {
            throw new IllegalArgumentException(
                    "tokens is " + tokens + "; it must be a multiple of the segment's length, " + length + ".");
        }
        java.util.Arrays.fill(segment[0].initialState(), 0f);
        int turn = 0;
        for (long done = 0; done < tokens; done += length) {
            operator.forward(segment[turn], outputs[turn]);
            turn = 1 - turn;
        }
        return segment[turn].initialState();
    }

    /** The outputs of the last segment, {@code [batch][head][time][value]}; valid until the next call. */
    public float[] lastOutputs() {
        return outputs[0].o();
    }
}
