package dev.linnet.odeen.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.linnet.attention.chunk.Team;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

/**
 * Rules with a table of observations each, and with the labels of common structures. {@link DataSetFile} writes and reads it.
 */
public final class DataSet {
    /** How the table of a rule is made. */
    public enum TableKind {
        /** Draws with replacement from the data set's structures. */
        RANDOM,
        /** {@link TableBuilder#greedy}, filled up with random structures. */
        GREEDY,
        /** {@link TableBuilder#informative} with five pairs, as the paper's tests seem to be. */
        INFORMATIVE
    }

    /**
     * A rule of a data set.
     *
     * @param rule   its id
     * @param table  what is observed of it
     * @param labels the labels of the data set's structures, in their order
     */
    public record Entry(int rule, LabelledTable table, List<Boolean> labels) {
        public Entry {
            labels = List.copyOf(labels);
        }
    }

    private static final int PAIRS = 5;

    private final Universe universe;
    private final int[] structures;
    private final List<Entry> entries;

    /** @throws IllegalArgumentException if an entry has not a label for each structure */
    public DataSet(Universe universe, int[] structures, List<Entry> entries) {
        this.universe = universe;
        this.structures = structures.clone();
        this.entries = List.copyOf(entries);
        for (Entry entry : entries) {
            universe.requireSame(entry.table().universe(), "A table of observations");
            if (entry.labels().size() != structures.length) {
                throw new IllegalArgumentException("The rule '" + universe.grammar().text(entry.rule()) + "' has "
                        + entry.labels().size() + " labels for " + structures.length + " structures.");
            }
        }
    }

    /**
     * Labels so many distinct random structures by these rules and makes a table for each. Everything follows from the seed: the
     * structures from its stream 0, the table of entry i from stream i + 1, so that a table is the same whatever other rules there
     * are before it.
     *
     * @param whole      the table over all structures
     * @param structures how many structures
     * @param tableSize  observations of a table, 32 in the paper
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static DataSet generate(RuleTable whole, List<Integer> rules, int structures, TableKind kind, int tableSize,
            long seed) {
        if (tableSize < 0) {
            throw new IllegalArgumentException("tableSize is " + tableSize + "; it must be at least 0.");
        }
        Universe universe = whole.universe();
        int[] sample = universe.sample(structures, stream(seed, 0));
        var builder = new TableBuilder(whole);
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < rules.size(); i++) {
            Team.stopIfInterrupted();
            int rule = rules.get(i);
            SplittableRandom random = stream(seed, i + 1);
            LabelledTable table = switch (kind) {
                case RANDOM -> builder.random(rule, sample, tableSize, random);
                case GREEDY -> builder.greedy(rule, tableSize, random);
                case INFORMATIVE -> builder.informative(rule, PAIRS, tableSize, random);
            };
            entries.add(new Entry(rule, table, Arrays.stream(sample).mapToObj(s -> whole.label(rule, s)).toList()));
        }
        return new DataSet(universe, sample, entries);
    }

    private static SplittableRandom stream(long seed, int index) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + 0x9e3779b97f4a7c15L * index);
    }

    public Universe universe() {
        return universe;
    }

    /** The ids of the structures that every rule labels. */
    public int[] structures() {
        return structures.clone();
    }

    public List<Entry> entries() {
        return entries;
    }

    /** A new table of so many draws with replacement from the labelled structures, as training uses at every access. */
    public LabelledTable draw(Entry entry, int size, SplittableRandom random) {
        if (structures.length == 0) {
            throw new IllegalArgumentException("There is no structure to draw from.");
        }
        int[] drawn = new int[size];
        boolean[] labels = new boolean[size];
        for (int i = 0; i < size; i++) {
            int index = random.nextInt(structures.length);
            drawn[i] = structures[index];
            labels[i] = entry.labels().get(index);
        }
        return LabelledTable.of(universe, drawn, labels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataSet set && universe.equals(set.universe)
                && Arrays.equals(structures, set.structures) && entries.equals(set.entries);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(structures) + entries.hashCode();
    }

    @Override
    public String toString() {
        return "DataSet[" + entries.size() + " rules, " + structures.length + " structures]";
    }
}
