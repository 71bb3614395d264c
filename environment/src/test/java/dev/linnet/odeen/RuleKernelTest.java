package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Machines;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.compare.BothWays;
import dev.linnet.cuda.kernels.KernelFile;

class RuleKernelTest {
    private static final Universe ODEEN = Universe.standard();
    private static final Universe MINI = Universe.mini();

    /** The rows that the kernel writes into memory that was not 0, as longs. */
    private static long[] labels(Universe universe, int... structures) {
        int columns = structures.length == 0 ? universe.structureCount() : structures.length;
        int ints = 2 * RuleKernel.wordsOfRow(columns) * universe.ruleCount();
        int[] dirt = new SplittableRandom(1).ints(ints).toArray();
        try (var rows = Buffer.of(dirt)) {
            if (structures.length == 0) {
                RuleKernel.label(Target.AUTO, universe, rows);
            } else {
                RuleKernel.label(Target.AUTO, universe, structures, rows);
            }
            int[] written = rows.toInts();
            long[] longs = new long[ints / 2];
            for (int i = 0; i < longs.length; i++) {
                longs[i] = Integer.toUnsignedLong(written[2 * i]) | ((long) written[2 * i + 1] << 32);
            }
            return longs;
        }
    }

    private static void assertLabelled(RuleTable table, long[] labels) {
        int words = RuleKernel.wordsOfRow(table.columns());
        for (int rule = 0; rule < table.ruleCount(); rule++) {
            long[] row = new long[words];
            System.arraycopy(table.row(rule), 0, row, 0, (table.columns() + 63) / 64);
            long[] got = new long[words];
            System.arraycopy(labels, rule * words, got, 0, words);
            assertArrayEquals(row, got, table.universe().grammar().text(rule));
        }
    }

    @Test
    void the_kernel_labels_mini_odeen_as_the_table_does() {
        assertLabelled(Worlds.mini(), labels(MINI));
    }

    @Test
    void the_kernel_labels_worlds_of_every_length_as_the_table_does() {
        for (Universe universe : List.of(MINI.withLength(1), MINI.withLength(2).withConnectives(true),
                MINI.withLength(3).withQuantities(Quantity.upTo(3)).withObjects(ObjectKind.standard()),
                ODEEN.withLength(2).withConnectives(false),
                MINI.withLength(5).withPieces(".Ab").withRelations(List.of(Relation.values())),
                MINI.withLength(7)
                        .withPieces(".Ab")
                        .withQuantities(Quantity.upTo(7))
                        .withObjects(ObjectKind.standard().subList(0, 3))
                        .withRelations(List.of(Relation.values())))) {
            assertLabelled(RuleTable.of(universe, 1), labels(universe));
        }
    }

    @Test
    void the_kernel_labels_random_structures_by_all_rules_of_odeen_as_the_table_does() {
        var random = new SplittableRandom(5);
        for (int size : new int[] {1, 513}) {
            int[] sample = random.ints(size, 0, ODEEN.structureCount()).toArray();
            assertLabelled(RuleTable.on(ODEEN, sample), labels(ODEEN, sample));
        }
    }

    @Test
    void byte_code_of_the_kernels_is_the_interpreter_bit_for_bit() {
        var module = KernelFile.load(RuleKernel.class, "labels", Target.CPU);
        var seven = MINI.withLength(7)
                .withPieces(".Ab")
                .withObjects(ObjectKind.standard().subList(0, 3))
                .withRelations(List.of(Relation.values()));
        var compared = BothWays.of(module);
        try (compared) {
            for (var universe : List.of(MINI, seven)) {
                int words = 2 * RuleKernel.wordsOfRow(universe.structureCount());
                try (var rows = Buffer.i32((long) words * universe.ruleCount())) {
                    RuleKernel.label(Target.CPU, universe, rows);
                }
            }
        }
        assertEquals(List.of("label6", "label7"), compared.launches().stream().map(BothWays.Compared::kernel).toList());
        assertEquals(2, module.kernels().size(), "every kernel of the file");
        for (var launch : compared.launches()) {
            assertEquals("", launch.interpreted());
            assertTrue(launch.byteCodeShare() > 0.5, launch::toString);
        }
    }

    @Test
    void a_program_says_which_parts_a_rule_has_and_a_part_which_counts_of_which_kind_it_accepts() {
        int red = ODEEN.objects().indexOf(ObjectKind.of("red"));
        int block = ODEEN.objects().indexOf(ObjectKind.of("block"));
        short[] parts = RuleKernel.parts(ODEEN);
        long atLeast = program("at_least 2 red");
        assertEquals(0b1111_1100 + 256 * red, parts[(int) atLeast]);
        long atMost = program("at_most 1 red");
        assertEquals(0b11 + 256 * red, parts[(int) atMost]);
        long zero = program("zero block");
        assertEquals(0b1 + 256 * block, parts[(int) zero]);
        assertEquals(atMost + zero * 65_536L + (2L << 32), program("at_most 1 red or zero block"));
        assertEquals(zero + red * 65_536L + (4L << 32), program("zero block surrounded_by red"));
        assertEquals(ODEEN.ruleCount(), RuleKernel.programs(ODEEN).length);
    }

    private static long program(String rule) {
        return RuleKernel.program(ODEEN, ODEEN.grammar().parse(rule));
    }

    @Test
    void memory_of_another_size_is_refused_with_both_sizes() {
        try (var rows = Buffer.i32(12)) {
            var refused = assertThrows(IllegalArgumentException.class,
                    () -> RuleKernel.label(Target.AUTO, MINI, rows));
            assertEquals("rows has 48 bytes; rules * longs of a row * 8 = 179,200 are needed", refused.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> RuleKernel.label(Target.AUTO, MINI, new int[3]));
        try (var rows = Buffer.i32(16L * MINI.ruleCount())) {
            var refused = assertThrows(IllegalArgumentException.class,
                    () -> RuleKernel.label(Target.AUTO, MINI, new int[] {3, 625}, rows));
            assertEquals("There is no structure 625: the ids go from 0 to 624.", refused.getMessage());
        }
    }

    @Test
    void a_table_is_made_where_one_says() {
        RuleTable table = RuleTable.of(MINI, Target.AUTO);
        for (int rule = 0; rule < table.ruleCount(); rule++) {
            assertArrayEquals(Worlds.mini().row(rule), table.row(rule));
        }
        assertEquals(Worlds.mini().ones(), RuleTable.of(MINI, Target.CPU).ones());
    }

    @Test
    void a_demanded_gpu_that_is_not_there_is_missed_in_a_sentence() {
        assumeTrue(Machines.title().equals("CPU"));
        var refused = assertThrows(IllegalStateException.class, () -> RuleTable.of(MINI, Target.GPU));
        assertTrue(refused.getMessage().startsWith("A GPU is demanded, and there is none to be used"));
    }
}
