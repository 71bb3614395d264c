package dev.linnet.verbal.grammar;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a model was learned from: the sentence that serves an optimizer as memory and stands in the description for all to read. */
public sealed interface Evidence {
    /** The number of examples; 1 or more. */
    int examples();

    /** The sentence. */
    String print(int decimals);

    /**
     * "This was learned from 70 examples with inputs between 0.02 and 1.98, and the typical error is 0.10."
     *
     * @param typicalError root of the mean squared error
     */
    record OfCurve(int examples, double low, double high, double typicalError) implements Evidence {
        public OfCurve {
            requireExamples(examples);
            low = Numerals.requireFinite("the smallest input", low);
            high = Numerals.requireFinite("the largest input", high);
            typicalError = Numerals.requireFinite("the typical error", typicalError);
            if (low > high || typicalError < 0) {
                throw new IllegalArgumentException("inputs between " + low + " and " + high
                        + " with a typical error of "
                        + typicalError + " make no sense: the first must not be larger, nor the error negative.");
            }
        }

        @Override
        public String print(int decimals) {
            return "This was learned from " + examples + " examples with inputs between " + Numerals.print(low)
                    + " and "
                    + Numerals.print(high) + ", and the typical error is " + Numerals.print(typicalError) + ".";
        }
    }

    /**
     * "This was learned from 40 examples with x1 between -2.10 and 2.05 and x2 between -1.90 and 1.87, and about 97 percent of them fit."
     *
     * @param ranges  of inputs: x1 and x2, or an attribute; empty for texts
     * @param percent of the examples that fit, 0 to 100
     */
    record OfRule(int examples, List<Range> ranges, int percent) implements Evidence {
        public OfRule {
            requireExamples(examples);
            ranges = List.copyOf(ranges);
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException(percent + " percent fit; it must be 0 to 100.");
            }
        }

        @Override
        public String print(int decimals) {
            String where = ranges.stream()
                    .map(r -> r.name() + " between " + Numerals.print(r.low()) + " and " + Numerals.print(r.high()))
                    .collect(Collectors.joining(" and "));
            return "This was learned from " + examples + " examples" + (where.isEmpty() ? "" : " with " + where)
                    + ", and about " + percent + " percent of them fit.";
        }
    }

    /** The smallest and the largest value of an input. */
    record Range(String name, double low, double high) {
        private static final Pattern NAME = Pattern.compile("x[12]|[a-z]+(?: [a-z]+)*");

        public Range {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "a range is of \"" + name + "\"; it must be x1, x2 or an attribute.");
            }
            low = Numerals.requireFinite("the smallest " + name, low);
            high = Numerals.requireFinite("the largest " + name, high);
            if (low > high) {
                throw new IllegalArgumentException(name + " is between " + low + " and " + high
                        + ", which makes no sense: the first must not be larger.");
            }
        }
    }

    private static void requireExamples(int examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("learned from " + examples + " examples; it must be 1 at least.");
        }
    }
}
