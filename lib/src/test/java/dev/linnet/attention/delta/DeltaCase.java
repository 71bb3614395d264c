package dev.linnet.attention.delta;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A random problem for one head: unit keys, strengths in (0, 2), a loss on every output and on the final state. */
final class DeltaCase {
    final int householders;
    final double[][] q;
    final double[][] k;
    final double[][] v;
    final double[][] beta;
    final double[][] s0;
    final double[][] dO;
    final double[][] dS;

    DeltaCase(SplittableRandom random, int time, int keys, int values, int householders) {
        this.householders = householders;
        q = gaussian(random, time, keys);
        k = gaussian(random, time * householders, keys);
        Arrays.setAll(k, m -> unit(k[m]));
        v = gaussian(random, time * householders, values);
        beta = new double[time * householders][1];
        for (double[] b : beta) {
            b[0] = 2 * random.nextDouble();
        }
        s0 = gaussian(random, keys, values);
        dO = gaussian(random, time, values);
        dS = gaussian(random, keys, values);
    }

    double[] betas() {
        return Arrays.stream(beta).mapToDouble(b -> b[0]).toArray();
    }

    double loss() {
        var forward = DeltaRecurrence.forward(q, k, v, betas(), householders, s0);
        return dot(dO, forward.outputs()) + dot(dS, forward.state());
    }

    List<double[][]> inputs() {
        return List.of(q, k, v, beta, s0);
    }

    Map<double[][], double[][]> backward() {
        var g = DeltaRecurrence.backward(q, k, v, betas(), householders, s0, dO, dS);
        var map = new IdentityHashMap<double[][], double[][]>();
        map.put(q, g.q());
        map.put(k, g.k());
        map.put(v, g.v());
        map.put(beta, Arrays.stream(g.beta()).mapToObj(b -> new double[] {b}).toArray(double[][]::new));
        map.put(s0, g.initialState());
        return map;
    }

    static double[][] gaussian(SplittableRandom random, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        return matrix;
    }

    static double[] unit(double[] vector) {
        double norm = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        return Arrays.stream(vector).map(x -> x / norm).toArray();
    }

    static double norm(double[][] matrix) {
        return Math.sqrt(dot(matrix, matrix));
    }

    static double dot(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }
}
