package dev.linnet.probe;

/**
 * Maps each feature's range in the fitted samples to [0, 1]: {@code (x - low) / (high - low)}. A feature that is constant there becomes 0
 * everywhere. Other samples may leave [0, 1]; they are not clipped.
 *
 * @param low  {@code [features]}
 * @param high {@code [features]}
 */
@SuppressWarnings("ArrayRecordComponent") // read in place
public record MinMaxScaler(double[] low, double[] high) {
    /** The ranges of these samples; at least one. */
    public static MinMaxScaler fit(Samples samples) {
        if (samples.rows() == 0) {
            throw new IllegalArgumentException("there is no sample to take ranges from");
        }
        int n = samples.features();
        double[] low = samples.subset(0).x();
        double[] high = low.clone();
        for (int row = 1; row < samples.rows(); row++) {
            for (int j = 0; j < n; j++) {
                double value = samples.x()[row * n + j];
                low[j] = Math.min(low[j], value);
                high[j] = Math.max(high[j], value);
            }
        }
        return new MinMaxScaler(low, high);
    }

    /** These samples, scaled. */
    public Samples apply(Samples samples) {
        samples.require(low.length, samples.classes());
        int n = low.length;
        var scaled = new double[samples.x().length];
        for (int i = 0; i < scaled.length; i++) {
            int j = i % n;
            double range = high[j] - low[j];
            scaled[i] = range == 0 ? 0 : (samples.x()[i] - low[j]) / range;
        }
        return new Samples(scaled, n, samples.labels(), samples.classes());
    }
}
