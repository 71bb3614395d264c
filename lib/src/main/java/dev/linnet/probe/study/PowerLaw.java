package dev.linnet.probe.study;

/**
 * {@code y = factor x^exponent}, by least squares of {@code ln y} against {@code ln x}.
 *
 * @param factor   y at x = 1
 * @param exponent the slope in a plot with two logarithmic axes: near 1 where y grows with x, near 0 where it does not
 * @param spread   root of the mean square of {@code ln y} off the line
 */
public record PowerLaw(double factor, double exponent, double spread) {
    /**
     * The line through these points.
     *
     * @param x above 0, at least two different
     * @param y above 0, as many
     */
    public static PowerLaw fit(double[] x, double[] y) {
        if (x.length != y.length || x.length < 2) {
            throw new IllegalArgumentException("there are " + x.length + " x and " + y.length
                    + " y; a line needs as many of both, at least two");
        }
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            if (!(x[i] > 0) || !(y[i] > 0)) {
                throw new IllegalArgumentException("point " + i + " is (" + x[i] + ", " + y[i]
                        + "); logarithms need numbers above 0");
            }
            meanX += Math.log(x[i]) / x.length;
            meanY += Math.log(y[i]) / x.length;
        }
        double squares = 0;
        double products = 0;
        for (int i = 0; i < x.length; i++) {
            double off = Math.log(x[i]) - meanX;
            squares += off * off;
            products += off * (Math.log(y[i]) - meanY);
        }
        if (squares == 0) {
            throw new IllegalArgumentException("all x are " + x[0] + "; a line needs two different");
        }
        double exponent = products / squares;
        double factor = Math.exp(meanY - exponent * meanX);
        double off = 0;
        for (int i = 0; i < x.length; i++) {
            double distance = Math.log(y[i] / factor) - exponent * Math.log(x[i]);
            off += distance * distance / x.length;
        }
        return new PowerLaw(factor, exponent, Math.sqrt(off));
    }

    /** The line at x. */
    public double at(double x) {
        return factor * Math.pow(x, exponent);
    }
}
