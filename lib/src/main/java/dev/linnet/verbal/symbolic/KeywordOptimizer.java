package dev.linnet.verbal.symbolic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.Evidence;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;

/**
 * Finds words that tell two classes of texts apart. The words of the present rule stay unless the batch speaks against them; up to five of the batch
 * are added, those of the largest smoothed log-odds first where they mend the same number of errors.
 */
final class KeywordOptimizer {
    private static final int NEW_WORDS = 5;

    private final Batch batch;
    private final List<RuleFit.Labelled> examples;
    private final ModelSentence.Rule old;
    private final Evidence.OfRule evidence;

    KeywordOptimizer(Description current, Batch batch) {
        this.batch = batch;
        examples = RuleFit.of(batch);
        old = current.model().orElse(null) instanceof ModelSentence.Rule rule ? rule : null;
        evidence = old != null && current.evidence().orElse(null) instanceof Evidence.OfRule e ? e : null;
    }

    OptimizerReply.Improved improved() {
        double wrong = batch.hasOutputs() ? batch.errorRate() : 1;
        String seen = batch.hasOutputs()
                ? "Of this batch of " + batch.size() + " texts " + Math.round(wrong * 100) + " percent are wrong. "
                : "I see " + batch.size() + " texts and no outputs of the model. ";
        if (old != null && wrong == 0) {
            return new OptimizerReply.Improved(seen + "I keep the rule.", old, learned(old, evidence));
        }
        ModelSentence.Rule best = RuleFit.majority(examples);
        double least = RuleFit.errors(best, examples);
        // The present rule's own class comes first, for at equal errors it stays.
        int first = old instanceof ModelSentence.Keywords words ? words.then() : 1;
        for (int then : new int[] {first, 1 - first}) {
            List<String> words = words(then);
            if (!words.isEmpty()) {
                var rule = new ModelSentence.Keywords(then, words, 1 - then);
                double errors = RuleFit.errors(rule, examples);
                boolean stays = old instanceof ModelSentence.Keywords && then == first && errors <= least;
                if (errors < least || stays) {
                    best = rule;
                    least = errors;
                }
            }
        }
        String reasoning = seen + (old == null ? "The description states no rule yet. " : "")
                + "I looked for words that stand in the texts of one class and not in those of the other; the best rule that I found is of the kind "
                + best.family() + ".";
        return new OptimizerReply.Improved(reasoning, best, learned(best, evidence));
    }

    private Evidence learned(ModelSentence.Rule rule, Evidence.OfRule before) {
        int examplesBefore = before == null ? 0 : before.examples();
        return new Evidence.OfRule(examplesBefore + batch.size(), List.of(),
                RuleFit.percent(rule, examples, before == null ? 0 : before.percent(), examplesBefore));
    }

    /** Words for a class: those of the present rule, some taken away, some added, each time the errors become fewer. */
    private List<String> words(int then) {
        List<String> words = new ArrayList<>(
                old instanceof ModelSentence.Keywords rule && rule.then() == then ? rule.words() : List.of());
        for (String word : List.copyOf(words)) {
            var fewer = new ArrayList<>(words);
            fewer.remove(word);
            if (errors(then, fewer) < errors(then, words) || speaksAgainst(then, word)) {
                words = fewer;
            }
        }
        Map<String, Double> odds = logOdds(then);
        List<String> candidates = odds.keySet()
                .stream()
                .filter(word -> odds.get(word) > 0)
                .sorted(Comparator.comparingDouble((String word) -> -odds.get(word)).thenComparing(word -> word))
                .toList();
        for (int added = 0; added < NEW_WORDS; added++) {
            double now = errors(then, words);
            String best = null;
            double least = now;
            for (String word : candidates) {
                var more = new ArrayList<>(words);
                more.add(word);
                double errors = errors(then, more);
                if (!words.contains(word) && errors < least) {
                    best = word;
                    least = errors;
                }
            }
            if (best == null) {
                break;
            }
            words.add(best);
        }
        return words;
    }

    /** Whether more texts of the other class than of this one have the word. */
    private boolean speaksAgainst(int then, String word) {
        return examples.stream()
                .filter(e -> ModelSentence.Keywords.wordsOf(((InputRow.Words) e.input()).text()).contains(word))
                .mapToInt(e -> e.label() == then ? 1 : -1)
                .sum() < 0;
    }

    private double errors(int then, List<String> words) {
        return RuleFit.errors(words.isEmpty()
                ? new ModelSentence.Majority(1 - then)
                : new ModelSentence.Keywords(then, words, 1 - then), examples);
    }

    /** ln of how much more often each word stands in texts of the class than in others, half a text added to each count. */
    private Map<String, Double> logOdds(int then) {
        var counts = new HashMap<String, double[]>();
        double[] texts = new double[2];
        for (RuleFit.Labelled example : examples) {
            int side = example.label() == then ? 1 : 0;
            texts[side]++;
            for (String word : ModelSentence.Keywords.wordsOf(((InputRow.Words) example.input()).text())) {
                counts.computeIfAbsent(word, _ -> new double[2])[side]++;
            }
        }
        var odds = new HashMap<String, Double>();
        counts.forEach((word, n) -> odds.put(word,
                Math.log((n[1] + 0.5) / (texts[1] + 1)) - Math.log((n[0] + 0.5) / (texts[0] + 1))));
        return odds;
    }
}
