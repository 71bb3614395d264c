package dev.linnet.odeen.learned;

import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A world of three cells and two words for tests of networks, which need no meaning. */
final class SmallWorld {
    static final Encoding ENCODING = new Encoding(3, new float[][] {{0, 0}, {1, 0}, {1, 1}},
            new RuleVocabulary(List.of("one", "two"), 3));
    /** Its structures are those of three cells of three pieces. */
    static final Universe WORLD = Universe.mini().withLength(3).withPieces(".AB");
    static final TransformerConfig CONFIG = new TransformerConfig(32, 2, 1, 2, 16, 0);

    private SmallWorld() {}

    static Batch batch(int size, int tableSize, int queries, long seed) {
        var random = new SplittableRandom(seed);
        Batch batch = Batch.of(size, tableSize, queries, ENCODING);
        draw(batch.tables(), ENCODING.pieces(), random);
        draw(batch.tableLabels(), 2, random);
        draw(batch.structures(), ENCODING.pieces(), random);
        draw(batch.labels(), 2, random);
        draw(batch.rules(), ENCODING.vocabulary().size(), random);
        return batch;
    }

    private static void draw(int[] numbers, int bound, SplittableRandom random) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(bound);
        }
    }

    static LabelledTable observations(int size, long seed) {
        var random = new SplittableRandom(seed);
        var structures = new int[size];
        var labels = new boolean[size];
        for (int i = 0; i < size; i++) {
            structures[i] = random.nextInt(27);
            labels[i] = random.nextBoolean();
        }
        return LabelledTable.of(WORLD, structures, labels);
    }

    /** Weights that are less regular than the first ones: norms and biases, too. */
    static void stir(Learner learner, long seed) {
        var random = new SplittableRandom(seed);
        float[] values = learner.parameters().values();
        for (int i = 0; i < learner.parameters().size(); i++) {
            values[i] += (float) (0.1 * random.nextGaussian());
        }
    }

    static double[] doubles(float[] values, int size) {
        var doubles = new double[size];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
