package dev.linnet.odeen.learned;

import java.util.ArrayList;
import java.util.List;

/** The losses of a training's validations and the weights at the smallest of them. */
final class ValidationHistory {
    private final List<Double> losses = new ArrayList<>();
    private final int size;
    private float[] best;
    private int bestAt = -1;

    ValidationHistory(int size) {
        this.size = size;
    }

    synchronized void add(double loss, float[] values) {
        if (bestAt < 0 || loss < losses.get(bestAt)) {
            bestAt = losses.size();
            best = java.util.Arrays.copyOf(values, size);
        }
        losses.add(loss);
    }

    /** Whether more validations than {@code patience} have passed without a smaller loss. */
    synchronized boolean ended(int patience) {
        return bestAt >= 0 && losses.size() - 1 - bestAt > patience;
    }

    synchronized double[] losses() {
        return losses.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The weights at the smallest loss; null before the first validation. */
    synchronized float[] best() {
        return best;
    }

    /** Puts the best weights, if there are any, into {@code values}. */
    synchronized void restoreBest(float[] values) {
        if (best != null) {
            System.arraycopy(best, 0, values, 0, size);
        }
    }

    /** Goes on from what another history held. */
    synchronized void restore(double[] savedLosses, float[] savedBest) {
        losses.clear();
        bestAt = -1;
        for (double loss : savedLosses) {
            if (bestAt < 0 || loss < losses.get(bestAt)) {
                bestAt = losses.size();
            }
            losses.add(loss);
        }
        best = savedBest;
    }
}
