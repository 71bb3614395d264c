package dev.linnet.odeen;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Which rules mean the same. Two rules are equivalent if they label every structure of a {@link RuleTable} alike; classes are numbered
 * by their smallest rule id. Scores and splits are about classes, never about wordings: of Odeen's 24,794 rules 11,618 differ in
 * meaning.
 */
public final class EquivalenceClasses {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final int BLOCK = 512;

    private final RuleGrammar grammar;
    private final int[] classOf;
    private final int[][] members;
    private final int[] ones;
    private final int[] canonical;
    private final int columns;

    private EquivalenceClasses(RuleTable table, int[] classOf, int[][] members) {
        this.grammar = table.universe().grammar();
        this.classOf = classOf;
        this.members = members;
        this.columns = table.columns();
        ones = new int[members.length];
        canonical = new int[members.length];
        for (int c = 0; c < members.length; c++) {
            ones[c] = table.ones(members[c][0]);
            canonical[c] = members[c][0];
            for (int rule : members[c]) {
                if (tokens(rule) < tokens(canonical[c])) {
                    canonical[c] = rule;
                }
            }
        }
    }

    /** How many tokens a rule has. */
    public int tokens(int rule) {
        return RuleGrammar.tokens(grammar.rule(rule));
    }

    static EquivalenceClasses of(RuleTable table) {
        int rules = table.ruleCount();
        MemorySegment rows = table.rows();
        long bytes = rows.byteSize() / rules;
        long[] hashes = new long[rules];
        Shares.run(Runtime.getRuntime().availableProcessors(), (rules + BLOCK - 1) / BLOCK, block -> {
            for (int r = block * BLOCK; r < Math.min(rules, (block + 1) * BLOCK); r++) {
                hashes[r] = hash(rows, r * bytes, bytes);
            }
        });
        int[] classOf = new int[rules];
        var found = new ArrayList<List<Integer>>();
        Map<Long, List<Integer>> byHash = HashMap.newHashMap(rules);
        for (int rule = 0; rule < rules; rule++) {
            var candidates = byHash.computeIfAbsent(hashes[rule], _ -> new ArrayList<>(1));
            int same = -1;
            for (int c : candidates) {
                long first = found.get(c).getFirst() * bytes;
                if (MemorySegment.mismatch(rows, first, first + bytes, rows, rule * bytes, (rule + 1) * bytes) < 0) {
                    same = c;
                    break;
                }
            }
            if (same < 0) {
                same = found.size();
                found.add(new ArrayList<>());
                candidates.add(same);
            }
            found.get(same).add(rule);
            classOf[rule] = same;
        }
        int[][] members = found.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        return new EquivalenceClasses(table, classOf, members);
    }

    /** Rows of one hash are compared word by word afterwards; it only has to be quick and rarely equal. */
    private static long hash(MemorySegment rows, long from, long bytes) {
        LongVector state = LongVector.zero(SPECIES);
        for (long at = from; at < from + bytes; at += 8L * SPECIES.length()) {
            state = state.lanewise(VectorOperators.ROL, 29)
                    .lanewise(VectorOperators.XOR,
                            LongVector.fromMemorySegment(SPECIES, rows, at, ByteOrder.nativeOrder()))
                    .mul(0x9e3779b97f4a7c15L);
        }
        long hash = 0;
        for (int lane = 0; lane < SPECIES.length(); lane++) {
            hash = Long.rotateLeft(hash ^ state.lane(lane), 23) * 0xbf58476d1ce4e5b9L;
        }
        return hash;
    }

    /** Of whose rules they are. */
    public Universe universe() {
        return grammar.universe();
    }

    /** How many classes there are. */
    public int count() {
        return members.length;
    }

    /** The class of a rule. */
    public int classOf(int rule) {
        if (rule < 0 || rule >= classOf.length) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "There is no rule %,d: the ids go from 0 to %,d.", rule, classOf.length - 1));
        }
        return classOf[rule];
    }

    /** Whether two rules mean the same. */
    public boolean equivalent(int rule, int other) {
        return classOf(rule) == classOf(other);
    }

    /** The ids of a class's rules, ascending. */
    public int[] members(int equivalenceClass) {
        requireClass(equivalenceClass);
        return members[equivalenceClass].clone();
    }

    /** How many rules a class has. */
    public int size(int equivalenceClass) {
        requireClass(equivalenceClass);
        return members[equivalenceClass].length;
    }

    /** The id of a class's canonical rule: of those with the fewest tokens the first in ASCII order. */
    public int canonical(int equivalenceClass) {
        requireClass(equivalenceClass);
        return canonical[equivalenceClass];
    }

    /** The shortest rule that means the same, as {@link #canonical} chooses it. */
    public Rule simplest(Rule rule) {
        return grammar.rule(canonical[classOf[grammar.id(rule)]]);
    }

    /** How many structures a class accepts. */
    public int ones(int equivalenceClass) {
        requireClass(equivalenceClass);
        return ones[equivalenceClass];
    }

    /** A class's share of accepted structures. */
    public double share(int equivalenceClass) {
        return (double) ones(equivalenceClass) / columns;
    }

    /** Whether a class accepts nothing or everything. */
    public boolean isConstant(int equivalenceClass) {
        return ones(equivalenceClass) == 0 || ones(equivalenceClass) == columns;
    }

    /** The class that accepts nothing; -1 where there is none. */
    public int alwaysFalse() {
        return withOnes(0);
    }

    /** The class that accepts everything; -1 where there is none. */
    public int alwaysTrue() {
        return withOnes(columns);
    }

    private int withOnes(int count) {
        for (int c = 0; c < ones.length; c++) {
            if (ones[c] == count) {
                return c;
            }
        }
        return -1;
    }

    private void requireClass(int c) {
        if (c < 0 || c >= members.length) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "There is no class %,d: they go from 0 to %,d.", c, members.length - 1));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "EquivalenceClasses[%,d of %,d rules]", count(), classOf.length);
    }
}
