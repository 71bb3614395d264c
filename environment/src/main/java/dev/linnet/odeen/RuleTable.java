package dev.linnet.odeen;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.linnet.cuda.Machines;
import dev.linnet.cuda.Target;

/**
 * The labels of structures by every rule of a universe, a bit each: a row for each rule, in the order of ids, and a column for each
 * structure. Over all structures of Odeen it has 24,794 rows and 117,649 columns, 2.9 thousand million labels in 365 MB outside the
 * heap. Labelling takes less than a tenth of a second on two cores; the memory, where it is new, may take longer to get than to fill.
 * {@link CellByCell} is its obviously right twin.
 *
 * <p>A set of labels is also written as {@code long[]}: bit {@code c % 64} of word {@code c / 64} is the label in column {@code c}.
 */
public final class RuleTable {
    /** A row is a multiple of so many longs, the longest vector, so that no loop over vectors has a rest. */
    static final int LANES = 8;

    private final Universe universe;
    private final int[] structures;
    private final int columns;
    private final int words;
    private final MemorySegment rows;
    private EquivalenceClasses classes;

    private RuleTable(Universe universe, int[] structures, int columns, MemorySegment rows) {
        this.universe = universe;
        this.structures = structures;
        this.columns = columns;
        this.words = words(columns);
        this.rows = rows == null ? RowMemory.allocate(bytes(universe.ruleCount(), columns)) : rows;
    }

    /** The table over all structures, column by column in the order of ids, made on all processors. */
    public static RuleTable of(Universe universe) {
        return of(universe, Runtime.getRuntime().availableProcessors());
    }

    /** The table over all structures, made on so many threads. */
    public static RuleTable of(Universe universe, int threads) {
        var table = new RuleTable(universe, null, universe.structureCount(), null);
        table.label(threads);
        return table;
    }

    /**
     * The table over all structures, made where one says: on a GPU by {@link RuleKernel}, from which the rows are copied; on the CPU
     * as {@link #of(Universe)} does; {@code AUTO} means a GPU where there is one. The labels are the same.
     *
     * @throws IllegalStateException where a GPU is demanded and there is none
     */
    public static RuleTable of(Universe universe, Target target) {
        if (onCpu(target)) {
            return of(universe);
        }
        var table = new RuleTable(universe, null, universe.structureCount(), null);
        RuleKernel.label(Target.GPU, universe, table.rows);
        return table;
    }

    private static boolean onCpu(Target target) {
        return target == Target.CPU || (target == Target.AUTO && Machines.title().equals("CPU"));
    }

    /**
     * The table over these structures, given by their ids, column by column; one may come more than once. It takes as long as the
     * columns are many, so that a table over a sample is made whenever one is wanted.
     */
    public static RuleTable on(Universe universe, int... structures) {
        int[] copy = structures.clone();
        for (int structure : copy) {
            if (structure < 0 || structure >= universe.structureCount()) {
                throw new IllegalArgumentException(String.format(Locale.ROOT,
                        "There is no structure %,d: the ids go from 0 to %,d.", structure,
                        universe.structureCount() - 1));
            }
        }
        var table = new RuleTable(universe, copy, copy.length, null);
        table.label(1);
        return table;
    }

    /** The table over all structures whose rows are in memory already. */
    static RuleTable stored(Universe universe, MemorySegment rows) {
        return new RuleTable(universe, null, universe.structureCount(), rows);
    }

    static int words(int columns) {
        return (columns + 64 * LANES - 1) / (64 * LANES) * LANES;
    }

    static long bytes(int rules, int columns) {
        return 8L * words(columns) * rules;
    }

    /**
     * Labels everything again, into the same memory.
     *
     * @throws IllegalStateException for a table that is mapped from a file
     */
    public void label(int threads) {
        if (rows.isReadOnly()) {
            throw new IllegalStateException("This table is mapped from a file and cannot be labelled again.");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("A table is made on 1 thread or more, not on " + threads + ".");
        }
        if (columns > 0) {
            var masks = new PositionMasks(universe, structures, columns, words, threads);
            new RuleLabeller(universe, masks, words, rows, threads).run();
        }
    }

    public Universe universe() {
        return universe;
    }

    /** How many rows there are. */
    public int ruleCount() {
        return universe.ruleCount();
    }

    /** How many columns there are. */
    public int columns() {
        return columns;
    }

    /** Whether the columns are all structures in the order of their ids. */
    public boolean isWhole() {
        return structures == null;
    }

    /** The id of a column's structure. */
    public int structure(int column) {
        requireColumn(column);
        return structures == null ? column : structures[column];
    }

    /** The memory of the rows in bytes. */
    public long bytes() {
        return rows.byteSize();
    }

    MemorySegment rows() {
        return rows;
    }

    /** Whether a rule accepts the structure of a column. */
    public boolean label(int rule, int column) {
        requireRule(rule);
        requireColumn(column);
        return (word(rule, column >> 6) >>> column & 1) != 0;
    }

    private long word(int rule, int word) {
        return rows.get(ValueLayout.JAVA_LONG, offset(rule) + 8L * word);
    }

    private long offset(int rule) {
        return 8L * words * rule;
    }

    /** A rule's labels, as many words as the columns fill. */
    public long[] row(int rule) {
        requireRule(rule);
        return rows.asSlice(offset(rule), 8L * ((columns + 63) / 64)).toArray(ValueLayout.JAVA_LONG);
    }

    /** How many structures a rule accepts. */
    public int ones(int rule) {
        requireRule(rule);
        int ones = 0;
        for (int w = 0; w < words; w++) {
            ones += Long.bitCount(word(rule, w));
        }
        return ones;
    }

    /** How many labels of the whole table are 1. */
    public long ones() {
        return IntStream.range(0, ruleCount()).parallel().mapToLong(this::ones).sum();
    }

    /** A rule's share of accepted structures. */
    public double share(int rule) {
        return (double) ones(rule) / columns;
    }

    /** In how many columns two rules differ. */
    public int distance(int rule, int other) {
        requireRule(rule);
        requireRule(other);
        int distance = 0;
        for (int w = 0; w < words; w++) {
            distance += Long.bitCount(word(rule, w) ^ word(other, w));
        }
        return distance;
    }

    /** In how many columns each rule differs from these labels, by id. */
    public int[] distances(long[] labels) {
        requireLabels(labels);
        int[] distances = new int[ruleCount()];
        for (int rule = 0; rule < distances.length; rule++) {
            long offset = offset(rule);
            int distance = 0;
            for (int w = 0; w < labels.length; w++) {
                distance += Long.bitCount(rows.get(ValueLayout.JAVA_LONG, offset + 8L * w) ^ labels[w]);
            }
            distances[rule] = distance;
        }
        return distances;
    }

    private void requireLabels(long[] labels) {
        int used = (columns + 63) / 64;
        if (labels.length != used || (columns % 64 != 0 && labels[used - 1] >>> columns != 0)) {
            throw new IllegalArgumentException("Labels of " + columns + " columns are " + used
                    + " longs, and the bits after the last column are 0; got " + labels.length + " longs.");
        }
    }

    /** The rules whose labels differ least from these. */
    public Nearest nearest(long[] labels) {
        int[] distances = distances(labels);
        int least = Arrays.stream(distances).min().orElseThrow();
        return new Nearest(least, IntStream.range(0, distances.length).filter(r -> distances[r] == least).toArray());
    }

    /** The rules whose labels differ least from these, one for each column. */
    public Nearest nearest(boolean... labels) {
        return nearest(pack(labels));
    }

    /** The rules that have exactly these labels, ascending. */
    public int[] consistent(long[] labels) {
        int[] distances = distances(labels);
        return IntStream.range(0, distances.length).filter(r -> distances[r] == 0).toArray();
    }

    /** For each column how many of these rules accept its structure; a rule that comes twice counts twice. */
    public int[] accepting(int... rules) {
        for (int rule : rules) {
            requireRule(rule);
        }
        return ColumnCounts.of(rows, words, columns, rules);
    }

    /** Labels as a set of bits. */
    public static long[] pack(boolean... labels) {
        long[] packed = new long[(labels.length + 63) / 64];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i]) {
                packed[i >> 6] |= 1L << i;
            }
        }
        return packed;
    }

    /**
     * Which rules mean the same: have the same row in this table. Over a sample it only says which rules the sample cannot tell
     * apart.
     */
    public synchronized EquivalenceClasses classes() {
        if (classes == null) {
            classes = findClasses();
        }
        return classes;
    }

    /** The same as {@link #classes}, found anew. */
    public EquivalenceClasses findClasses() {
        return EquivalenceClasses.of(this);
    }

    private void requireRule(int rule) {
        if (rule < 0 || rule >= ruleCount()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "There is no rule %,d: the ids go from 0 to %,d.", rule,
                            ruleCount() - 1));
        }
    }

    private void requireColumn(int column) {
        if (column < 0 || column >= columns) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "There is no column %,d: they go from 0 to %,d.", column, columns - 1));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "RuleTable[%,d rules by %,d structures, %.1f MB]", ruleCount(), columns,
                bytes() / 1e6);
    }
}
