package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

class ConstructionTest {
    static Stream<Construction> constructions() {
        return Stream.of(HouseholderConstruction.parity(), new ScalarParity(), HouseholderConstruction.counting(3),
                HouseholderConstruction.counting(5), HouseholderConstruction.counting(60), new TwoReflections(3),
                new TwoReflections(5), new TwoReflections(7), HouseholderConstruction.triangle(),
                HouseholderConstruction.swaps(3), HouseholderConstruction.swaps(5), HouseholderConstruction.cube(),
                HouseholderConstruction.icosahedron(), HouseholderConstruction.polygon(5), new ComplexCounting(3),
                new ComplexCounting(60), HouseholderConstruction.directProduct(HouseholderConstruction.triangle(),
                        HouseholderConstruction.counting(4)));
    }

    @ParameterizedTest
    @MethodSource("constructions")
    void a_construction_is_exact_over_twenty_thousand_letters_in_float_and_in_double(Construction construction) {
        assertEquals(0, construction.mistakes(20_000, 0, Precision.FLOAT));
        assertEquals(0, construction.mistakes(20_000, 0, Precision.DOUBLE));
    }

    @Test
    void the_state_of_the_parity_construction_is_exact_for_a_hundred_thousand_steps() {
        var parity = HouseholderConstruction.parity();
        int[] word = WordProblem.parityEverywhere().word(Seeds.stream(1, Seeds.Purpose.CONSTRUCTION, 0), 100_000);
        assertEquals(0, parity.deviation(word, Precision.FLOAT));
    }

    @Test
    void exchanges_deviate_by_single_rounding_errors_only() {
        int[] word = WordProblem.of(Group.symmetric(5)).word(Seeds.stream(1, Seeds.Purpose.CONSTRUCTION, 1), 20_000);
        assertTrue(HouseholderConstruction.swaps(5).deviation(word, Precision.FLOAT) < 1e-6);
    }

    @ParameterizedTest
    @MethodSource("constructions")
    void every_key_has_unit_length(Construction construction) {
        if (construction instanceof HouseholderConstruction householder) {
            for (double norm : householder.keyNorms()) {
                assertEquals(1, norm, 1e-12);
            }
        }
    }

    @Test
    void a_construction_with_a_wrong_letter_makes_mistakes() {
        var right = HouseholderConstruction.counting(3);
        var wrong = new HouseholderConstruction("wrong", "none", right.group(), 2, right.start(),
                List.of(right.letters().get(0), right.letters().get(2), right.letters().get(2)));
        assertTrue(wrong.mistakes(100, 0, Precision.DOUBLE) > 20);
    }

    @Test
    void a_word_without_letters_tests_nothing_and_is_refused() {
        for (Construction construction : List.of(HouseholderConstruction.parity(), new TwoReflections(3))) {
            assertEquals("A test length of 0; it must be at least 1.",
                    assertThrows(IllegalArgumentException.class, () -> construction.mistakes(0, 0, Precision.FLOAT))
                            .getMessage());
            assertThrows(IllegalArgumentException.class,
                    () -> construction.lettersWithoutMistake(-1, 0, Precision.FLOAT));
        }
    }

    @Test
    void with_strengths_up_to_one_the_change_under_constant_input_dies_and_never_turns_round() {
        for (double beta : new double[] {0.1, 0.3, 0.5, 0.9, 1}) {
            for (int householders = 1; householders <= 2; householders++) {
                assertEquals(0, ConstantInput.delta(householders, beta, 0, 200).reversals());
            }
            ConstantInput one = ConstantInput.delta(1, beta, 0, 20, 60);
            assertEquals(Math.pow(1 - beta, 20), one.changeAt(20), 1e-13);
            assertEquals(Math.pow(1 - beta, 60), one.changeAt(60), 1e-13);
        }
        assertEquals(0, ConstantInput.diagonal(0.9, 0, 200).reversals());
    }

    @Test
    void with_strength_two_the_state_alternates_for_ever() {
        ConstantInput flip = ConstantInput.delta(1, 2, 0, 1000);
        assertEquals(500, flip.reversals());
        assertEquals(1, flip.changeAt(1000), 1e-9);
    }

    @Test
    void sixteen_bits_are_enough_for_parity_and_too_few_for_sixty_angles() {
        assertEquals(20_000, HouseholderConstruction.parity().lettersWithoutMistake(20_000, 0, Precision.BFLOAT16));
        assertEquals(20_000, new ScalarParity().lettersWithoutMistake(20_000, 0, Precision.BFLOAT16));
        var sixty = HouseholderConstruction.counting(60);
        for (int seed = 0; seed < 3; seed++) {
            int coarse = sixty.lettersWithoutMistake(20_000, seed, Precision.BFLOAT16);
            int finer = sixty.lettersWithoutMistake(20_000, seed, Precision.FLOAT16);
            assertTrue(coarse < 5000, "bfloat16: " + coarse);
            assertTrue(coarse < finer, "float16: " + finer);
        }
    }

    @Test
    void a_format_rounds_to_its_nearest_number() {
        assertEquals(1, Precision.BFLOAT16.round(1 + 1 / 256.0));
        assertEquals(1 + 1 / 128.0, Precision.BFLOAT16.round(1 + 1.1 / 256));
        assertEquals(1 + 2 / 128.0, Precision.BFLOAT16.round(1 + 3 / 256.0));
        assertEquals(-0.5, Precision.BFLOAT16.round(-0.5));
        assertEquals(1, Precision.FLOAT16.round(1 + 1 / 2048.0));
        assertEquals((float) 0.1, Precision.FLOAT.round(0.1));
        assertEquals(0.1, Precision.DOUBLE.round(0.1));
    }
}
