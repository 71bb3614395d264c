package dev.linnet.verbal.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
    private static final List<String> NAMES = List.of("bottom", "ink share", "centre column", "x");

    private static double number(SplittableRandom random) {
        double size = Math.pow(10, random.nextInt(-2, 5));
        return Numerals.round((random.nextDouble() * 2 - 1) * size, random.nextInt(0, 7));
    }

    private static ModelSentence model(SplittableRandom random) {
        int then = random.nextInt(2);
        return switch (random.nextInt(8)) {
            case 0 -> new ModelSentence.Constant(number(random));
            case 1, 2 -> {
                double[] coefficients = new double[random.nextInt(2, 5)];
                java.util.Arrays.setAll(coefficients, _ -> number(random));
                yield ModelSentence.Polynomial.of(coefficients);
            }
            case 3 -> new ModelSentence.Sine(number(random), number(random), number(random), number(random));
            case 4 -> random.nextBoolean()
                    ? new ModelSentence.Majority(then)
                    : new ModelSentence.Straight(then, number(random), number(random), number(random),
                            random.nextInt(2));
            case 5 -> new ModelSentence.Circle(then, number(random), number(random), number(random), random.nextInt(2));
            case 6 -> {
                var words = new ArrayList<String>();
                for (int i = 0; i <= random.nextInt(5); i++) {
                    words.add(List.of("good", "don't", "well-made", "3d", "été").get(random.nextInt(5)));
                }
                yield new ModelSentence.Keywords(then, words, 1 - then);
            }
            default -> new ModelSentence.Threshold(then, NAMES.get(random.nextInt(4)), number(random), 1 - then);
        };
    }

    private static Evidence evidence(SplittableRandom random, ModelSentence model) {
        int examples = random.nextInt(1, 1000);
        double low = number(random);
        double high = Numerals.round(low + Math.abs(number(random)), 6);
        if (model instanceof ModelSentence.Curve) {
            return new Evidence.OfCurve(examples, low, high, Math.abs(number(random)));
        }
        List<Evidence.Range> ranges = switch (random.nextInt(3)) {
            case 0 -> List.of();
            case 1 -> List.of(new Evidence.Range(NAMES.get(random.nextInt(4)), low, high));
            default ->
                List.of(new Evidence.Range("x1", low, high), new Evidence.Range("x2", -1, high < -1 ? -1 : high));
        };
        return new Evidence.OfRule(examples, ranges, random.nextInt(101));
    }

    private static Description description(SplittableRandom random) {
        Optional<ModelSentence> model = random.nextInt(5) == 0 ? Optional.empty() : Optional.of(model(random));
        var priors = EnumSet.noneOf(Prior.class);
        for (Prior prior : Prior.values()) {
            if (random.nextInt(4) == 0) {
                priors.add(prior);
            }
        }
        return new Description(
                switch (random.nextInt(3)) {
                    case 0 -> Optional.empty();
                    case 1 -> Optional.of(TaskKind.REGRESSION);
                    default -> Optional.of(TaskKind.CLASSIFICATION);
                }, priors, model, random.nextBoolean() ? Optional.empty() : model.map(m -> evidence(random, m)));
    }

    @Test
    void what_was_printed_is_parsed_as_the_same() {
        var random = new SplittableRandom(11);
        for (int i = 0; i < 10_000; i++) {
            Description description = description(random);
            String text = description.print(random.nextInt(1, 4));
            assertEquals(description, Description.parse(text), text);
        }
    }

    @Test
    void space_line_breaks_case_and_other_sentences_do_not_matter() {
        var random = new SplittableRandom(12);
        for (int i = 0; i < 1000; i++) {
            Description description = description(random);
            String text = description.print().replace(" ", "\r\n \u00a0").replace('-', '\u2212');
            if (!text.contains("well\u2212made")) {
                assertEquals(description,
                        Description.parse("It is early. " + text.toUpperCase(java.util.Locale.ROOT) + " That is all."),
                        text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "y = 3.02 * x + 3.97                                   | linear    | 1 | 6.99",
            "y = 3x + 4                                            | linear    | 1 | 7",
            "the best fit is y = 3x² − x + 2, I think              | quadratic | 2 | 12",
            "f(x) = x^2 + 2 * (x - 1)                              | quadratic | 3 | 13",
            "y = -0.10 * x^3 + -0.01 * x^2 + 0.88 * x + 2.00       | cubic     | 1 | 2.77",
            "y = 2 - x                                             | linear    | 5 | -3",
            "y ≈ sin(x) + 2                                        | sine      | 0 | 2",
            "y = 2 + 0.5 * sin(2x - 1)                             | sine      | 0.5 | 2",
            "y = x/2 + 1                                           | linear    | 4 | 3",
            "y = 4.                                                | constant  | 9 | 4",
            "It has a slope of 5.5 and a bias of 2.50.             | linear    | 1 | 8",
            "The scaling factor is about -2 and the intercept is 1 | linear    | 1 | -1",
            "an intercept of 1 with a slope of 3                   | linear    | 1 | 4",
            "Multiply the input by 3.1 and then add 3.9.           | linear    | 1 | 7",
            "y = 1 * x + 1. Later we found y = 2 * x + 2.          | linear    | 1 | 4",
            "y = 3 * x + 4 where x is the input - a line           | linear    | 1 | 7"})
    void other_ways_of_writing_a_model_are_understood(String text, String family, double x, double y) {
        Description description = Description.parse(text);
        assertEquals(family, description.family());
        assertEquals(y, description.model().orElseThrow().answer(InputRow.Numbers.of(x)).orElseThrow().value(), 1e-9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"It is roughly linear.", "y = a * x + b", "y = exp(x)", "y = 3 * log(x)",
            "y = x^5",
            "y = 2 * x1 + x2", "y = 3 + 2 log(x)", "y = sin(x^2)", "y = x * sin(x)", "y = 1 / x", "y =", "y = (x",
            "The output is always nice."})
    void a_text_without_a_model_that_can_be_computed_states_none(String text) {
        assertEquals(Optional.empty(), Description.parse(text).model());
    }

    @Test
    void evidence_before_the_last_model_is_not_its_own() {
        Description description = Description.parse("y = 1 * x + 1. "
                + new Evidence.OfCurve(10, 0, 1, 0.1).print(2) + " No, it is y = 2 * x.");
        assertEquals(ModelSentence.Polynomial.of(0, 2), description.model().orElseThrow());
        assertEquals(Optional.empty(), description.evidence());
    }

    @Test
    void evidence_without_a_model_is_refused() {
        assertThrows(IllegalArgumentException.class,
                () -> new Description(Optional.empty(), EnumSet.noneOf(Prior.class),
                        Optional.empty(), Optional.of(new Evidence.OfRule(1, List.of(), 100))));
    }

    @Test
    void rows_of_data_are_parsed_as_they_were_printed() {
        var random = new SplittableRandom(13);
        for (int i = 0; i < 1000; i++) {
            var attributes = new java.util.LinkedHashMap<String, Double>();
            NAMES.forEach(name -> attributes.put(name, number(random)));
            for (InputRow row : List.of(InputRow.Numbers.of(number(random)),
                    InputRow.Numbers.of(number(random), number(random)),
                    new InputRow.Words("a \"b\"\\n\n] [** Input: **" + random.nextInt()),
                    new InputRow.Attributes(attributes))) {
                assertEquals(Optional.of(row), InputRow.parse(row.print()), row.print());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1.26", "[]", "[a]", "[1.26", "[1, b 2]", "[\"a]", "[1,]"})
    void what_is_no_row_is_none(String line) {
        assertEquals(Optional.empty(), InputRow.parse(line));
    }
}
