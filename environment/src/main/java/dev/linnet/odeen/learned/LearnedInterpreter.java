package dev.linnet.odeen.learned;

import dev.linnet.odeen.transformer.Encoder;
import java.util.List;

/** Labels by a trained {@link Interpreter}: each conjecture is read once, each structure decoded from what was read. Not for concurrent use. */
public final class LearnedInterpreter implements Judge {
    /** Decoded structures of a pass. */
    private static final int AT_ONCE = 800;

    private final Interpreter interpreter;

    /** Uses the weights that the interpreter has when it is asked. */
    public LearnedInterpreter(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    public boolean[][] labels(List<Conjecture> conjectures, int[] structures) {
        var labels = new boolean[conjectures.size()][structures.length];
        int length = interpreter.encoding.vocabulary().length();
        int width = interpreter.config().width();
        int stretch = Math.min(AT_ONCE, structures.length);
        int rules = Math.max(1, Math.min(conjectures.size(), AT_ONCE / Math.max(1, stretch)));
        Encoder.Pass encode = interpreter.encoder.pass(rules, length);
        var memory = new float[rules * length * width];
        float[] values = interpreter.parameters().values();
        for (int from = 0; from < conjectures.size(); from += rules) {
            int count = Math.min(rules, conjectures.size() - from);
            var tokens = new int[count * length];
            for (int i = 0; i < count; i++) {
                System.arraycopy(conjectures.get(from + i).tokens(), 0, tokens, i * length, length);
            }
            interpreter.embedding.forward(values, tokens, memory, count, length, 0);
            encode.forward(values, memory, count, null);
            interpreter.head.label(values, memory, count, length, structures, stretch, labels, from);
        }
        return labels;
    }
}
