package dev.linnet.odeen;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.kernels.KernelFile;

/**
 * Labels structures by every rule on a GPU, the same bits as {@link RuleTable}: 32 structures are a word, and a rule is a program of 64
 * bits that each warp carries out on 32 words at once. {@link CellByCell} says what it computes. Without a GPU it runs on the CPU's
 * engine, which is for checking it; what is quick on a CPU is {@link RuleTable#of(Universe)}.
 */
public final class RuleKernel {
    private static final int BLOCK = 256;
    private static final int WORDS_OF_BLOCK = 32;
    private static final int RULES_OF_BLOCK = 3072;
    private static final int SET_BYTES = 128;
    private static final int SHORT = 6;
    private static final int KIND = 8;
    private static final int PART = 16;
    private static final long AND = 1;
    private static final long OR = 2;
    private static final long TOUCHING = 3;
    private static final long SURROUNDED_BY = 4;
    private static final long AT_THE_RIGHT_OF = 5;
    private static final long AT_THE_LEFT_OF = 6;

    private RuleKernel() {}

    /** The kernels {@code label6} and {@code label7}, for structures of up to six and of seven cells. */
    public static CudaModule module(Target target) {
        return KernelFile.load(RuleKernel.class, "labels", target);
    }

    /**
     * A rule as the kernel reads it, from the lowest bit on: 16 bits for its first part, its place in {@link #parts}; 16 for its second
     * part, or after a relation for the other kind, its place in {@link Universe#objects()}; and how they are joined: 0 for nothing, 1
     * for {@code and}, 2 for {@code or}, 3 to 6 for the relations in their order.
     */
    public static long program(Universe universe, Rule rule) {
        return switch (rule) {
            case Rule.Simple simple -> place(universe, simple);
            case Rule.Relational(var quantity, var object, var relation, var other) -> joined(
                    place(universe, new Rule.Simple(quantity, object)), relation(relation),
                    universe.objects().indexOf(other));
            case Rule.Compound(var left, var connective, var right) -> joined(place(universe, left),
                    connective == Connective.AND ? AND : OR, place(universe, right));
        };
    }

    private static long place(Universe universe, Rule.Simple simple) {
        return universe.grammar()
                .simpleIndex(universe.quantities().indexOf(simple.quantity()),
                        universe.objects().indexOf(simple.object()));
    }

    private static long relation(Relation relation) {
        return switch (relation) {
            case TOUCHING -> TOUCHING;
            case SURROUNDED_BY -> SURROUNDED_BY;
            case AT_THE_RIGHT_OF -> AT_THE_RIGHT_OF;
            case AT_THE_LEFT_OF -> AT_THE_LEFT_OF;
        };
    }

    private static long joined(long first, long join, long second) {
        return first | (second << PART) | (join << (2 * PART));
    }

    /**
     * What rules are made of: each quantity of each kind of object, 16 bits: the counts that it accepts (bit n for n cells), and from
     * bit 8 on the kind's place in {@link Universe#objects()}.
     */
    public static short[] parts(Universe universe) {
        int objects = universe.objects().size();
        var parts = new short[universe.quantities().size() * objects];
        for (int part = 0; part < parts.length; part++) {
            Quantity quantity = universe.quantities().get(part / objects);
            int accepted = 0;
            for (int count = 0; count <= Universe.MAX_LENGTH; count++) {
                if (quantity.holds(count)) {
                    accepted |= 1 << count;
                }
            }
            parts[part] = (short) (accepted | ((part % objects) << KIND));
        }
        return parts;
    }

    /** The programs of all rules, by id. */
    public static long[] programs(Universe universe) {
        return universe.grammar().rules().stream().mapToLong(rule -> program(universe, rule)).toArray();
    }

    /** How many longs a row of so many columns has: a multiple of eight, of which the unused bits are 0. */
    public static int wordsOfRow(int columns) {
        return RuleTable.words(columns);
    }

    /**
     * Labels all structures of a universe, in the order of ids.
     *
     * @param target where it runs
     * @param rows   {@code [ruleCount][wordsOfRow]} longs, written: a {@code Buffer.i32} of twice as many numbers, which stays on the
     *               GPU, or memory outside the heap
     * @return what the launch took, without copies
     * @throws IllegalArgumentException where the rows have another size
     * @throws IllegalStateException    where a GPU is demanded and there is none
     */
    public static LaunchReport label(Target target, Universe universe, Object rows) {
        return launch(target, universe, null, universe.structureCount(), rows);
    }

    /** The same over these structures, given by their ids. */
    public static LaunchReport label(Target target, Universe universe, int[] structures, Object rows) {
        for (int structure : structures) {
            universe.requireStructure(structure);
        }
        return launch(target, universe, structures, structures.length, rows);
    }

    static LaunchReport launch(Target target, Universe universe, int[] structures, int columns, Object rows) {
        if (columns == 0) {
            throw new IllegalArgumentException("There are no structures to be labelled.");
        }
        int words = 2 * wordsOfRow(columns);
        int rules = universe.ruleCount();
        requireSize(rows, (long) rules * words);
        int kinds = universe.objects().size();
        if (kinds > 1 << KIND) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "The kernel labels by at most %d kinds of objects, and this universe has %d.", 1 << KIND, kinds));
        }
        boolean small = universe.length() <= SHORT;
        int pieces = universe.pieces().size();
        int cells = small ? SHORT : Universe.MAX_LENGTH;
        short[] parts = parts(universe);
        int sets = kinds * cells + 1 + Math.max(pieces * cells, parts.length);
        var shape = LaunchShape
                .of(Dim3.of(blocks(words, WORDS_OF_BLOCK), blocks(rules, RULES_OF_BLOCK)), Dim3.of(BLOCK))
                .shared(sets * SET_BYTES);
        return module(target).kernel(small ? "label6" : "label7")
                .launch(shape, structures == null ? new int[1] : structures, structures == null ? 0 : 1, columns,
                        universe.length(), pieces, kinds(universe), kinds, parts, parts.length, programs(universe),
                        rules, RULES_OF_BLOCK, rows, words);
    }

    private static int blocks(int all, int each) {
        return (all + each - 1) / each;
    }

    /** For each kind the pieces that are of it, as a set of bits. */
    private static byte[] kinds(Universe universe) {
        List<ObjectKind> objects = universe.objects();
        byte[] kinds = new byte[objects.size()];
        for (int k = 0; k < kinds.length; k++) {
            for (int p = 0; p < universe.pieces().size(); p++) {
                if (objects.get(k).includes(universe.pieces().get(p))) {
                    kinds[k] |= (byte) (1 << p);
                }
            }
        }
        return kinds;
    }

    private static void requireSize(Object rows, long ints) {
        long bytes = switch (rows) {
            case Buffer buffer -> buffer.bytes();
            case MemorySegment memory -> memory.byteSize();
            default -> throw new IllegalArgumentException("rows: a Buffer.i32 or a MemorySegment is needed, got "
                    + rows.getClass().getSimpleName());
        };
        if (bytes != ints * Integer.BYTES) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "rows has %,d bytes; rules * longs of a row * 8 = %,d are needed", bytes, ints * Integer.BYTES));
        }
    }
}
