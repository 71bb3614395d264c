package dev.linnet.odeen.learned;

import dev.linnet.attention.chunk.Team;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.Workers;
import dev.linnet.odeen.transformer.IncrementalDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The most probable sequences of a rule's decoder. It begins with one beam of sos; each of the sequence's other tokens extends every beam by
 * every token and keeps the best {@code beams}. An eos does not stop a beam; pads follow it. Of equals the one of the better beam comes
 * first, then the one with the smaller token.
 */
public final class BeamSearch {
    private final RuleHead head;
    private final RuleVocabulary vocabulary;
    private final int beams;
    private final int length;
    private final Linear.Pass score;
    private final IncrementalDecoder decoder;
    private final float[] x;
    private final float[] logits;

    /** A search that keeps {@code beams} sequences of {@code length} tokens, sos included, for memories of so many rows. */
    BeamSearch(RuleHead head, int beams, int length, int memoryTime) {
        requireBeams(beams);
        this.head = head;
        vocabulary = head.encoding.vocabulary();
        this.beams = beams;
        this.length = length;
        score = head.scores.pass(new Workers(1));
        decoder = new IncrementalDecoder(head.decoder, beams, length, memoryTime);
        x = new float[beams * head.width];
        logits = new float[beams * vocabulary.size()];
    }

    static void requireBeams(int beams) {
        if (beams < 1) {
            throw new IllegalArgumentException(
                    "beams is %d; a search must keep at least 1 sequence, or there is nothing to conjecture."
                            .formatted(beams));
        }
    }

    /** The sequences for one memory, the most probable first; fewer than {@code beams} only where there are no more. */
    List<Conjecture> search(float[] values, float[] memory) {
        decoder.begin(values, memory);
        int words = vocabulary.size();
        int count = 1;
        int[][] sequences = {new int[length]};
        sequences[0][0] = vocabulary.start();
        double[] sums = {0};
        for (int t = 1; t < length; t++) {
            Team.stopIfInterrupted();
            var tokens = new int[count];
            for (int i = 0; i < count; i++) {
                tokens[i] = sequences[i][t - 1];
            }
            head.embedding.forward(values, tokens, x, count, 1, t - 1);
            decoder.step(values, x, count);
            score.forward(values, x, logits, count);
            var candidates = new double[count * words];
            for (int i = 0; i < count; i++) {
                logProbabilities(logits, i * words, words, sums[i], candidates);
            }
            int[] kept = best(candidates, Math.min(beams, candidates.length));
            var next = new int[kept.length][];
            var nextSums = new double[kept.length];
            var origins = new int[kept.length];
            for (int i = 0; i < kept.length; i++) {
                origins[i] = kept[i] / words;
                next[i] = Arrays.copyOf(sequences[origins[i]], length);
                next[i][t] = kept[i] % words;
                nextSums[i] = candidates[kept[i]];
            }
            decoder.reorder(origins, kept.length);
            sequences = next;
            sums = nextSums;
            count = kept.length;
        }
        var found = new ArrayList<Conjecture>(count);
        for (int i = 0; i < count; i++) {
            found.add(new Conjecture(vocabulary.decode(sequences[i]), sequences[i], sums[i]));
        }
        return found;
    }

    /** The positions of the {@code count} largest numbers, the largest first; of equals the earlier first. */
    private static int[] best(double[] candidates, int count) {
        return IntStream.range(0, candidates.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> candidates[i]).reversed())
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** {@code to[at + i] = before + log softmax(logits)_i}. */
    static void logProbabilities(float[] logits, int at, int words, double before, double[] to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = at; i < at + words; i++) {
            max = Math.max(max, logits[i]);
        }
        double sum = 0;
        for (int i = at; i < at + words; i++) {
            sum += StrictMath.exp(logits[i] - max);
        }
        double log = max + StrictMath.log(sum);
        for (int i = at; i < at + words; i++) {
            to[i] = before + logits[i] - log;
        }
    }
}
