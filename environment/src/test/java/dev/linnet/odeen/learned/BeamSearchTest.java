package dev.linnet.odeen.learned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.odeen.data.LabelledTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeamSearchTest {
    private static final Empiricist GENERATOR = new Empiricist(Empiricist.Kind.RULES, SmallWorld.ENCODING,
            SmallWorld.CONFIG, 1, 3);
    private static final LabelledTable TABLE = SmallWorld.observations(5, 1);
    private static final RuleVocabulary WORDS = SmallWorld.ENCODING.vocabulary();

    static {
        SmallWorld.stir(GENERATOR, 4);
    }

    /** The log probability of each of the tokens behind sos, by a pass over the whole sequence. */
    private static double logProbability(int[] sequence, int length) {
        RuleHead.Pass pass = GENERATOR.rule.pass(1, TABLE.size());
        float[] logits = pass.forward(GENERATOR.parameters().values(), Arrays.copyOf(sequence, WORDS.length()),
                GENERATOR.encode(TABLE), 1, null);
        double sum = 0;
        for (int t = 1; t < length; t++) {
            var logs = new double[logits.length];
            BeamSearch.logProbabilities(logits, (t - 1) * WORDS.size(), WORDS.size(), 0, logs);
            sum += logs[(t - 1) * WORDS.size() + sequence[t]];
        }
        return sum;
    }

    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    private record Sequence(int[] tokens, double logProbability) {}

    @Test
    void a_beam_as_wide_as_all_sequences_of_two_tokens_finds_them_all_in_order() {
        int words = WORDS.size();
        var all = new ArrayList<Sequence>();
        for (int first = 0; first < words; first++) {
            for (int second = 0; second < words; second++) {
                int[] tokens = {WORDS.start(), first, second};
                all.add(new Sequence(tokens, logProbability(tokens, 3)));
            }
        }
        all.sort(Comparator.comparingDouble(Sequence::logProbability).reversed());
        List<Conjecture> found = GENERATOR.conjectures(TABLE, words * words, 3);
        assertEquals(words * words, found.size());
        double total = 0;
        for (int i = 0; i < all.size(); i++) {
            assertEquals(all.get(i).logProbability(), found.get(i).logProbability(), 1e-5);
            assertArrayEquals(all.get(i).tokens(), found.get(i).tokens());
            total += Math.exp(found.get(i).logProbability());
        }
        assertEquals(1, total, 1e-5);
    }

    @Test
    void caches_give_what_a_pass_over_the_whole_sequence_gives() {
        List<Conjecture> found = GENERATOR.conjectures(TABLE, 7);
        assertEquals(7, found.size());
        for (Conjecture conjecture : found) {
            assertEquals(WORDS.start(), conjecture.tokens()[0]);
            assertEquals(logProbability(conjecture.tokens(), WORDS.length()), conjecture.logProbability(), 1e-4);
            assertEquals(WORDS.decode(conjecture.tokens()), conjecture.text());
        }
        for (int i = 1; i < found.size(); i++) {
            assertTrue(found.get(i - 1).logProbability() >= found.get(i).logProbability());
        }
    }

    @Test
    void one_beam_always_takes_the_most_probable_token() {
        int[] tokens = GENERATOR.conjectures(TABLE, 1).getFirst().tokens();
        var greedy = new int[WORDS.length()];
        greedy[0] = WORDS.start();
        for (int t = 1; t < greedy.length; t++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int word = 0; word < WORDS.size(); word++) {
                int[] tried = greedy.clone();
                tried[t] = word;
                double probability = logProbability(tried, t + 1);
                if (probability > best) {
                    best = probability;
                    greedy[t] = word;
                }
            }
        }
        assertArrayEquals(greedy, tokens);
    }

    @Test
    void equals_keep_the_order_of_beams_and_then_of_tokens() {
        var indifferent = new Empiricist(Empiricist.Kind.RULES, SmallWorld.ENCODING, SmallWorld.CONFIG, 1, 3);
        Arrays.fill(indifferent.parameters().values(), 0f);
        List<Conjecture> found = indifferent.conjectures(TABLE, 8, 3);
        for (int i = 0; i < 8; i++) {
            assertArrayEquals(new int[] {WORDS.start(), i / WORDS.size(), i % WORDS.size()}, found.get(i).tokens());
        }
    }

    @Test
    void a_beam_of_0_is_refused_with_a_sentence() {
        var e = assertThrows(IllegalArgumentException.class, () -> GENERATOR.conjectures(TABLE, 0));
        assertEquals("beams is 0; a search must keep at least 1 sequence, or there is nothing to conjecture.",
                e.getMessage());
    }

    @Test
    void an_empty_table_is_refused_with_a_sentence() {
        var empty = LabelledTable.empty(SmallWorld.WORLD);
        var e = assertThrows(IllegalArgumentException.class, () -> GENERATOR.conjectures(empty, 5));
        assertEquals("The table is empty; look at a structure first.", e.getMessage());
    }
}
