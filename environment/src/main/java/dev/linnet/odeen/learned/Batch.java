package dev.linnet.odeen.learned;

/**
 * Samples to train on: a table of labelled structures, one or more other structures with their labels, and the rule that all labels come from.
 *
 * @param size        samples
 * @param tableSize   structures of a table
 * @param queries     structures to be labelled of each sample
 * @param tables      digits, {@code [size][tableSize][cells]}
 * @param tableLabels {@code [size][tableSize]}
 * @param structures  digits, {@code [size][queries][cells]}
 * @param labels      {@code [size][queries]}
 * @param rules       tokens, {@code [size][rule length]}
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record Batch(int size, int tableSize, int queries, int[] tables, int[] tableLabels, int[] structures,
        int[] labels, int[] rules) {
    /** A batch to be filled. */
    static Batch of(int size, int tableSize, int queries, Encoding encoding) {
        return new Batch(size, tableSize, queries, new int[size * tableSize * encoding.cells()],
                new int[size * tableSize],
                new int[size * queries * encoding.cells()], new int[size * queries],
                new int[size * encoding.vocabulary().length()]);
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
