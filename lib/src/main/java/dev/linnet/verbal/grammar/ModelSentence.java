package dev.linnet.verbal.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A sentence that states a model: what it says, what it computes, and how it is written. */
public sealed interface ModelSentence {
    /** The sentence, its numbers with {@code decimals} decimals at least. */
    String print(int decimals);

    /** The kind of model in a word, such as {@code quadratic}. */
    String family();

    /** What the model answers for an input, or nothing where it cannot read such an input. */
    Optional<Answer> answer(InputRow input);

    /**
     * An answer with its derivation.
     *
     * @param value        the output
     * @param substitution how it was computed, such as {@code 3.02 * 1.26 + 3.97}
     */
    record Answer(double value, String substitution) {}

    /** A model of a real number of one real input; what its parameters are, so that they can be rounded or moved. */
    sealed interface Curve extends ModelSentence {
        double at(double x);

        /** The parameters, in a fixed order for a family. */
        double[] parameters();

        /** The same family with other parameters. */
        Curve withParameters(double[] parameters);

        /** The formula with {@code x} put in its place. */
        String formula(String x, int decimals);

        @Override
        default Optional<Answer> answer(InputRow input) {
            if (!(input instanceof InputRow.Numbers numbers) || numbers.values().size() != 1) {
                return Optional.empty();
            }
            String x = Numerals.print(numbers.first());
            return Optional.of(new Answer(at(numbers.first()), formula(x.startsWith("-") ? "(" + x + ")" : x, 2)));
        }
    }

    /** "The output is always 2.00." */
    record Constant(double value) implements Curve {
        public Constant {
            value = Numerals.requireFinite("the constant", value);
        }

        @Override
        public String print(int decimals) {
            return "The output is always " + Numerals.print(value, decimals) + ".";
        }

        @Override
        public String family() {
            return "constant";
        }

        @Override
        public double at(double x) {
            return value;
        }

        @Override
        public double[] parameters() {
            return new double[] {value};
        }

        @Override
        public Constant withParameters(double[] parameters) {
            return new Constant(parameters[0]);
        }

        @Override
        public String formula(String x, int decimals) {
            return Numerals.print(value, decimals);
        }
    }

    /** "The output follows a linear function of the input: y = 3.00 * x + 4.00."; coefficients of x^0, x^1, ... */
    record Polynomial(List<Double> coefficients) implements Curve {
        private static final List<String> FAMILIES = List.of("linear", "quadratic", "cubic");

        public Polynomial {
            if (coefficients.size() < 2 || coefficients.size() > 4) {
                throw new IllegalArgumentException(
                        "a polynomial has " + coefficients.size() + " coefficients; it must have 2 to 4.");
            }
            coefficients = coefficients.stream().map(c -> Numerals.requireFinite("a coefficient", c)).toList();
        }

        public static Polynomial of(double... coefficients) {
            return new Polynomial(Arrays.stream(coefficients).boxed().toList());
        }

        public int degree() {
            return coefficients.size() - 1;
        }

        @Override
        public String family() {
            return FAMILIES.get(degree() - 1);
        }

        @Override
        public String print(int decimals) {
            return "The output follows a " + family() + " function of the input: y = " + formula("x", decimals) + ".";
        }

        @Override
        public double at(double x) {
            double sum = 0;
            for (int i = degree(); i >= 0; i--) {
                sum = sum * x + coefficients.get(i);
            }
            return sum;
        }

        @Override
        public double[] parameters() {
            return coefficients.stream().mapToDouble(Double::doubleValue).toArray();
        }

        @Override
        public Polynomial withParameters(double[] parameters) {
            return of(parameters);
        }

        @Override
        public String formula(String x, int decimals) {
            var terms = new ArrayList<String>();
            for (int i = degree(); i >= 0; i--) {
                String power = i == 0 ? "" : i == 1 ? " * " + x : " * " + x + "^" + i;
                terms.add(Numerals.print(coefficients.get(i), decimals) + power);
            }
            return String.join(" + ", terms);
        }
    }

    /** "The output follows a periodic function of the input: y = 1.00 * sin(1.00 * x + 0.00) + 2.00." */
    record Sine(double amplitude, double frequency, double phase, double offset) implements Curve {
        public Sine {
            amplitude = Numerals.requireFinite("the amplitude", amplitude);
            frequency = Numerals.requireFinite("the frequency", frequency);
            phase = Numerals.requireFinite("the phase", phase);
            offset = Numerals.requireFinite("the offset", offset);
        }

        @Override
        public String family() {
            return "sine";
        }

        @Override
        public String print(int decimals) {
            return "The output follows a periodic function of the input: y = " + formula("x", decimals) + ".";
        }

        @Override
        public double at(double x) {
            return amplitude * Math.sin(frequency * x + phase) + offset;
        }

        @Override
        public double[] parameters() {
            return new double[] {amplitude, frequency, phase, offset};
        }

        @Override
        public Sine withParameters(double[] p) {
            return new Sine(p[0], p[1], p[2], p[3]);
        }

        @Override
        public String formula(String x, int decimals) {
            return Numerals.print(amplitude, decimals) + " * sin(" + Numerals.print(frequency, decimals) + " * " + x
                    + " + " + Numerals.print(phase, decimals) + ") + " + Numerals.print(offset, decimals);
        }
    }

    /** A model of a class, 0 or 1: {@code then} where a condition holds, {@code otherwise} elsewhere. */
    sealed interface Rule extends ModelSentence {
        int then();

        int otherwise();
    }

    /** "Always predict class 1." */
    record Majority(int then) implements Rule {
        public Majority {
            requireClass(then);
        }

        @Override
        public int otherwise() {
            return then;
        }

        @Override
        public String family() {
            return "majority";
        }

        @Override
        public String print(int decimals) {
            return "Always predict class " + then + ".";
        }

        @Override
        public Optional<Answer> answer(InputRow input) {
            return Optional.of(new Answer(then, "always class " + then));
        }
    }

    /** "Predict class 1 if 1.00 * x1 + 0.50 * x2 + 0.10 is greater than 0, and class 0 otherwise." */
    record Straight(int then, double w1, double w2, double bias, int otherwise) implements Rule {
        public Straight {
            requireClass(then);
            requireClass(otherwise);
            w1 = Numerals.requireFinite("the factor of x1", w1);
            w2 = Numerals.requireFinite("the factor of x2", w2);
            bias = Numerals.requireFinite("the bias", bias);
        }

        @Override
        public String family() {
            return "straight line";
        }

        @Override
        public String print(int decimals) {
            return "Predict class " + then + " if " + Numerals.print(w1, decimals) + " * x1 + "
                    + Numerals.print(w2, decimals) + " * x2 + " + Numerals.print(bias, decimals)
                    + " is greater than 0, and class " + otherwise + " otherwise.";
        }

        @Override
        public Optional<Answer> answer(InputRow input) {
            return point(input).map(x -> {
                double sum = w1 * x[0] + w2 * x[1] + bias;
                return new Answer(sum > 0 ? then : otherwise, "%s * %s + %s * %s + %s = %s".formatted(
                        Numerals.print(w1), Numerals.print(x[0]), Numerals.print(w2), Numerals.print(x[1]),
                        Numerals.print(bias), Numerals.print(Numerals.round(sum, 4))));
            });
        }
    }

    /** "Predict class 1 if the distance from (0.00, 0.10) is less than 1.50, and class 0 otherwise." */
    record Circle(int then, double x1, double x2, double radius, int otherwise) implements Rule {
        public Circle {
            requireClass(then);
            requireClass(otherwise);
            x1 = Numerals.requireFinite("the centre's x1", x1);
            x2 = Numerals.requireFinite("the centre's x2", x2);
            radius = Numerals.requireFinite("the radius", radius);
        }

        @Override
        public String family() {
            return "circle";
        }

        @Override
        public String print(int decimals) {
            return "Predict class " + then + " if the distance from (" + Numerals.print(x1, decimals) + ", "
                    + Numerals.print(x2, decimals) + ") is less than " + Numerals.print(radius, decimals)
                    + ", and class " + otherwise + " otherwise.";
        }

        @Override
        public Optional<Answer> answer(InputRow input) {
            return point(input).map(x -> {
                double distance = Math.hypot(x[0] - x1, x[1] - x2);
                return new Answer(distance < radius ? then : otherwise, "the distance is "
                        + Numerals.print(Numerals.round(distance, 4)) + ", the radius " + Numerals.print(radius));
            });
        }
    }

    /** "Predict class 1 if the text contains any of good, great, and class 0 otherwise."; words of small letters and digits. */
    record Keywords(int then, List<String> words, int otherwise) implements Rule {
        private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['-][\\p{L}\\p{N}]+)*");

        public Keywords {
            requireClass(then);
            requireClass(otherwise);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("a rule of keywords needs a word at least");
            }
            for (String word : words) {
                if (!WORD.matcher(word).matches() || !word.equals(word.toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException(
                            "\"" + word + "\" is no keyword: it must be one word in small letters.");
                }
            }
            words = List.copyOf(words);
        }

        /** The words of a text in small letters, sorted, each once. */
        public static List<String> wordsOf(String text) {
            var words = new TreeSet<String>();
            var found = WORD.matcher(text.toLowerCase(Locale.ROOT));
            while (found.find()) {
                words.add(found.group());
            }
            return List.copyOf(words);
        }

        @Override
        public String family() {
            return "keywords";
        }

        @Override
        public String print(int decimals) {
            return "Predict class " + then + " if the text contains any of " + String.join(", ", words)
                    + ", and class " + otherwise + " otherwise.";
        }

        @Override
        public Optional<Answer> answer(InputRow input) {
            if (!(input instanceof InputRow.Words text)) {
                return Optional.empty();
            }
            List<String> found = wordsOf(text.text()).stream().filter(words::contains).toList();
            return Optional.of(found.isEmpty()
                    ? new Answer(otherwise, "the text contains none of " + String.join(", ", words))
                    : new Answer(then, "the text contains " + String.join(", ", found)));
        }
    }

    /** "Predict class 1 if the bottom is greater than 0.19, and class 0 otherwise." */
    record Threshold(int then, String attribute, double threshold, int otherwise) implements Rule {
        public Threshold {
            requireClass(then);
            requireClass(otherwise);
            new InputRow.Attributes(new java.util.LinkedHashMap<>(Map.of(attribute, 0.0)));
            threshold = Numerals.requireFinite("the threshold", threshold);
        }

        @Override
        public String family() {
            return "threshold";
        }

        @Override
        public String print(int decimals) {
            return "Predict class " + then + " if the " + attribute + " is greater than "
                    + Numerals.print(threshold, decimals) + ", and class " + otherwise + " otherwise.";
        }

        @Override
        public Optional<Answer> answer(InputRow input) {
            if (!(input instanceof InputRow.Attributes attributes)) {
                return Optional.empty();
            }
            Double value = attributes.values().get(attribute);
            return value == null
                    ? Optional.empty()
                    : Optional.of(new Answer(value > threshold ? then : otherwise,
                            "the " + attribute + " is " + Numerals.print(value)));
        }
    }

    private static Optional<double[]> point(InputRow input) {
        return input instanceof InputRow.Numbers numbers && numbers.values().size() == 2
                ? Optional.of(new double[] {numbers.values().get(0), numbers.values().get(1)})
                : Optional.empty();
    }

    private static void requireClass(int k) {
        if (k != 0 && k != 1) {
            throw new IllegalArgumentException("the class is " + k + "; it must be 0 or 1.");
        }
    }
}
