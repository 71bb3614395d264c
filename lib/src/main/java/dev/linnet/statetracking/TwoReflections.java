package dev.linnet.statetracking;

/**
 * Counting modulo m by two layers of one reflection a letter (n_h = 1).
 *
 * <p>Layer 1 is the parity y of the position: h &lt;- 1 - h. Layer 2 reflects the plane, H(θ) = I - 2 k k^T with
 * k = (sin θ/2, -cos θ/2) and θ = (1 - 2w)π/m at odd positions (y = 1), (1 + 2w)π/m at even ones; its state starts at (1, 0). The
 * state is one of 2m points; each names a product.
 *
 * <p>Source: Grazzi et al. (arXiv 2411.12537), theorem 6.
 *
 * @param modulus m, at least 2
 */
public record TwoReflections(int modulus) implements Construction {
    public TwoReflections {
        if (modulus < 2) {
            throw new IllegalArgumentException("Counting modulo " + modulus + ": m must be at least 2.");
        }
    }

    @Override
    public String name() {
        return "counting mod " + modulus + ": two layers of one reflection";
    }

    @Override
    public String source() {
        return "Grazzi et al. 2025, theorem 6";
    }

    @Override
    public Group group() {
        return Group.cyclic(modulus);
    }

    @Override
    public int[] products(int[] word, Precision precision) {
        var position = new HouseholderState(1, 1, precision);
        var flip = new HouseholderStep(new double[] {1}, new double[] {0.5}, 2);
        var plane = new HouseholderState(2, 1, precision);
        plane.step(HouseholderStep.write(2, 0, 1));
        int[] products = new int[word.length];
        for (int t = 0; t < word.length; t++) {
            position.step(flip);
            boolean odd = position.values()[0] > 0.5;
            double theta = (odd ? 1 - 2 * word[t] : 1 + 2 * word[t]) * Math.PI / modulus;
            plane.step(HouseholderStep.reflection(1, Math.sin(theta / 2), -Math.cos(theta / 2)));
            products[t] = decode(plane.values()[0], plane.values()[1]);
        }
        return products;
    }

    /** The i whose d_i = R(2πi/m)(1, 0) or c_i = R(-2πi/m) H(π/m)(1, 0) has the larger product with the state. */
    private int decode(double x, double y) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < modulus; i++) {
            double even = 2 * Math.PI * i / modulus;
            double odd = Math.PI / modulus - 2 * Math.PI * i / modulus;
            double likeness = Math.max(x * Math.cos(even) + y * Math.sin(even), x * Math.cos(odd) + y * Math.sin(odd));
            if (likeness > most) {
                most = likeness;
                best = i;
            }
        }
        return best;
    }
}
