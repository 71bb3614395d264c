package dev.linnet.bench.probe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

import dev.linnet.probe.Samples;

/**
 * What is fitted: normal classes around centres of their own, so near to each other that no classifier is perfect.
 *
 * @param rows     samples
 * @param features n
 * @param classes  K
 */
record Workload(int rows, int features, int classes) {
    static final Workload FULL = new Workload(100_000, 512, 10);
    static final Workload QUICK = new Workload(2_000, 64, 5);
    private static final double APART = 0.12;

    Samples samples(long seed) {
        var random = new SplittableRandom(seed);
        var centres = new double[classes * features];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = APART * random.nextGaussian();
        }
        var x = new double[rows * features];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % classes;
            for (int j = 0; j < features; j++) {
                x[row * features + j] = centres[labels[row] * features + j] + random.nextGaussian();
            }
        }
        return new Samples(x, features, labels, classes);
    }

    /** Writes rows of doubles, little-endian, each with its label last. */
    static void write(Samples samples, Path file) throws IOException {
        int n = samples.features();
        var row = ByteBuffer.allocate((n + 1) * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < samples.rows(); i++) {
                row.clear();
                for (int j = 0; j < n; j++) {
                    row.putDouble(samples.x()[i * n + j]);
                }
                row.putDouble(samples.labels()[i]);
                out.write(row.array());
            }
        }
    }
}
