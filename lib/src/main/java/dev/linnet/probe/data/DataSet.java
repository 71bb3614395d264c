package dev.linnet.probe.data;

import java.nio.file.Path;
import java.util.List;

import dev.linnet.probe.Samples;

/**
 * Samples, and what one must know to use and to cite them.
 *
 * @param name     such as {@code digits}
 * @param samples  the data
 * @param features names of the features, {@code [features]}
 * @param classes  names of the classes, {@code [classes]}; class k of the samples is the k-th
 * @param origin   who made it, and what was taken
 * @param licence  under which it may be passed on
 */
public record DataSet(String name, Samples samples, List<String> features, List<String> classes, String origin,
        String licence) {
    public DataSet {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
        if (features.size() != samples.features() || classes.size() != samples.classes()) {
            throw new IllegalArgumentException("there are " + features.size() + " names of features and "
                    + classes.size() + " of classes; the samples have " + samples.features() + " and "
                    + samples.classes());
        }
    }

    /** Scikit-learn's copy of the digits of the UCI repository: 1,797 pictures of 8 x 8 pixels, 0 to 16, of 10 digits. */
    public static DataSet digits() {
        return Bundled.DIGITS.load();
    }

    /** Breast Cancer Wisconsin (Diagnostic): 569 samples, 30 features of cell nuclei, malignant or benign. */
    public static DataSet breastCancer() {
        return Bundled.BREAST_CANCER.load();
    }

    /** Wine recognition: 178 samples, 13 features of a chemical analysis, 3 cultivars. */
    public static DataSet wine() {
        return Bundled.WINE.load();
    }

    /** Fisher's iris: 150 samples, 4 features, 3 species. */
    public static DataSet iris() {
        return Bundled.IRIS.load();
    }

    /**
     * The first 12,000 training pictures of Fashion-MNIST, reduced to 14 x 14 pixels of 16 grey levels, 0 to 1: 10 kinds of clothing.
     */
    public static DataSet smallFashionTraining() {
        return Bundled.FASHION_TRAINING.load();
    }

    /** The first 3,000 test pictures of Fashion-MNIST, reduced in the same way. */
    public static DataSet smallFashionTest() {
        return Bundled.FASHION_TEST.load();
    }

    /**
     * Fashion-MNIST in full, 60,000 or 10,000 pictures of 28 x 28 pixels, 0 to 1, from the four files that Debian's package
     * {@code dataset-fashion-mnist} installs in {@code /usr/share/datasets/fashion-mnist}.
     *
     * @param folder   with {@code train-images-idx3-ubyte.gz} and its like
     * @param training whether the training set is wanted, else the test set
     */
    public static DataSet fashion(Path folder, boolean training) {
        return FashionMnist.load(folder, training);
    }

    /** A file of Weka's form; its last nominal attribute is the class, and all others must be numeric. */
    public static DataSet arff(Path file) {
        return Arff.load(file);
    }
}
