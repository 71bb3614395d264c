package dev.linnet.probe.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import dev.linnet.probe.Samples;

/** Fashion-MNIST: in full from its own files, and the small one that comes along. */
final class FashionMnist {
    static final String LICENCE = "MIT, Copyright (c) 2017 Zalando SE, https://tech.zalando.com";
    private static final List<String> CLASSES = List.of("T-shirt/top", "trouser", "pullover", "dress", "coat",
            "sandal", "shirt", "sneaker", "bag", "ankle boot");
    private static final int WIDE = 28;
    private static final int SMALL = WIDE / 2;
    private static final int LEVELS = 16;

    private FashionMnist() {}

    static DataSet load(Path folder, boolean training) {
        String part = training ? "train" : "t10k";
        Idx images = Idx.read(folder.resolve(part + "-images-idx3-ubyte.gz"));
        Idx labels = Idx.read(folder.resolve(part + "-labels-idx1-ubyte.gz"));
        var x = new double[images.numbers().length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (images.numbers()[i] & 0xff) / 255.0;
        }
        var its = IntStream.range(0, labels.numbers().length).map(i -> labels.numbers()[i]).toArray();
        return of("fashion-mnist " + (training ? "training" : "test"), x, WIDE, its,
                "Fashion-MNIST, H. Xiao, K. Rasul and R. Vollgraf 2017, Zalando SE");
    }

    private static DataSet of(String name, double[] x, int width, int[] labels, String origin) {
        var features = IntStream.range(0, width * width).mapToObj(j -> "pixel " + j / width + "," + j % width).toList();
        return new DataSet(name, new Samples(x, width * width, labels, CLASSES.size()), features, CLASSES, origin,
                LICENCE);
    }

    /**
     * The first pictures as the small files have them: the mean of 2 x 2 pixels in 16 levels, 0 to 15; a row of
     * {@code 14 * 14 + 1} bytes each, the label last.
     */
    static Idx reduce(DataSet full, int count) {
        int width = SMALL * SMALL + 1;
        var numbers = new byte[count * width];
        for (int i = 0; i < count; i++) {
            for (int y = 0; y < SMALL; y++) {
                for (int x = 0; x < SMALL; x++) {
                    long sum = 0;
                    for (int corner = 0; corner < 4; corner++) {
                        int pixel = (2 * y + corner / 2) * WIDE + 2 * x + corner % 2;
                        sum += Math.round(full.samples().at(i, pixel) * 255);
                    }
                    numbers[i * width + y * SMALL + x] = (byte) Math.round(sum / (4 * 255.0) * (LEVELS - 1));
                }
            }
            numbers[i * width + width - 1] = (byte) full.samples().labels()[i];
        }
        return new Idx(new int[] {count, width}, numbers);
    }

    static DataSet small(String name, byte[] bytes, String origin) {
        Idx idx = Idx.parse(bytes, name);
        int rows = idx.dimensions()[0];
        int width = idx.dimensions()[1];
        var x = new double[rows * (width - 1)];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width - 1; j++) {
                x[row * (width - 1) + j] = idx.numbers()[row * width + j] / (LEVELS - 1.0);
            }
            labels[row] = idx.numbers()[row * width + width - 1];
        }
        return of(name, x, SMALL, labels, origin);
    }
}
