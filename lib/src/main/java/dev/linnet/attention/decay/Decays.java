package dev.linnet.attention.decay;

import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The decays of one chunk: with G_r the sum of log gates up to and including row r,
 * {@code fromStart[r] = exp(G_r)}, {@code toEnd[r] = exp(G_last - G_r)} and {@code between[r][s] = exp(G_r - G_s)} for s &lt;= r. Every
 * exponent is at most 0. A log gate below -1e4 is taken as -1e4, which is a gate of exactly 0.
 *
 * <p>Rows may be writes of which several make a step; the gate then acts before a step's first write.
 */
public final class Decays {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final float HARDEST = -1e4f;

    private final StateRule rule;
    private final int ld;
    private final float[] fromStart;
    private final float[] toEnd;
    private final float[] between;
    private final float[] gates;
    private final float[] sums;
    private float total = 1;
    private int builtRows = -1;
    private int builtHead = -1;

    /**
     * For chunks of at most this many rows.
     *
     * @param chunk most rows of a chunk, padded
     */
    public Decays(StateRule rule, int chunk) {
        this.rule = rule;
        ld = chunk;
        fromStart = new float[chunk];
        toEnd = new float[chunk];
        gates = new float[chunk];
        sums = new float[chunk];
        between = new float[rule.gate() == Gate.NONE ? 0 : chunk * chunk];
    }

    /** Whether there is nothing to do because nothing decays. */
    public boolean none() {
        return rule.gate() == Gate.NONE;
    }

    /** e of the chunk: decay from before its first row to row r. */
    public float[] fromStart() {
        return fromStart;
    }

    /** d of the chunk: decay from row r to its last row. */
    public float[] toEnd() {
        return toEnd;
    }

    /** Decay over the whole chunk. */
    public float total() {
        return total;
    }

    /**
     * Reads the gates of a chunk.
     *
     * @param steps  valid steps; the rows after the last write of the last step keep the state
     * @param padded rows of the chunk, a multiple of {@link Lanes#COUNT}
     */
    public void load(float[] logDecay, int head, int firstStep, int steps, int padded) {
        int writes = rule.writes();
        switch (rule.gate()) {
            case NONE, CHANNEL -> {
                return;
            }
            case FIXED -> {
                if (builtRows == steps * writes && builtHead == head) {
                    return;
                }
                builtRows = steps * writes;
                builtHead = head;
            }
            case SCALAR -> {
            }
        }
        if (rule.gate() == Gate.FIXED) {
            loadPowers(Math.exp(rule.logDecay().get(head)), steps, padded);
        } else {
            loadSums(logDecay, firstStep, steps, padded);
        }
        total = fromStart[padded - 1];
        buildBetween(padded);
    }

    /** Powers of one decay. Once a head and not once a chunk: too rarely for vectors, which are objects until the compiler has seen them often. */
    private void loadPowers(double decay, int steps, int padded) {
        int writes = rule.writes();
        double power = 1;
        for (int row = 0; row < padded; row++) {
            boolean decays = row < steps * writes && row % writes == 0;
            gates[row] = decays ? normal(decay) : 1;
            power *= decays ? decay : 1;
            fromStart[row] = normal(power);
        }
        power = 1;
        for (int row = padded - 1; row >= 0; row--) {
            toEnd[row] = normal(power);
            power *= row < steps * writes && row % writes == 0 ? decay : 1;
        }
    }

    /** Zero for what a float holds with fewer bits only: a product with such a number takes a hundred times as long. */
    private static float normal(double x) {
        return x < Float.MIN_NORMAL ? 0 : (float) x;
    }

    private void loadSums(float[] logDecay, int firstStep, int steps, int padded) {
        int writes = rule.writes();
        double sum = 0;
        int row = 0;
        for (int step = 0; step < steps; step++) {
            double g = Math.max(logDecay[firstStep + step], HARDEST);
            sum += g;
            gates[row] = (float) g;
            sums[row++] = (float) sum;
            for (int w = 1; w < writes; w++) {
                gates[row] = 0;
                sums[row++] = (float) sum;
            }
        }
        for (; row < padded; row++) {
            gates[row] = 0;
            sums[row] = (float) sum;
        }
        double rest = 0;
        for (row = padded - 1; row >= 0; row--) {
            toEnd[row] = (float) rest;
            rest += gates[row];
        }
        Exponentials.exp(sums, fromStart, padded);
        Exponentials.exp(toEnd, toEnd, padded);
        Exponentials.exp(gates, gates, padded);
    }

    /**
     * Row r is row r - 1 times the gate of r, and 1 on the diagonal: products of numbers in [0, 1], so nothing overflows. What stands above
     * the diagonal does not matter, the masks let none of it through.
     */
    private void buildBetween(int padded) {
        for (int r = 0; r < padded; r++) {
            int row = r * ld;
            float gate = gates[r];
            for (int s = 0; s < r; s++) {
                between[row + s] = between[row - ld + s] * gate;
            }
            between[row + r] = 1;
        }
    }

    /**
     * Multiplies the lower triangle of a block by {@code between} and makes zero what products with it read above. Rows beyond the
     * chunk are left alone: their queries are zero.
     *
     * @param ratio block row i stands for chunk row {@code (i + 1) * ratio - 1}
     */
    public void mask(float[] block, int ldBlock, int rows, int ratio) {
        for (int i = 0; i < rows && (i + 1) * ratio <= ld; i++) {
            int r = (i + 1) * ratio - 1;
            maskRow(block, i * ldBlock, r, r + 1, (i / Multiply.TILE + 1) * Multiply.TILE * ratio);
        }
    }

    /** As {@link #mask} for a square block, with zeros on the diagonal too. */
    public void maskBelow(float[] block, int ldBlock, int rows) {
        for (int r = 0; r < rows; r++) {
            maskRow(block, r * ldBlock, r, r, (r / Multiply.TILE + 1) * Multiply.TILE);
        }
    }

    /** Keeps columns before {@code kept}, decayed as those of chunk row r; zero from there to {@code end}. */
    private void maskRow(float[] block, int at, int r, int kept, int end) {
        int diagonal = r / L * L;
        if (!none()) {
            for (int s = 0; s <= diagonal; s += L) {
                FloatVector x = FloatVector.fromArray(S, block, at + s);
                x.mul(FloatVector.fromArray(S, between, r * ld + s)).intoArray(block, at + s);
            }
        }
        Arrays.fill(block, at + kept, at + Math.min(ld, Lanes.padded(end)), 0f);
    }
}
