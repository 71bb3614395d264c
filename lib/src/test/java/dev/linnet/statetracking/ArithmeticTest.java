package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.LabelledSequence;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private static final BigInteger FIVE = BigInteger.valueOf(5);

    @Test
    void the_papers_example_has_the_value_two() {
        assertEquals(2, new ModularArithmetic().value(new int[] {7, 3, 8, 2, 9}));
    }

    @Test
    void an_example_without_brackets_has_the_papers_layout() {
        LabelledSequence example = new ModularArithmetic().example(new SplittableRandom(2), 12);
        assertEquals(11, example.length());
        assertEquals(ModularArithmetic.EQUALS, example.tokens()[9]);
        assertEquals(0, example.tokens()[10]);
        int[] labels = example.labels().clone();
        assertTrue(labels[9] >= 5 && labels[9] <= 9);
        labels[9] = LabelledSequence.IGNORED;
        assertArrayEquals(IntStream.generate(() -> LabelledSequence.IGNORED).limit(11).toArray(), labels);
    }

    @Test
    void the_papers_sizes_are_uniform_over_the_odd_ones() {
        int[] training = lengths(ModularArithmetic.TRAINING, 19_000);
        int[] test = lengths(ModularArithmetic.TEST, 109_000);
        for (int size = 3; size <= 39; size += 2) {
            assertEquals(1000, training[size], 5 * Math.sqrt(1000));
        }
        for (int size = 39; size <= 255; size += 2) {
            assertEquals(1000, test[size], 5 * Math.sqrt(1000));
        }
    }

    private static int[] lengths(Sizes sizes, int count) {
        int[] lengths = new int[300];
        new Examples(new ModularArithmetic(), sizes, 0, Seeds.Purpose.TRAINING).stream()
                .limit(count)
                .forEach(example -> lengths[example.length()]++);
        return lengths;
    }

    @Test
    void the_evaluator_agrees_with_exact_integers_on_a_thousand_expressions_without_brackets() {
        for (int i = 0; i < 1000; i++) {
            SplittableRandom random = Seeds.stream(3, Seeds.Purpose.TEST, i);
            int[] tokens = new ModularArithmetic().example(random, random.nextInt(3, 60)).tokens();
            int[] expression = Arrays.copyOf(tokens, tokens.length - 2);
            assertEquals(new Calculator(text(expression)).value(),
                    new ModularArithmetic().value(expression));
        }
    }

    private static String text(int[] expression) {
        var text = new StringBuilder();
        for (int token : expression) {
            text.append(token >= ModularArithmetic.DIGIT
                    ? Integer.toString(token - ModularArithmetic.DIGIT)
                    : String.valueOf(" +-*".charAt(token)));
        }
        return text.toString();
    }

    @Test
    void running_labels_are_the_values_of_the_prefixes() {
        var running = new RunningArithmetic(7, true);
        LabelledSequence example = running.example(new SplittableRandom(5), 40);
        for (int t = 0; t < 40; t++) {
            assertEquals(t % 2 == 0
                    ? new ModularArithmetic(7, true).value(Arrays.copyOf(example.tokens(), t + 1))
                    : LabelledSequence.IGNORED, example.labels()[t]);
        }
        assertEquals(20, running.labelsUpTo(39));
        assertEquals(20, running.labelsUpTo(40));
        assertTrue(IntStream.of(new RunningArithmetic(7, false).example(new SplittableRandom(5), 400).tokens())
                .noneMatch(token -> token == ModularArithmetic.TIMES));
    }

    @Test
    void an_example_with_brackets_has_the_papers_tokens_and_layout() {
        var task = new BracketedArithmetic();
        assertEquals(12, task.vocabulary());
        assertArrayEquals(new int[] {5, 6, 7, 8, 9, 10}, "+-*()=".chars().map(c -> task.symbol((char) c)).toArray());
        for (int size = 1; size <= 60; size++) {
            LabelledSequence example = task.example(new SplittableRandom(size), size);
            int n = Math.max(size, 5) - 3;
            assertEquals(n + 2, example.length());
            assertEquals(10, example.tokens()[n]);
            assertEquals(0, example.tokens()[n + 1]);
            assertEquals(1, IntStream.of(example.labels()).filter(label -> label >= 0).count());
            int[] expression = Arrays.copyOf(example.tokens(), n);
            assertEquals(task.value(expression), example.labels()[n]);
        }
    }

    @Test
    void short_expressions_with_brackets_follow_the_grammar() {
        var task = new BracketedArithmetic(5, false);
        String[] forms = {"-[0-4]", "\\([0-4]\\)", "\\(-[0-4]\\)", "\\([0-4][+-][0-4]\\)",
                "\\((-[0-4][+-][0-4]|[0-4][+-]-[0-4])\\)"};
        for (int n = 2; n <= 6; n++) {
            for (int i = 0; i < 100; i++) {
                int[] tokens = task.example(new SplittableRandom(i), n + 3).tokens();
                String text = task.text(Arrays.copyOf(tokens, n));
                assertTrue(text.matches(forms[n - 2]), text);
            }
        }
    }

    @Test
    void the_label_agrees_with_exact_integers_on_a_thousand_expressions_with_brackets() {
        var task = new BracketedArithmetic();
        for (int i = 0; i < 1000; i++) {
            SplittableRandom random = Seeds.stream(3, Seeds.Purpose.TEST, i);
            LabelledSequence example = task.example(random, random.nextInt(5, 80));
            int n = example.length() - 2;
            assertEquals(new Calculator(task.text(Arrays.copyOf(example.tokens(), n))).value(), example.labels()[n]);
        }
    }

    @Test
    void an_expression_that_breaks_the_grammar_is_refused_with_its_position() {
        var task = new BracketedArithmetic();
        assertTrue(refusal(task, 8, 1, 5).contains("ends after 3 tokens"));
        assertTrue(refusal(task, 8, 1, 5, 5).contains("Token 5 at position 3"));
        assertTrue(refusal(task, 1, 1).contains("Token 1 at position 1"));
        assertThrows(IllegalArgumentException.class, () -> task.example(new SplittableRandom(0), 0));
    }

    private static String refusal(BracketedArithmetic task, int... expression) {
        return assertThrows(IllegalArgumentException.class, () -> task.value(expression)).getMessage();
    }

    @Test
    void digits_operators_and_answers_are_uniform_enough_for_scaled_accuracy() {
        for (Task task : new Task[] {new ModularArithmetic(), new BracketedArithmetic(5, false),
                new RunningArithmetic(5, false)}) {
            int[] answers = new int[task.classes()];
            long labelled = 0;
            var examples = new Examples(task, new Sizes(40, 256), 1, Seeds.Purpose.TEST);
            for (LabelledSequence example : examples.batch(0, 4000)) {
                for (int label : example.labels()) {
                    if (label >= 0) {
                        answers[label]++;
                        labelled++;
                    }
                }
            }
            double most = (double) IntStream.of(answers).max().orElseThrow() / labelled;
            assertTrue((most - 0.2) / 0.8 < 0.05, task.name() + ": " + most);
        }
        int[] tokens = new int[10];
        IntStream.of(new RunningArithmetic(5, true).example(new SplittableRandom(3), 60_000).tokens())
                .forEach(token -> tokens[token]++);
        for (int operator = 1; operator <= 3; operator++) {
            assertEquals(10_000, tokens[operator], 3 * Math.sqrt(10_000));
        }
        for (int digit = 5; digit <= 9; digit++) {
            assertEquals(6_000, tokens[digit], 3 * Math.sqrt(6_000));
        }
    }

    @Test
    void a_modulus_below_two_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new ModularArithmetic(1, true));
        assertThrows(IllegalArgumentException.class, () -> new RunningArithmetic(0, true));
        assertThrows(IllegalArgumentException.class, () -> new BracketedArithmetic(-3, true));
    }

    /** Exact integers with the usual precedence, reduced at the very end. */
    private static final class Calculator {
        private final String text;
        private int at;

        Calculator(String text) {
            this.text = text;
        }

        int value() {
            BigInteger value = sum();
            assertEquals(text.length(), at);
            return value.mod(FIVE).intValue();
        }

        private BigInteger sum() {
            BigInteger value = product();
            while (sees("+") || sees("-")) {
                boolean plus = text.charAt(at++) == '+';
                BigInteger next = product();
                value = plus ? value.add(next) : value.subtract(next);
            }
            return value;
        }

        private BigInteger product() {
            BigInteger value = factor();
            while (sees("*")) {
                at++;
                value = value.multiply(factor());
            }
            return value;
        }

        private BigInteger factor() {
            if (sees("-") || sees("+")) {
                boolean negative = text.charAt(at++) == '-';
                BigInteger value = factor();
                return negative ? value.negate() : value;
            }
            if (sees("(")) {
                at++;
                BigInteger value = sum();
                at++;
                return value;
            }
            return BigInteger.valueOf(text.charAt(at++) - '0');
        }

        private boolean sees(String symbol) {
            return text.startsWith(symbol, at);
        }
    }
}
