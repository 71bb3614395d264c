package dev.linnet.nn;

import dev.linnet.attention.chunk.Team;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a model computes at one place, one row for every labelled position of some sequences. The labels are the sequences' own, so they
 * need not be those that the model was trained to give.
 *
 * <p>The residual stream is read from the fast forward pass, and the states of blocks, which no fast pass keeps, from {@link ModelTwin}.
 *
 * @param site      where
 * @param width     numbers of a row
 * @param x         {@code [rows][width]}
 * @param labels    {@code [rows]}
 * @param sequences {@code [rows]}: the sequence that the row is of
 * @param positions {@code [rows]}: the row's position in it
 */
@SuppressWarnings("ArrayRecordComponent") // large data, read in place
public record Activations(Site site, int width, double[] x, int[] labels, int[] sequences, int[] positions) {
    /** What is written for one position of one sequence. */
    @FunctionalInterface
    private interface Read {
        void at(int position, double[] to, int offset);
    }

    /**
     * Reads a model's activations.
     *
     * @param threads most threads of the fast pass, at least 1; the result does not depend on them
     * @throws IllegalArgumentException if the model has no such place, or no position has a label
     */
    public static Activations of(SequenceModel model, Site site, List<LabelledSequence> sequences, int threads) {
        site.require(model.config());
        if (site.kind() == Site.Kind.STATE && model.config() instanceof BlockConfig) {
            return twin(model, site, sequences);
        }
        int width = model.config().width();
        Activations result = empty(site, width, sequences);
        int[] begin = begins(sequences);
        SequenceBatch batch = SequenceBatch.of(sequences);
        float[] values = model.parameters().values();
        try (var runner = new GroupRunner(model, threads)) {
            runner.forEach(batch, (number, pass) -> {
                SequenceBatch.Group group = batch.groups().get(number);
                pass.forward(values, group.tokens(), group.time());
                float[] activation = pass.activation(site);
                for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                    int source = group.source()[lane];
                    int column = lane;
                    if (source >= 0) {
                        result.fill(sequences.get(source), source, begin[source], (t, to, offset) -> {
                            for (int c = 0; c < width; c++) {
                                to[offset + c] = activation[Lanes.index(t, c, column, width)];
                            }
                        });
                    }
                }
            });
        }
        return result;
    }

    /** The same in double precision, one sequence at a time, on all cores. */
    public static Activations twin(SequenceModel model, Site site, List<LabelledSequence> sequences) {
        site.require(model.config());
        var twin = new ModelTwin(model);
        double[] values = ModelTwin.values(model);
        int[] begin = begins(sequences);
        int width = twin.activations(values, sequences.getFirst().tokens(), site)[0].length;
        Activations result = empty(site, width, sequences);
        Team.run(Runtime.getRuntime().availableProcessors(), sequences.size(), (i, _) -> {
            double[][] activation = twin.activations(values, upToLastLabel(sequences.get(i)), site);
            result.fill(sequences.get(i), i, begin[i],
                    (t, to, offset) -> System.arraycopy(activation[t], 0, to, offset, width));
        });
        return result;
    }

    /** The tokens that a causal model needs for the labelled positions. */
    private static int[] upToLastLabel(LabelledSequence sequence) {
        int end = sequence.length();
        while (end > 0 && sequence.labels()[end - 1] == LabelledSequence.IGNORED) {
            end--;
        }
        return Arrays.copyOf(sequence.tokens(), end);
    }

    private static Activations empty(Site site, int width, List<LabelledSequence> sequences) {
        int rows = sequences.stream().mapToInt(Activations::labelled).sum();
        if (rows == 0) {
            throw new IllegalArgumentException("No position of the %d sequences has a label.".formatted(
                    sequences.size()));
        }
        return new Activations(site, width, new double[Math.multiplyExact(rows, width)], new int[rows], new int[rows],
                new int[rows]);
    }

    private static int labelled(LabelledSequence sequence) {
        return (int) Arrays.stream(sequence.labels()).filter(label -> label != LabelledSequence.IGNORED).count();
    }

    private static int[] begins(List<LabelledSequence> sequences) {
        int[] begin = new int[sequences.size()];
        for (int i = 1; i < begin.length; i++) {
            begin[i] = begin[i - 1] + labelled(sequences.get(i - 1));
        }
        return begin;
    }

    private void fill(LabelledSequence sequence, int number, int begin, Read read) {
        int row = begin;
        for (int t = 0; t < sequence.length(); t++) {
            if (sequence.labels()[t] != LabelledSequence.IGNORED) {
                read.at(t, x, row * width);
                labels[row] = sequence.labels()[t];
                sequences[row] = number;
                positions[row] = t;
                row++;
            }
        }
    }

    /** The number of rows. */
    public int rows() {
        return labels.length;
    }

    /** Some of the rows, chosen by their number. */
    public Activations rows(IntPredicate wanted) {
        int[] kept = IntStream.range(0, rows()).filter(wanted).toArray();
        var part = new double[Math.multiplyExact(kept.length, width)];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(x, kept[i] * width, part, i * width, width);
        }
        return new Activations(site, width, part, pick(labels, kept), pick(sequences, kept), pick(positions, kept));
    }

    private static int[] pick(int[] from, int[] rows) {
        return Arrays.stream(rows).map(row -> from[row]).toArray();
    }

    /** Such as {@code state 0: 8192 rows x 256}. */
    @Override
    public String toString() {
        return site + ": " + rows() + " rows x " + width;
    }
}
