package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.MixerConfig;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GroupTest {
    @Test
    void groups_have_their_orders() {
        assertEquals(60, Group.cyclic(60).order());
        assertEquals(120, Group.symmetric(5).order());
        assertEquals(60, Group.alternating(5).order());
        assertEquals(12, Group.alternating(4).order());
        assertEquals(11, Group.symmetric(5).swaps().length);
    }

    @Test
    void the_composition_order_is_newest_last_unless_asked_otherwise() {
        Group s3 = Group.symmetric(3);
        int[] word = {s3.element(1, 2, 0), s3.element(0, 2, 1)};
        int[] newestLast = WordProblem.of(s3).prefixProducts(word);
        assertArrayEquals(new int[] {2, 1, 0}, s3.permutation(newestLast[1]));
        int[] newestFirst = new WordProblem(s3, new int[] {0, 1, 2, 3, 4, 5}, false).prefixProducts(word);
        assertArrayEquals(new int[] {1, 0, 2}, s3.permutation(newestFirst[1]));
    }

    @Test
    void every_element_times_its_inverse_is_the_identity() {
        Group a5 = Group.alternating(5);
        for (int a = 0; a < a5.order(); a++) {
            assertEquals(a5.identity(), a5.product(a, a5.inverse(a)));
        }
    }

    @Test
    void a_table_that_is_no_group_is_refused_with_the_axiom_and_the_elements() {
        assertTrue(refusal(new int[][] {{0, 1}, {1, 2}}).contains("Not closed: 1 * 1 = 2"));
        assertTrue(refusal(new int[][] {{1, 1}, {0, 0}}).contains("No identity"));
        assertTrue(refusal(new int[][] {{0, 1}, {1, 1}}).contains("No inverse: no element b has 1 * b = b * 1 = 0"));
        assertTrue(refusal(new int[][] {{0, 1, 2}, {1, 0, 0}, {2, 0, 0}}).contains("Not associative: (1 * 1) * 2 = 2"));
        assertTrue(refusal(new int[][] {{0, 1}, {1}}).contains("Row 1"));
        assertTrue(refusal(new int[][] {{0, 1}, null}).startsWith("Row 1 of the table is null;"));
    }

    @Test
    void light_s_test_finds_what_a_look_at_all_triples_finds() {
        var random = new SplittableRandom(4);
        int refused = 0;
        for (int n = 0; n < 300; n++) {
            int[][] table = table(Group.directProduct(Group.symmetric(3), Group.cyclic(2)));
            if (n % 3 != 0) {
                // exchange two entries of a row: identity and inverses mostly survive
                int row = random.nextInt(1, 12);
                int i = random.nextInt(1, 12);
                int j = random.nextInt(1, 12);
                int kept = table[row][i];
                table[row][i] = table[row][j];
                table[row][j] = kept;
            }
            boolean group = true;
            for (int a = 0; a < 12; a++) {
                for (int b = 0; b < 12; b++) {
                    for (int c = 0; c < 12; c++) {
                        group &= table[table[a][b]][c] == table[a][table[b][c]];
                    }
                }
            }
            if (group) {
                assertEquals(12, Group.of("mine", table).order());
            } else {
                String refusal = refusal(table);
                assertTrue(refusal.startsWith("Not associative: (") || refusal.startsWith("No inverse"), refusal);
                refused++;
            }
        }
        assertTrue(refused > 100);
    }

    private static int[][] table(Group group) {
        int[][] table = new int[group.order()][group.order()];
        for (int a = 0; a < table.length; a++) {
            for (int b = 0; b < table.length; b++) {
                table[a][b] = group.product(a, b);
            }
        }
        return table;
    }

    @Test
    void the_symmetries_of_a_triangle_are_the_permutations_of_its_corners() {
        Group d3 = Group.dihedral(3);
        Group s3 = Group.symmetric(3);
        int[] images = {s3.element(0, 1, 2), s3.element(1, 2, 0), s3.element(2, 0, 1), s3.element(0, 2, 1),
                s3.element(1, 0, 2), s3.element(2, 1, 0)};
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b < 6; b++) {
                assertEquals(images[d3.product(a, b)], s3.product(images[a], images[b]));
            }
        }
        assertEquals(10, Group.dihedral(5).order());
        assertFalse(Group.dihedral(5).isAbelian());
        assertThrows(IllegalArgumentException.class, () -> Group.dihedral(2));
    }

    @Test
    void a_direct_product_multiplies_part_by_part() {
        Group group = Group.directProduct(Group.alternating(5), Group.cyclic(9));
        assertEquals("A5 x Z9", group.name());
        assertEquals(540, group.order());
        assertEquals(group.product(7 * 9 + 5, 11 * 9 + 8), Group.alternating(5).product(7, 11) * 9 + (5 + 8) % 9);
        assertTrue(Group.directProduct(Group.cyclic(2), Group.cyclic(2)).isAbelian());
        assertThrows(IllegalArgumentException.class,
                () -> Group.directProduct(Group.symmetric(5), Group.symmetric(5)));
    }

    @Test
    void letters_can_be_restricted_by_the_points_they_move() {
        assertEquals(1, Group.symmetric(5).moving(0).length);
        assertEquals(1 + 10 + 20, Group.symmetric(5).moving(3).length);
        assertEquals(120, Group.symmetric(5).moving(5).length);
        assertEquals(31, WordProblem.moving(5, 3).letters().length);
        assertThrows(IllegalArgumentException.class, () -> Group.symmetric(5).moving(-1));
    }

    @Test
    void with_four_tokens_a_letter_the_last_one_carries_the_product() {
        WordProblem problem = WordProblem.swaps(5).withTokensPerLetter(4);
        assertEquals("S5, 11 letters, 4 tokens a letter", problem.name());
        assertEquals(13, problem.vocabulary());
        LabelledSequence four = problem.example(new SplittableRandom(2), 20);
        LabelledSequence one = WordProblem.swaps(5).example(new SplittableRandom(2), 20);
        assertEquals(81, four.length());
        for (int t = 1; t <= 20; t++) {
            assertEquals(one.tokens()[t], four.tokens()[4 * t - 3]);
            assertEquals(one.labels()[t], four.labels()[4 * t]);
            for (int filler = 4 * t - 2; filler <= 4 * t; filler++) {
                assertEquals(12, four.tokens()[filler]);
                assertEquals(LabelledSequence.IGNORED, four.labels()[filler - 1]);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> problem.withTokensPerLetter(0));
    }

    private static String refusal(int[][] table) {
        return assertThrows(IllegalArgumentException.class, () -> Group.of("mine", table)).getMessage();
    }

    @Test
    void counting_modulo_less_than_two_is_refused_with_the_number() {
        for (int m : new int[] {1, 0, -3}) {
            List<Executable> counters = List.of(() -> Group.cyclic(m), () -> WordProblem.counting(m),
                    () -> new TwoReflections(m), () -> new ComplexCounting(m),
                    () -> HouseholderConstruction.counting(m),
                    () -> Experiment.counting(m, new MixerConfig.Elman()));
            for (Executable counter : counters) {
                assertEquals("Counting modulo " + m + ": m must be at least 2.",
                        assertThrows(IllegalArgumentException.class, counter).getMessage());
            }
            List<Executable> arithmetics = List.of(() -> new ModularArithmetic(m, true),
                    () -> new RunningArithmetic(m, true), () -> new BracketedArithmetic(m, true));
            for (Executable arithmetic : arithmetics) {
                assertEquals("Arithmetic modulo " + m + ": give a modulus from 2 to 1000.",
                        assertThrows(IllegalArgumentException.class, arithmetic).getMessage());
            }
        }
    }

    @Test
    void a_word_begins_with_an_unlabelled_bos_and_labels_every_letter_with_the_product() {
        WordProblem counting = WordProblem.counting(3);
        LabelledSequence example = counting.example(new SplittableRandom(1), 20);
        assertEquals(21, example.length());
        assertEquals(3, example.tokens()[0]);
        assertEquals(LabelledSequence.IGNORED, example.labels()[0]);
        int sum = 0;
        for (int t = 1; t <= 20; t++) {
            sum += example.tokens()[t];
            assertEquals(sum % 3, example.labels()[t]);
        }
    }
}
