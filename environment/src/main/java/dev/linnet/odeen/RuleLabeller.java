package dev.linnet.odeen;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Labels structures by every rule at once, as many structures in one instruction as a vector has bits.
 *
 * <p>For each kind of object and relation it has the set of the structures in which a cell is so (a bit for each structure), and
 * counts cells in levels: after all cells, level k is the set of structures with k such cells or more. A quantity from {@code least}
 * to {@code most} is then level {@code least} without level {@code most + 1}. Rules of two propositions are the union or the
 * intersection of two simple rows.
 */
final class RuleLabeller {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    /** Words that are worked on together; the levels and the cells' sets then stay in the first cache. */
    private static final int CHUNK = 512;

    private final Universe universe;
    private final PositionMasks masks;
    private final int words;
    private final int threads;
    private final MemorySegment rows;
    private final int[] least;
    private final int[] beyond;
    private final int levels;
    private final long[][] simpleRows;

    /**
     * @param words longs of a row, a multiple of eight
     * @param rows  where row {@code id} begins at byte {@code 8 * words * id}
     */
    RuleLabeller(Universe universe, PositionMasks masks, int words, MemorySegment rows, int threads) {
        this.universe = universe;
        this.masks = masks;
        this.words = words;
        this.rows = rows;
        this.threads = threads;
        List<Quantity> quantities = universe.quantities();
        int largest = quantities.stream().mapToInt(Quantity::number).max().orElseThrow();
        levels = largest + 3; // 0 to largest + 1, and one that no structure reaches
        least = quantities.stream().mapToInt(Quantity::least).toArray();
        beyond = quantities.stream().mapToInt(q -> q.most() > largest ? levels - 1 : q.most() + 1).toArray();
        simpleRows = new long[quantities.size() * universe.objects().size()][words];
    }

    void run() {
        RuleGrammar grammar = universe.grammar();
        int objects = universe.objects().size();
        Shares.run(threads, objects, object -> simple(grammar, object));
        int related = universe.relations().size() * objects;
        Shares.run(threads, related + (universe.connectives() ? simpleRows.length : 0), unit -> {
            if (unit < related) {
                relational(grammar, unit / objects, unit % objects);
            } else {
                compound(grammar, unit - related);
            }
        });
    }

    private long offset(int rule) {
        return 8L * words * rule;
    }

    private void simple(RuleGrammar grammar, int object) {
        long[][] count = levels();
        for (int from = 0; from < words; from += CHUNK) {
            int to = Math.min(words, from + CHUNK);
            clear(count, from, to);
            for (long[] cell : masks.of(object)) {
                add(count, cell, masks.valid(), from, to);
            }
            for (int q = 0; q < least.length; q++) {
                without(count[least[q]], count[beyond[q]], simpleRows[grammar.simpleIndex(q, object)], from, to);
            }
        }
        for (int q = 0; q < least.length; q++) {
            MemorySegment.copy(MemorySegment.ofArray(simpleRows[grammar.simpleIndex(q, object)]), 0, rows,
                    offset(grammar.simpleId(q, object)), 8L * words);
        }
    }

    private void relational(RuleGrammar grammar, int relation, int other) {
        int objects = universe.objects().size();
        long[] targets = new long[objects * least.length];
        for (int object = 0; object < objects; object++) {
            for (int q = 0; q < least.length; q++) {
                targets[object * least.length + q] = offset(grammar.relationalId(q, object, relation, other));
            }
        }
        long[][] count = levels();
        long[][] holds = new long[universe.length()][words];
        for (int from = 0; from < words; from += CHUNK) {
            int to = Math.min(words, from + CHUNK);
            related(universe.relations().get(relation), masks.of(other), holds, from, to);
            for (int object = 0; object < objects; object++) {
                clear(count, from, to);
                long[][] cells = masks.of(object);
                for (int i = 0; i < cells.length; i++) {
                    add(count, cells[i], holds[i], from, to);
                }
                for (int q = 0; q < least.length; q++) {
                    without(count[least[q]], count[beyond[q]], targets[object * least.length + q], from, to);
                }
            }
        }
    }

    private void compound(RuleGrammar grammar, int left) {
        for (int right = 0; right < simpleRows.length; right++) {
            join(simpleRows[left], simpleRows[right],
                    offset(grammar.compoundId(left, Connective.AND, right)),
                    offset(grammar.compoundId(left, Connective.OR, right)));
        }
    }

    /** Level 0 holds every structure, the last one none; those between are counted. */
    private long[][] levels() {
        long[][] count = new long[levels][];
        count[0] = masks.valid();
        for (int k = 1; k < levels; k++) {
            count[k] = new long[words];
        }
        return count;
    }

    private static void clear(long[][] count, int from, int to) {
        for (int k = 1; k < count.length - 1; k++) {
            Arrays.fill(count[k], from, to, 0);
        }
    }

    /** Counts the cell where both sets hold. */
    private static void add(long[][] count, long[] cell, long[] holds, int from, int to) {
        for (int k = count.length - 2; k > 1; k--) {
            long[] upper = count[k];
            long[] lower = count[k - 1];
            for (int w = from; w < to; w += SPECIES.length()) {
                LongVector so = LongVector.fromArray(SPECIES, cell, w).and(LongVector.fromArray(SPECIES, holds, w));
                LongVector.fromArray(SPECIES, upper, w)
                        .or(LongVector.fromArray(SPECIES, lower, w).and(so))
                        .intoArray(upper, w);
            }
        }
        long[] first = count[1];
        for (int w = from; w < to; w += SPECIES.length()) {
            LongVector so = LongVector.fromArray(SPECIES, cell, w).and(LongVector.fromArray(SPECIES, holds, w));
            LongVector.fromArray(SPECIES, first, w).or(so).intoArray(first, w);
        }
    }

    private static void without(long[] set, long[] others, long[] target, int from, int to) {
        for (int w = from; w < to; w += SPECIES.length()) {
            difference(set, others, w).intoArray(target, w);
        }
    }

    private void without(long[] set, long[] others, long target, int from, int to) {
        for (int w = from; w < to; w += SPECIES.length()) {
            difference(set, others, w).intoMemorySegment(rows, target + 8L * w, ByteOrder.nativeOrder());
        }
    }

    private static LongVector difference(long[] set, long[] others, int w) {
        return LongVector.fromArray(SPECIES, set, w)
                .lanewise(VectorOperators.AND_NOT, LongVector.fromArray(SPECIES, others, w));
    }

    private void join(long[] left, long[] right, long and, long or) {
        for (int w = 0; w < words; w += SPECIES.length()) {
            LongVector a = LongVector.fromArray(SPECIES, left, w);
            LongVector b = LongVector.fromArray(SPECIES, right, w);
            a.and(b).intoMemorySegment(rows, and + 8L * w, ByteOrder.nativeOrder());
            a.or(b).intoMemorySegment(rows, or + 8L * w, ByteOrder.nativeOrder());
        }
    }

    /** For each cell the structures in which it lies so to the other kind. */
    private static void related(Relation relation, long[][] other, long[][] holds, int from, int to) {
        int length = other.length;
        for (int i = 0; i < length; i++) {
            long[] target = holds[i];
            Arrays.fill(target, from, to, 0);
            switch (relation) {
                case TOUCHING -> {
                    if (i > 0) {
                        unite(target, other[i - 1], from, to);
                    }
                    if (i + 1 < length) {
                        unite(target, other[i + 1], from, to);
                    }
                }
                case SURROUNDED_BY -> {
                    if (i > 0 && i + 1 < length) {
                        unite(target, other[i - 1], from, to);
                        for (int w = from; w < to; w++) {
                            target[w] &= other[i + 1][w];
                        }
                    }
                }
                case AT_THE_RIGHT_OF -> {
                    for (int j = 0; j < i; j++) {
                        unite(target, other[j], from, to);
                    }
                }
                case AT_THE_LEFT_OF -> {
                    for (int j = i + 1; j < length; j++) {
                        unite(target, other[j], from, to);
                    }
                }
            }
        }
    }

    private static void unite(long[] target, long[] set, int from, int to) {
        for (int w = from; w < to; w++) {
            target[w] |= set[w];
        }
    }
}
