package dev.linnet.attention.study;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * What one step does to the state it finds: A_t in S_t = A_t S_{t-1} + (writes), K x K.
 *
 * @param matrix A_t
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record Transition(double[][] matrix) {
    /** A complex number. */
    public record Eigenvalue(double real, double imaginary) {
        public double magnitude() {
            return Math.hypot(real, imaginary);
        }

        @Override
        public String toString() {
            return Math.abs(imaginary) < 5e-4
                    ? "%.3f".formatted(real + 0.0)
                    : "%.3f %s %.3fi".formatted(real + 0.0, imaginary < 0 ? "-" : "+", Math.abs(imaginary));
        }
    }

    /**
     * The transition of step {@code t}, found by the rule itself: the state that it makes of the identity when the values are zero.
     *
     * @throws IllegalArgumentException if the inputs hold more than one head or sequence, or the rule has no state
     */
    public static Transition of(AttentionRule rule, DoubleInputs in, int t) {
        StateTrace.requireOneHead(in);
        int K = in.layout().keyDim();
        int columns = rule.stateColumns(K);
        if (columns == 0) {
            throw new IllegalArgumentException(rule.title() + " has no state that a step could change.");
        }
        DoubleInputs step = StateTrace.step(rule, in, t);
        var identity = new double[K * columns];
        for (int i = 0; i < K; i++) {
            identity[i * columns + i] = 1;
        }
        var probe = new DoubleInputs(Layout.of(1, 1, 1, K, K), step.q(), step.k(),
                new double[rule.stateRule().writes() * K], step.logDecay(), step.beta(), identity);
        double[][] state = StateTrace.matrix(Recurrent.of(rule).forward(probe).finalState(), K, columns);
        // a rule that sums its weights has one more column, which is no part of the transition
        return new Transition(Arrays.stream(state).map(row -> Arrays.copyOf(row, K)).toArray(double[][]::new));
    }

    /** The eigenvalues, the smallest real part first. */
    public List<Eigenvalue> eigenvalues() {
        return eigenvalues(new Array2DRowRealMatrix(matrix, false));
    }

    /** The largest factor by which the step can stretch a column of the state. */
    public double spectralNorm() {
        var A = new Array2DRowRealMatrix(matrix, false);
        return Math.sqrt(eigenvalues(A.transpose().multiply(A)).getLast().real());
    }

    /** Whether every number off the diagonal is zero: no channel of the key sees another. */
    public boolean isDiagonal() {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                if (i != j && matrix[i][j] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Eigenvalue> eigenvalues(RealMatrix A) {
        var decomposition = new EigenDecomposition(A);
        var eigenvalues = new ArrayList<Eigenvalue>();
        for (int i = 0; i < A.getRowDimension(); i++) {
            eigenvalues.add(new Eigenvalue(decomposition.getRealEigenvalue(i), decomposition.getImagEigenvalue(i)));
        }
        eigenvalues.sort(Comparator.comparingDouble(Eigenvalue::real).thenComparingDouble(Eigenvalue::imaginary));
        return eigenvalues;
    }
}
