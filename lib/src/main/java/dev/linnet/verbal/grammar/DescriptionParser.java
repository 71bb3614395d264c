package dev.linnet.verbal.grammar;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds the sentences of the grammar in a text; white space and case do not matter, and the last model counts. */
final class DescriptionParser {
    private static final String NUM = "([-+]?\\s?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[-+]?\\d+)?)";
    private static final String THEN = "predict class ([01]) if ";
    private static final String OTHERWISE = ",? and class ([01]) otherwise";
    private static final String LEARNED = "this was learned from (\\d{1,9}) examples";
    private static final String BETWEEN = " between " + NUM + " and " + NUM;

    /** A way to state a model; {@code words} stand in each of its sentences, and are looked for first because that is quicker. */
    private record Form(String words, Pattern pattern, Function<MatchResult, ModelSentence> meaning) {
        static Form of(String words, String regex, Function<MatchResult, ModelSentence> meaning) {
            return new Form(words, Pattern.compile(regex), meaning);
        }
    }

    private record Found(int start, ModelSentence model) {}

    private static final Pattern LINE = Pattern.compile("slope|scaling factor");
    private static final String SINE = "follows a periodic function of the input: y =";
    private static final Pattern FORMULA = Pattern.compile("(?:\\by|\\bf\\(x\\)|\\boutput) ?= ?");

    private static final List<Form> FORMS = List.of(
            Form.of("the output is always", "the output is always " + NUM,
                    f -> new ModelSentence.Constant(number(f, 1))),
            Form.of("", "(?:slope|scaling factor)[^.0-9+-]{0,40}?" + NUM
                    + ".{0,60}?(?:intercept|bias|offset)[^.0-9+-]{0,40}?" + NUM,
                    f -> ModelSentence.Polynomial.of(number(f, 2), number(f, 1))),
            Form.of("", "(?:intercept|bias|offset)[^.0-9+-]{0,40}?" + NUM
                    + ".{0,60}?(?:slope|scaling factor)[^.0-9+-]{0,40}?" + NUM,
                    f -> ModelSentence.Polynomial.of(number(f, 1), number(f, 2))),
            Form.of("multipl", "multipl[a-z]*[^.0-9+-]{0,40}?by " + NUM + "[^.0-9]{0,40}?add[a-z]* " + NUM,
                    f -> ModelSentence.Polynomial.of(number(f, 2), number(f, 1))),
            Form.of("always predict", "always predict class ([01])", f -> new ModelSentence.Majority(label(f, 1))),
            Form.of("is greater than 0",
                    THEN + NUM + " ?\\*? ?x1 \\+? ?" + NUM + " ?\\*? ?x2 \\+? ?" + NUM + " is greater than 0"
                            + OTHERWISE,
                    f -> new ModelSentence.Straight(label(f, 1), number(f, 2), number(f, 3), number(f, 4),
                            label(f, 5))),
            Form.of("the distance from",
                    THEN + "the distance from \\( ?" + NUM + ", ?" + NUM + " ?\\) is less than " + NUM + OTHERWISE,
                    f -> new ModelSentence.Circle(label(f, 1), number(f, 2), number(f, 3), number(f, 4), label(f, 5))),
            Form.of("the text contains",
                    THEN + "the text contains any of ([\\p{L}\\p{N}'-]+(?:, [\\p{L}\\p{N}'-]+)*?)" + OTHERWISE,
                    f -> new ModelSentence.Keywords(label(f, 1), List.of(f.group(2).split(", ")), label(f, 3))),
            Form.of("is greater than", THEN + "the ([a-z]+(?: [a-z]+)*) is greater than " + NUM + OTHERWISE,
                    f -> new ModelSentence.Threshold(label(f, 1), f.group(2), number(f, 3), label(f, 4))));

    private static final Pattern CURVE_EVIDENCE = Pattern.compile(
            LEARNED + " with inputs" + BETWEEN + ",? and the typical error is " + NUM);
    private static final String RANGE = "(?:x[12]|[a-z]+(?: [a-z]+)*?)" + BETWEEN;
    private static final Pattern RULE_EVIDENCE = Pattern.compile(LEARNED + "(?: with (" + RANGE + "(?: and " + RANGE
            + ")*))?,? and about (\\d{1,3}) percent of them fit");
    private static final Pattern ONE_RANGE = Pattern.compile("(x[12]|[a-z]+(?: [a-z]+)*?)" + BETWEEN + "(?: and )?");

    private DescriptionParser() {}

    static Description parse(String text) {
        String words = Numerals.plainCharacters(text)
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
        var priors = EnumSet.noneOf(Prior.class);
        String knowledge = words.replace(SINE, ""); // the sentence of a model is no prior knowledge
        for (Prior prior : Prior.values()) {
            if (prior.statedIn(knowledge)) {
                priors.add(prior);
            }
        }
        Optional<Found> model = lastModel(words);
        return new Description(TaskKind.statedIn(words), priors, model.map(Found::model),
                model.flatMap(found -> evidence(words.substring(found.start()), found.model())));
    }

    private static Optional<Found> lastModel(String words) {
        Found last = null;
        boolean line = LINE.matcher(words).find();
        for (Form form : FORMS) {
            if (form.words().isEmpty() ? !line : !words.contains(form.words())) {
                continue;
            }
            var matcher = form.pattern().matcher(words);
            while (matcher.find()) {
                MatchResult found = matcher.toMatchResult();
                last = later(last, found.start(), meaning(form, found));
            }
        }
        var formula = FORMULA.matcher(words);
        while (formula.find()) {
            last = later(last, formula.start(), Formula.read(words, formula.end()));
        }
        return Optional.ofNullable(last);
    }

    private static Found later(Found last, int start, Optional<ModelSentence> model) {
        return model.isPresent() && (last == null || start > last.start()) ? new Found(start, model.get()) : last;
    }

    /** What the words that a form matched mean; numbers beyond all bounds mean nothing. */
    private static Optional<ModelSentence> meaning(Form form, MatchResult found) {
        try {
            return Optional.of(form.meaning().apply(found));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Evidence> evidence(String words, ModelSentence model) {
        Optional<Evidence> last = Optional.empty();
        try {
            var found = (model instanceof ModelSentence.Curve ? CURVE_EVIDENCE : RULE_EVIDENCE).matcher(words);
            while (found.find()) {
                int examples = Integer.parseInt(found.group(1));
                if (model instanceof ModelSentence.Curve) {
                    last = Optional
                            .of(new Evidence.OfCurve(examples, number(found, 2), number(found, 3), number(found, 4)));
                } else {
                    last = Optional.of(new Evidence.OfRule(examples, ranges(found.group(2)),
                            Integer.parseInt(found.group(found.groupCount()))));
                }
            }
        } catch (IllegalArgumentException _) { // evidence that makes no sense is none
            return Optional.empty();
        }
        return last;
    }

    private static List<Evidence.Range> ranges(String words) {
        var ranges = new ArrayList<Evidence.Range>();
        if (words != null) {
            var found = ONE_RANGE.matcher(words);
            while (found.find()) {
                ranges.add(new Evidence.Range(found.group(1), number(found, 2), number(found, 3)));
            }
        }
        return ranges;
    }

    private static double number(MatchResult found, int group) {
        return Numerals.parse(found.group(group).replace(" ", ""));
    }

    private static int label(MatchResult found, int group) {
        return found.group(group).charAt(0) - '0';
    }
}
