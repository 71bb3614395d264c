package dev.linnet.nn;

import dev.linnet.lanes.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sequences laid out in groups of sixteen lanes. They are sorted by length first, so that a group pads little; padding is
 * token 0 with ignored labels on the right, which a causal model's labelled positions never see.
 *
 * @param groups    groups in order of length
 * @param labelled  the number of labelled positions
 * @param sequences the number of sequences
 */
public record SequenceBatch(List<Group> groups, int labelled, int sequences) {
    /**
     * Sixteen sequences side by side.
     *
     * @param time   steps of the longest
     * @param tokens {@code [T][16]}
     * @param labels {@code [T][16]}
     * @param source the position in the batch's list of each lane, -1 for an unused lane
     */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Group(int time, int[] tokens, int[] labels, int[] source) {}

    /** Lays out {@code sequences}; unused lanes of the last group hold padding only. */
    public static SequenceBatch of(List<LabelledSequence> sequences) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < sequences.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> sequences.get(i).length()));
        var groups = new ArrayList<Group>();
        int labelled = 0;
        for (int from = 0; from < order.size(); from += Lanes.WIDTH) {
            List<Integer> members = order.subList(from, Math.min(from + Lanes.WIDTH, order.size()));
            int time = sequences.get(members.getLast()).length();
            int[] tokens = new int[time * Lanes.WIDTH];
            int[] labels = new int[time * Lanes.WIDTH];
            int[] source = new int[Lanes.WIDTH];
            Arrays.fill(labels, LabelledSequence.IGNORED);
            Arrays.fill(source, -1);
            for (int lane = 0; lane < members.size(); lane++) {
                source[lane] = members.get(lane);
                LabelledSequence sequence = sequences.get(members.get(lane));
                for (int t = 0; t < sequence.length(); t++) {
                    tokens[t * Lanes.WIDTH + lane] = sequence.tokens()[t];
                    labels[t * Lanes.WIDTH + lane] = sequence.labels()[t];
                    if (sequence.labels()[t] != LabelledSequence.IGNORED) {
                        labelled++;
                    }
                }
            }
            groups.add(new Group(time, tokens, labels, source));
        }
        return new SequenceBatch(List.copyOf(groups), labelled, sequences.size());
    }

    /** The steps of the longest sequence. */
    public int time() {
        return groups.isEmpty() ? 0 : groups.getLast().time();
    }
}
