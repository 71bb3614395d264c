package dev.linnet.odeen.learned;

/**
 * Samples to train on: a table of labelled structures, one more structure with its label, and the rule that all labels come from.
 *
 * @param size        samples
 * @param tableSize   structures of a table
 * @param tables      digits, {@code [size][tableSize][cells]}
 * @param tableLabels {@code [size][tableSize]}
 * @param structures  digits, {@code [size][cells]}
 * @param labels      {@code [size]}
 * @param rules       tokens, {@code [size][rule length]}
 */
public record Batch(int size, int tableSize, int[] tables, int[] tableLabels, int[] structures, int[] labels, int[] rules) {
    /** An empty batch for so many samples. */
    static Batch of(int size, int tableSize, Encoding encoding) {
        return new Batch(size, tableSize, new int[size * tableSize * encoding.cells()], new int[size * tableSize],
                new int[size * encoding.cells()], new int[size], new int[size * encoding.vocabulary().length()]);
    }

    /** Rule tokens moved to the left by one, the first behind the last: what each position should foretell. */
    static int[] targets(int[] rules, int length) {
        var targets = new int[rules.length];
        for (int i = 0; i < rules.length; i++) {
            targets[i] = rules[i % length == length - 1 ? i - length + 1 : i + 1];
        }
        return targets;
    }
}
