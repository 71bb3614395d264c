package dev.linnet.statetracking;

import dev.linnet.attention.study.Transition;
import dev.linnet.nn.ModelTwin;
import dev.linnet.nn.SequenceModel;
import dev.linnet.nn.StateTransition;
import dev.linnet.rendering.Charts;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * The eigenvalues of what the tokens of a sequence do to a model's states, computed in double precision from the model's weights by
 * {@link ModelTwin#transitions}. A generalised Householder matrix I - β k k^T has 1 - β and otherwise ones; a product of several is
 * not symmetric and may have complex pairs.
 *
 * @param name        of the model
 * @param eigenvalues of every layer, head and time
 */
public record Spectrum(String name, List<Eigenvalue> eigenvalues) {
    /** How far the axes of a unit circle reach. */
    private static final double MARGIN = 1.15;
    private static final double LEAST_SHARE = 1e-3;

    /**
     * One eigenvalue of one transition.
     *
     * @param layer     number of the block
     * @param head      number of the head
     * @param time      position
     * @param token     the token there
     * @param real      real part
     * @param imaginary imaginary part
     */
    public record Eigenvalue(int layer, int head, int time, int token, double real, double imaginary) {
        /** The distance from 0: how much of the state is left after the step. */
        public double modulus() {
            return Math.hypot(real, imaginary);
        }
    }

    public Spectrum {
        eigenvalues = List.copyOf(eigenvalues);
    }

    /**
     * The spectrum of a model over a sequence of tokens.
     *
     * @throws IllegalArgumentException for a model without linear transitions: an LSTM, a transformer
     */
    public static Spectrum of(String name, SequenceModel model, int... tokens) {
        var eigenvalues = new ArrayList<Eigenvalue>();
        for (StateTransition transition : new ModelTwin(model).transitions(ModelTwin.values(model), tokens)) {
            add(eigenvalues, transition, transition.matrix(), tokens[transition.time()]);
        }
        return new Spectrum(name, eigenvalues);
    }

    /**
     * The spectrum of the product of all tokens' transitions, A_T ... A_1, of every layer and head: what a whole word does to a state.
     * Time and token are those of the last.
     */
    public static Spectrum ofProduct(String name, SequenceModel model, int... tokens) {
        var eigenvalues = new ArrayList<Eigenvalue>();
        List<StateTransition> transitions = new ModelTwin(model).transitions(ModelTwin.values(model), tokens);
        for (StateTransition last : transitions) {
            if (last.time() == tokens.length - 1) {
                double[][] product = null;
                for (StateTransition transition : transitions) {
                    if (transition.layer() == last.layer() && transition.head() == last.head()) {
                        product = product == null ? transition.matrix() : multiply(transition.matrix(), product);
                    }
                }
                add(eigenvalues, last, product, tokens[last.time()]);
            }
        }
        return new Spectrum(name, eigenvalues);
    }

    private static double[][] multiply(double[][] a, double[][] b) {
        double[][] c = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a.length; k++) {
                for (int j = 0; j < a.length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static void add(List<Eigenvalue> eigenvalues, StateTransition at, double[][] matrix, int token) {
        var transition = new Transition(matrix);
        if (transition.isDiagonal()) {
            for (int i = 0; i < matrix.length; i++) {
                eigenvalues.add(new Eigenvalue(at.layer(), at.head(), at.time(), token, matrix[i][i], 0));
            }
        } else {
            for (Transition.Eigenvalue value : transition.eigenvalues()) {
                eigenvalues.add(new Eigenvalue(at.layer(), at.head(), at.time(), token, value.real(),
                        value.imaginary()));
            }
        }
    }

    /** The eigenvalues that a condition takes, under the same name. */
    public Spectrum where(Predicate<Eigenvalue> condition) {
        return new Spectrum(name, eigenvalues.stream().filter(condition).toList());
    }

    /** The same under another name. */
    public Spectrum named(String newName) {
        return new Spectrum(newName, eigenvalues);
    }

    /** The eigenvalues of one token. */
    public Spectrum ofToken(int token) {
        return where(eigenvalue -> eigenvalue.token() == token);
    }

    /** The smallest real part; -1 is what parity needs. */
    public double smallestReal() {
        return require().stream().mapToDouble(Eigenvalue::real).min().getAsDouble();
    }

    /** The largest imaginary part: 0 for a model that cannot turn a state. */
    public double largestImaginary() {
        return require().stream().mapToDouble(Eigenvalue::imaginary).max().getAsDouble();
    }

    /** The largest modulus: above 1 a state may grow without bound. */
    public double largestModulus() {
        return require().stream().mapToDouble(Eigenvalue::modulus).max().getAsDouble();
    }

    /** The distance of the nearest eigenvalue from a point of the complex plane. */
    public double distance(double real, double imaginary) {
        return require().stream()
                .mapToDouble(e -> Math.hypot(e.real() - real, e.imaginary() - imaginary))
                .min()
                .getAsDouble();
    }

    private List<Eigenvalue> require() {
        if (eigenvalues.isEmpty()) {
            throw new IllegalArgumentException(name + " has no eigenvalue here.");
        }
        return eigenvalues;
    }

    /** One row an eigenvalue. */
    public Table table() {
        return Table.create(name, IntColumn.create("layer", eigenvalues.stream().mapToInt(Eigenvalue::layer).toArray()),
                IntColumn.create("head", eigenvalues.stream().mapToInt(Eigenvalue::head).toArray()),
                IntColumn.create("position", eigenvalues.stream().mapToInt(Eigenvalue::time).toArray()),
                IntColumn.create("token", eigenvalues.stream().mapToInt(Eigenvalue::token).toArray()),
                DoubleColumn.create("real", eigenvalues.stream().mapToDouble(Eigenvalue::real).toArray()),
                DoubleColumn.create("imaginary", eigenvalues.stream().mapToDouble(Eigenvalue::imaginary).toArray()));
    }

    /** Spectra as points of the complex plane with the unit circle around them, which is round; equal points are drawn once. */
    public static XYChart unitCircle(String title, List<Spectrum> spectra) {
        XYChart chart = Charts.points(title, "real part", "imaginary part");
        chart.getStyler().setXAxisMin(-MARGIN).setXAxisMax(MARGIN).setYAxisMin(-MARGIN).setYAxisMax(MARGIN);
        double[] x = new double[121];
        double[] y = new double[121];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.cos(2 * Math.PI * i / (x.length - 1));
            y[i] = Math.sin(2 * Math.PI * i / (x.length - 1));
        }
        XYSeries circle = chart.addSeries("unit circle", x, y);
        circle.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line)
                .setMarker(SeriesMarkers.NONE)
                .setLineWidth(1)
                .setShowInLegend(false);
        for (Spectrum spectrum : spectra) {
            List<long[]> points = spectrum.require()
                    .stream()
                    .map(e -> List.of(Math.round(e.real() * 500), Math.round(e.imaginary() * 500)))
                    .distinct()
                    .map(point -> new long[] {point.get(0), point.get(1)})
                    .toList();
            chart.addSeries(spectrum.name(), points.stream().mapToDouble(point -> point[0] / 500.0).toArray(),
                    points.stream().mapToDouble(point -> point[1] / 500.0).toArray())
                    .setMarker(SeriesMarkers.CIRCLE);
        }
        circle.setLineColor(CircleShape.COLOUR);
        CircleShape drawn = CircleShape.of(chart);
        double wide = Math.max(1, drawn.width() / drawn.height());
        double high = Math.max(1, drawn.height() / drawn.width());
        chart.getStyler().setXAxisMin(-MARGIN * wide).setXAxisMax(MARGIN * wide);
        chart.getStyler().setYAxisMin(-MARGIN * high).setYAxisMax(MARGIN * high);
        circle.setLineColor(Color.LIGHT_GRAY);
        return chart;
    }

    /**
     * The share of eigenvalues by real part, in steps of 0.1 from -1 to 1, one line a spectrum. Shares are on a logarithmic axis, because
     * most eigenvalues of a head that is wider than its factors are 1; less than a thousandth is drawn as that.
     */
    public static XYChart histogram(String title, List<Spectrum> spectra) {
        XYChart chart = Charts.lines(title, "real part of the eigenvalue", "share of all");
        chart.getStyler().setXAxisMin(-1.2).setXAxisMax(1.2);
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(LEAST_SHARE).setYAxisMax(1.0);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
        for (Spectrum spectrum : spectra) {
            double[] edges = new double[22];
            double[] shares = new double[22];
            for (int bin = 0; bin < 22; bin++) {
                edges[bin] = -1.05 + 0.1 * bin;
            }
            for (Eigenvalue eigenvalue : spectrum.require()) {
                int bin = (int) Math.round(Math.clamp(eigenvalue.real(), -1, 1) * 10) + 10;
                shares[bin] += 1.0 / spectrum.eigenvalues.size();
            }
            for (int bin = 0; bin < shares.length; bin++) {
                shares[bin] = Math.max(shares[bin], LEAST_SHARE);
            }
            chart.addSeries(spectrum.name(), edges, shares).setMarker(SeriesMarkers.NONE);
        }
        return chart;
    }
}
