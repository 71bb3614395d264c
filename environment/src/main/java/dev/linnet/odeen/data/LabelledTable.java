package dev.linnet.odeen.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;
import dev.linnet.odeen.CellByCell;
import dev.linnet.odeen.Rule;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.picture.Pictures;

/**
 * A table of observations: structures with their labels, in the order in which they were seen. A structure may come more than once;
 * if it does with both labels the table contradicts itself, which is legal (a noisy experiment) unless a player says otherwise.
 */
public final class LabelledTable implements Displayable {
    private final Universe universe;
    private final int[] structures;
    private final boolean[] labels;

    private LabelledTable(Universe universe, int[] structures, boolean[] labels) {
        this.universe = universe;
        this.structures = structures;
        this.labels = labels;
    }

    /** The table of nothing. */
    public static LabelledTable empty(Universe universe) {
        return new LabelledTable(Objects.requireNonNull(universe, "universe"), new int[0], new boolean[0]);
    }

    /**
     * The table of these structures, given by their ids, with these labels.
     *
     * @throws IllegalArgumentException if there are not as many labels as structures, or an id is none
     */
    public static LabelledTable of(Universe universe, int[] structures, boolean[] labels) {
        if (structures.length != labels.length) {
            throw new IllegalArgumentException("A table has a label for each structure, but got " + structures.length
                    + " structures and " + labels.length + " labels.");
        }
        for (int structure : structures) {
            universe.structure(structure);
        }
        return new LabelledTable(universe, structures.clone(), labels.clone());
    }

    /** These structures, given by their ids, labelled by a rule. */
    public static LabelledTable of(Universe universe, Rule rule, int... structures) {
        boolean[] labels = new boolean[structures.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = CellByCell.accepts(rule, universe.pieces(structures[i]));
        }
        return new LabelledTable(universe, structures.clone(), labels);
    }

    public Universe universe() {
        return universe;
    }

    /** How many observations there are. */
    public int size() {
        return structures.length;
    }

    public boolean isEmpty() {
        return structures.length == 0;
    }

    /** The id of an observation's structure. */
    public int structure(int index) {
        return structures[index];
    }

    /** The text of an observation's structure. */
    public String text(int index) {
        return universe.structure(structures[index]);
    }

    /** An observation's label. */
    public boolean label(int index) {
        return labels[index];
    }

    /** The ids of all structures. */
    public int[] structures() {
        return structures.clone();
    }

    /** All labels. */
    public boolean[] labels() {
        return labels.clone();
    }

    /** All labels as a set of bits, as {@link RuleTable} writes them. */
    public long[] packedLabels() {
        return RuleTable.pack(labels);
    }

    /** Whether a structure is among the observations. */
    public boolean contains(int structure) {
        return Arrays.stream(structures).anyMatch(seen -> seen == structure);
    }

    /** This table with one observation more. */
    public LabelledTable with(int structure, boolean label) {
        universe.structure(structure);
        int[] more = Arrays.copyOf(structures, structures.length + 1);
        boolean[] moreLabels = Arrays.copyOf(labels, labels.length + 1);
        more[structures.length] = structure;
        moreLabels[labels.length] = label;
        return new LabelledTable(universe, more, moreLabels);
    }

    /** The first observations of this table, at most so many. */
    public LabelledTable first(int count) {
        int kept = Math.clamp(count, 0, structures.length);
        return new LabelledTable(universe, Arrays.copyOf(structures, kept), Arrays.copyOf(labels, kept));
    }

    /** The ids of the structures that have both labels, ascending; empty for a table that does not contradict itself. */
    public List<Integer> contradictions() {
        Map<Integer, Boolean> seen = new HashMap<>();
        var both = new TreeSet<Integer>();
        for (int i = 0; i < structures.length; i++) {
            Boolean before = seen.put(structures[i], labels[i]);
            if (before != null && before != labels[i]) {
                both.add(structures[i]);
            }
        }
        return List.copyOf(both);
    }

    /** How many labels a rule gives otherwise: its Hamming distance to this table. */
    public int disagreements(Rule rule) {
        int count = 0;
        for (int i = 0; i < structures.length; i++) {
            if (CellByCell.accepts(rule, universe.pieces(structures[i])) != labels[i]) {
                count++;
            }
        }
        return count;
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.HTML, Pictures.table(universe, structures, labels), toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelledTable table && universe.equals(table.universe)
                && Arrays.equals(structures, table.structures) && Arrays.equals(labels, table.labels);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(structures) + Arrays.hashCode(labels);
    }

    /** One observation a line: the structure, a space, and 1 or 0. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < structures.length; i++) {
            text.append(i == 0 ? "" : "\n").append(text(i)).append(labels[i] ? " 1" : " 0");
        }
        return text.isEmpty() ? "an empty table" : text.toString();
    }
}
