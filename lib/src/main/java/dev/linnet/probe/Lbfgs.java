package dev.linnet.probe;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Minimises a smooth function by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno: two-loop recursion over the
 * last ten steps, and a line search for the strong Wolfe conditions with {@code c1 = 1e-4, c2 = 0.9} (Nocedal and Wright,
 * "Numerical Optimization", algorithms 7.4, 3.5 and 3.6).
 */
public final class Lbfgs {
    /** A function and its gradient. */
    public interface Objective {
        /** The number of parameters. */
        int dimension();

        /** The value at {@code parameters}; writes the gradient there into {@code gradient}. */
        double evaluate(double[] parameters, double[] gradient);
    }

    /**
     * What was found.
     *
     * @param parameters the best point
     * @param value      the function there
     * @param slope      the largest entry of the gradient there, without its sign
     * @param iterations steps taken
     * @param evaluations how often the function was evaluated
     * @param converged  whether {@code slope} is at most the tolerance
     */
    @SuppressWarnings("ArrayRecordComponent") // read in place
    public record Minimum(double[] parameters, double value, double slope, int iterations, int evaluations,
            boolean converged) {}

    private static final int HISTORY = 10;
    private static final double SUFFICIENT = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final double ROUNDING = 1e-14;
    private static final int TRIALS = 40;

    private final Objective objective;
    private final double[] direction;
    private final Deque<Step> history = new ArrayDeque<>();
    private double[] x;
    private double[] gradient;
    private double[] nextX;
    private double[] nextGradient;
    private double value;
    private double nextValue;
    private int evaluations;

    @SuppressWarnings("ArrayRecordComponent") // read in place
    private record Step(double[] moved, double[] turned, double inverse) {}

    private Lbfgs(Objective objective, double[] start) {
        this.objective = objective;
        this.x = start.clone();
        this.gradient = new double[start.length];
        this.nextX = new double[start.length];
        this.nextGradient = new double[start.length];
        this.direction = new double[start.length];
    }

    /**
     * Goes downhill from {@code start}.
     *
     * @param tolerance  ends where no entry of the gradient is larger, above 0
     * @param iterations most steps, at least 1
     * @throws IllegalArgumentException where the function is not finite at the start
     */
    public static Minimum minimise(Objective objective, double[] start, double tolerance, int iterations) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + "; it must be above 0");
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations is " + iterations + "; it must be at least 1");
        }
        if (start.length != objective.dimension()) {
            throw new IllegalArgumentException("start has " + start.length + " numbers, the function takes "
                    + objective.dimension());
        }
        return new Lbfgs(objective, start).run(tolerance, iterations);
    }

    private Minimum run(double tolerance, int iterations) {
        value = objective.evaluate(x, gradient);
        evaluations = 1;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the function is " + value + " at the start");
        }
        int steps = 0;
        while (largest(gradient) > tolerance && steps < iterations && step()) {
            steps++;
        }
        double slope = largest(gradient);
        return new Minimum(x, value, slope, steps, evaluations, slope <= tolerance);
    }

    /** One step; false where no lower point was found, as happens at the limit of rounding. */
    private boolean step() {
        chooseDirection();
        double slope = dot(direction, gradient);
        if (!(slope < 0)) {
            if (history.isEmpty()) {
                return false;
            }
            history.clear();
            return step();
        }
        double first = history.isEmpty() ? Math.min(1, 1 / norm(gradient)) : 1;
        if (!search(slope, first)) {
            if (history.isEmpty()) {
                return false;
            }
            history.clear();
            return step();
        }
        remember();
        return true;
    }

    /** {@code -H g}, where H approximates the inverse of the second derivative. */
    private void chooseDirection() {
        for (int i = 0; i < direction.length; i++) {
            direction[i] = -gradient[i];
        }
        var factors = new double[HISTORY];
        int index = 0;
        for (var step : history) {
            double factor = step.inverse * dot(step.moved, direction);
            factors[index++] = factor;
            add(-factor, step.turned, direction);
        }
        if (!history.isEmpty()) {
            var last = history.peekFirst();
            double scale = 1 / (last.inverse * dot(last.turned, last.turned));
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= scale;
            }
        }
        for (var oldestFirst = history.descendingIterator(); oldestFirst.hasNext();) {
            var step = oldestFirst.next();
            double factor = factors[--index] - step.inverse * dot(step.turned, direction);
            add(factor, step.moved, direction);
        }
    }

    /** Where the line is looked at. */
    private record Trial(double at, double value, double slope) {}

    /** Finds a point on the line that fulfils the strong Wolfe conditions; it is then the next one. */
    private boolean search(double slope, double first) {
        var start = new Trial(0, value, slope);
        Trial before = start;
        double at = first;
        for (int trial = 0; trial < TRIALS; trial++) {
            Trial now = look(at);
            if (!Double.isFinite(now.value)) {
                at = (before.at + at) / 2;
                continue;
            }
            if (fulfils(now, start)) {
                return true;
            }
            if (now.value > value + SUFFICIENT * at * slope || (trial > 0 && now.value >= before.value)) {
                return zoom(start, before, now);
            }
            if (now.slope >= 0) {
                return zoom(start, now, before);
            }
            before = now;
            at *= 2;
        }
        return false;
    }

    /**
     * The strong Wolfe conditions. Where values differ by no more than rounding, as near the minimum, only the slope can tell whether
     * the function has fallen (Hager and Zhang 2005, the approximate conditions).
     */
    private static boolean fulfils(Trial now, Trial start) {
        boolean lower = now.value <= start.value + SUFFICIENT * now.at * start.slope
                || now.value <= start.value + ROUNDING * Math.abs(start.value);
        return lower && Math.abs(now.slope) <= -CURVATURE * start.slope;
    }

    /** Narrows an interval that holds a good point; {@code low} is its end with the lower value. */
    private boolean zoom(Trial start, Trial low, Trial high) {
        for (int trial = 0; trial < TRIALS; trial++) {
            Trial now = look(between(low, high));
            if (fulfils(now, start)) {
                return true;
            }
            if (now.value > start.value + SUFFICIENT * now.at * start.slope || now.value >= low.value) {
                high = now;
            } else {
                if (now.slope * (high.at - low.at) >= 0) {
                    high = low;
                }
                low = now;
            }
            if (Math.abs(high.at - low.at) <= 1e-15 * Math.max(high.at, low.at)) {
                break;
            }
        }
        // The conditions cannot be told from rounding any more: any lower point will do.
        return low.at > 0 && low.value < start.value && look(low.at).value < start.value;
    }

    /** The minimum of the cubic through both ends, kept off them. */
    private static double between(Trial a, Trial b) {
        double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.at - b.at);
        double root = d1 * d1 - a.slope * b.slope;
        double middle = (a.at + b.at) / 2;
        if (!(root >= 0)) {
            return middle;
        }
        double d2 = Math.copySign(Math.sqrt(root), b.at - a.at);
        double cubic = b.at - (b.at - a.at) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
        double margin = 0.1 * Math.abs(b.at - a.at);
        double least = Math.min(a.at, b.at) + margin;
        double most = Math.max(a.at, b.at) - margin;
        return cubic >= least && cubic <= most ? cubic : middle;
    }

    private Trial look(double at) {
        for (int i = 0; i < x.length; i++) {
            nextX[i] = Math.fma(at, direction[i], x[i]);
        }
        nextValue = objective.evaluate(nextX, nextGradient);
        evaluations++;
        return new Trial(at, nextValue, dot(direction, nextGradient));
    }

    /** Makes the point that was looked at last the present one. */
    private void remember() {
        var moved = new double[x.length];
        var turned = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            moved[i] = nextX[i] - x[i];
            turned[i] = nextGradient[i] - gradient[i];
        }
        double product = dot(moved, turned);
        if (product > 0) {
            if (history.size() == HISTORY) {
                history.removeLast();
            }
            history.addFirst(new Step(moved, turned, 1 / product));
        }
        double[] spare = x;
        x = nextX;
        nextX = spare;
        spare = gradient;
        gradient = nextGradient;
        nextGradient = spare;
        value = nextValue;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum = Math.fma(a[i], b[i], sum);
        }
        return sum;
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.fma(factor, from[i], to[i]);
        }
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double largest(double[] a) {
        double largest = 0;
        for (double value : a) {
            // A NaN stays.
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
