package dev.linnet.probe.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import dev.linnet.probe.Samples;

/** The files that come along. Checksums are of what the files hold when decompressed, and are checked whenever they are read. */
enum Bundled {
    DIGITS("digits.csv.gz", "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
            """
                    Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository: its test set, as \
                    in scikit-learn, unchanged"""), BREAST_CANCER(
                    "breast_cancer.csv.gz", "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
                    """
                            Breast Cancer Wisconsin (Diagnostic), W. Wolberg, O. Mangasarian, N. Street and W. Street 1993, UCI Machine Learning \
                            Repository, as in scikit-learn, unchanged"""), WINE(
                            "wine_data.csv.gz", "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
                            """
                                    Wine, S. Aeberhard and M. Forina 1992, UCI Machine Learning Repository, as in scikit-learn, unchanged"""), IRIS(
                                    "iris.csv.gz", "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
                                    """
                                            Iris, R. A. Fisher 1936, UCI Machine Learning Repository, as in scikit-learn, unchanged"""), FASHION_TRAINING(
                                            "small-fashion-training.idx.gz",
                                            "1ecede57af4fd5c8fd0eafbdc1f13ed2e4e13f348b4c0c65aacaa8868653beb4",
                                            """
                                                    Fashion-MNIST, H. Xiao, K. Rasul and R. Vollgraf 2017, Zalando SE: the first 12,000 training pictures, reduced to 14 x 14 pixels \
                                                    of 16 grey levels"""), FASHION_TEST(
                                                    "small-fashion-test.idx.gz",
                                                    "043ed572c519e5b141ccb1759e91e36c7ed07d4e0f5aebf3ba0e528d8a08a69c",
                                                    """
                                                            Fashion-MNIST, H. Xiao, K. Rasul and R. Vollgraf 2017, Zalando SE: the first 3,000 test pictures, reduced to 14 x 14 pixels of 16 \
                                                            grey levels""");

    private static final String UCI = "CC BY 4.0 (UCI Machine Learning Repository); files from scikit-learn, BSD-3-Clause";

    private final String file;
    private final String sha256;
    private final String origin;

    Bundled(String file, String sha256, String origin) {
        this.file = file;
        this.sha256 = sha256;
        this.origin = origin;
    }

    DataSet load() {
        byte[] bytes = bytes();
        return switch (this) {
            case DIGITS -> table(bytes, IntStream.range(0, 64).mapToObj(j -> "pixel " + j / 8 + "," + j % 8).toList(),
                    IntStream.range(0, 10).mapToObj(Integer::toString).toList(), 0);
            case BREAST_CANCER -> table(bytes, nuclei(), List.of("malignant", "benign"), 1);
            case WINE -> table(bytes,
                    List.of("alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols",
                            "flavanoids", "nonflavanoid phenols", "proanthocyanins", "color intensity", "hue",
                            "OD280/OD315 of diluted wines", "proline"),
                    List.of("cultivar 1", "cultivar 2", "cultivar 3"), 1);
            case IRIS -> table(bytes, List.of("sepal length", "sepal width", "petal length", "petal width"),
                    List.of("setosa", "versicolor", "virginica"), 1);
            case FASHION_TRAINING, FASHION_TEST -> FashionMnist.small(name(file), bytes, origin);
        };
    }

    /** What the file holds, decompressed and checked. */
    byte[] bytes() {
        try (var in = Bundled.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the data set " + file + " is missing from the library's jar");
            }
            byte[] packed = in.readAllBytes();
            byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
            String found = sha256(bytes);
            if (!found.equals(sha256)) {
                throw new IllegalStateException("the data set " + file + " has the checksum " + found + " instead of "
                        + sha256 + "; its copy in the library's jar is damaged");
            }
            return bytes;
        } catch (IOException failure) {
            throw new UncheckedIOException("the data set " + file + " cannot be read", failure);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static String name(String file) {
        return file.substring(0, file.indexOf('.'));
    }

    /** A row a line, its label last, after {@code headings} lines. */
    private DataSet table(byte[] bytes, List<String> features, List<String> classes, int headings) {
        var lines = new String(bytes, StandardCharsets.US_ASCII).lines().skip(headings).toList();
        var x = new double[lines.size() * features.size()];
        var labels = new int[lines.size()];
        for (int row = 0; row < labels.length; row++) {
            String[] fields = lines.get(row).split(",", -1);
            for (int j = 0; j < features.size(); j++) {
                x[row * features.size() + j] = Double.parseDouble(fields[j]);
            }
            labels[row] = Integer.parseInt(fields[features.size()]);
        }
        return new DataSet(name(file), new Samples(x, features.size(), labels, classes.size()), features, classes,
                origin, UCI);
    }

    private static List<String> nuclei() {
        var names = new ArrayList<String>();
        for (String kind : List.of("mean", "error", "worst")) {
            for (String what : List.of("radius", "texture", "perimeter", "area", "smoothness", "compactness",
                    "concavity", "concave points", "symmetry", "fractal dimension")) {
                names.add(kind + " " + what);
            }
        }
        return names;
    }
}
