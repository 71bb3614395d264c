package dev.linnet.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsException;
import dev.linnet.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A saved probe is the probe, and a file that is none is refused in a sentence. */
class ProbeFileTest {
    @TempDir
    Path folder;

    private static Samples samples(long seed, int classes) {
        var random = new SplittableRandom(seed);
        double[][] rows = new double[90][5];
        int[] labels = new int[90];
        for (int i = 0; i < 90; i++) {
            labels[i] = i % classes;
            for (int j = 0; j < 5; j++) {
                rows[i][j] = random.nextGaussian() + (j == labels[i] ? 2 : 0);
            }
        }
        return Samples.of(rows, labels);
    }

    static Stream<Probe> probes() {
        return Stream.of(new GaussianNaiveBayes(), new GaussianNaiveBayes(GaussianNaiveBayes.Variance.PER_CLASS),
                new LogisticRegression(LogisticRegression.Options.USUAL.withC(3)),
                new StochasticLogisticRegression(StochasticLogisticRegression.Options.adamW(4).withEpochs(3)));
    }

    @ParameterizedTest
    @MethodSource("probes")
    void a_loaded_probe_gives_the_same_bits(Probe probe) throws IOException {
        for (int classes : new int[] {2, 3}) {
            probe.fit(samples(1, classes));
            Path file = folder.resolve("probe.safetensors");
            ProbeFile.save(file, probe);
            Probe loaded = ProbeFile.load(file).probe();
            assertEquals(probe.toString(), loaded.toString());
            double[] x = samples(2, classes).x();
            assertArrayEquals(probe.scores(x), loaded.scores(x));
            assertEquals(classes, loaded.classes());
        }
    }

    @Test
    void a_loaded_probe_that_learns_from_pieces_goes_on_as_if_nothing_had_been() throws IOException {
        for (Probe probe : List.of(new GaussianNaiveBayes(),
                new StochasticLogisticRegression(StochasticLogisticRegression.Options.momentum(7).withRate(0.1)))) {
            probe.partialFit(samples(1, 3));
            Path file = folder.resolve("half.safetensors");
            ProbeFile.save(file, probe);
            Probe loaded = ProbeFile.load(file).probe();
            for (Probe either : List.of(probe, loaded)) {
                either.partialFit(samples(2, 3));
                either.partialFit(samples(3, 3));
            }
            double[] x = samples(4, 3).x();
            assertArrayEquals(probe.scores(x), loaded.scores(x));
        }
    }

    @Test
    void how_a_fit_ended_and_the_scaler_are_kept() throws IOException {
        Samples raw = samples(1, 3);
        MinMaxScaler scaler = MinMaxScaler.fit(raw);
        var probe = new LogisticRegression();
        probe.fit(scaler.apply(raw));
        Path file = folder.resolve("probe.safetensors");
        ProbeFile.save(file, probe, scaler);
        ProbeFile saved = ProbeFile.load(file);
        assertArrayEquals(scaler.apply(raw).x(), saved.scaled(raw).x());
        assertEquals(probe.score(scaler.apply(raw)), saved.probe().score(saved.scaled(raw)));
        assertEquals(probe.minimum().iterations(), ((LogisticRegression) saved.probe()).minimum().iterations());
        ProbeFile.save(file, probe);
        assertTrue(ProbeFile.load(file).scaler().isEmpty());
        var narrow = new MinMaxScaler(new double[1], new double[1]);
        assertThrows(IllegalArgumentException.class, () -> ProbeFile.save(file, probe, narrow));
    }

    @Test
    void a_probe_that_was_not_fitted_is_not_saved() {
        assertThrows(IllegalStateException.class,
                () -> ProbeFile.save(folder.resolve("none"), new GaussianNaiveBayes()));
    }

    private String refusal(Path file) {
        return assertThrows(SafeTensorsException.class, () -> ProbeFile.load(file)).getMessage();
    }

    @Test
    void damaged_files_are_refused_in_a_sentence() throws IOException {
        Path file = folder.resolve("p.safetensors");
        new SafeTensorsWriter(Map.of("a", "b")).write(file);
        assertEquals("p.safetensors: it is no probe that Linnet saved; its metadata has no linnet.probe.",
                refusal(file));

        String about = "\"library\":\"9\",\"features\":2,\"classes\":2,\"variance\":\"POOLED\",\"epsilon\":1e-9";
        new SafeTensorsWriter(Map.of("linnet.probe", "{\"version\":2," + about + "}")).write(file);
        assertEquals("p.safetensors: it is of format 2, written by Linnet \"9\"; this one reads format 1.",
                refusal(file));
        new SafeTensorsWriter(Map.of("linnet.probe", "{\"version\":1,\"kind\":\"tree\"," + about + "}")).write(file);
        assertEquals("p.safetensors: its probe is a tree, which this version does not know.", refusal(file));
        new SafeTensorsWriter(Map.of("linnet.probe", "[1")).write(file);
        assertTrue(refusal(file).startsWith("p.safetensors: what it says of its probe cannot be read ("));

        String bayes = "{\"version\":1,\"kind\":\"gaussian naive Bayes\"," + about + "}";
        new SafeTensorsWriter(Map.of("linnet.probe", bayes)).write(file);
        assertEquals("p.safetensors: tensor counts is missing.", refusal(file));
        statistics(file, bayes, new double[] {3, 2.5}, new double[4], new double[4]);
        assertEquals("p.safetensors: class 1 is said to have had 2.5 samples; the file is damaged.", refusal(file));
        statistics(file, bayes, new double[] {3, 2}, new double[4], new double[] {1, 1, -1, 1});
        assertEquals("p.safetensors: a sum of squares in it is -1.0; the file is damaged.", refusal(file));
        statistics(file, bayes, new double[] {3, 2}, new double[] {0, Double.NaN, 0, 0}, new double[4]);
        assertEquals("p.safetensors: number 1 of tensor means is NaN; the file is damaged.", refusal(file));
        new SafeTensorsWriter(Map.of("linnet.probe", bayes)).doubles("counts", List.of(1L), new double[1]).write(file);
        assertEquals("p.safetensors: tensor counts has the shape [1]; its probe asks for [2].", refusal(file));
    }

    private static void statistics(Path file, String about, double[] counts, double[] means, double[] squares)
            throws IOException {
        new SafeTensorsWriter(Map.of("linnet.probe", about)).doubles("counts", List.of(2L), counts)
                .doubles("means", List.of(2L, 2L), means)
                .doubles("squares", List.of(2L, 2L), squares)
                .write(file);
    }

    @Test
    void every_truncation_of_a_file_is_refused() throws IOException {
        var probe = new GaussianNaiveBayes();
        probe.fit(samples(1, 3));
        Path whole = folder.resolve("whole");
        ProbeFile.save(whole, probe);
        byte[] bytes = Files.readAllBytes(whole);
        Path part = folder.resolve("part");
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(part, Arrays.copyOf(bytes, length));
            assertTrue(refusal(part).startsWith("part: "), () -> refusal(part));
        }
        try (SafeTensors file = SafeTensors.open(whole)) {
            assertEquals(3, file.tensors().size());
        }
    }
}
