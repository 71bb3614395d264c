package dev.linnet.probe.study;

/**
 * The paper's bound of the zero-one loss by the logistic loss over bounded linear scores, {@code |b_k| <= B} (Zheng et al. 2023, theorem
 * on H-consistency):
 *
 * <pre>
 * R01(h) - R*01 + M01 &lt;= Gamma(Rlog(h) - R*log + Mlog)
 * Gamma(t) = sqrt(2 t) for t &lt;= T, else t sqrt(2 / T)        T = 1/2 ((e^2B - 1) / (e^2B + 1))^2
 * </pre>
 *
 * Both branches meet at T. It follows from {@code KL(p || q) >= (p_i - p_j)^2 / 2} wherever i is p's largest entry and j is q's;
 * {@link #gap} is the difference of both sides. It is no stronger than a bound of the excess risk.
 */
public final class Bounds {
    private Bounds() {}

    /**
     * T, where the bound turns from a root into a line; 1/2 for an unbounded bias.
     *
     * @param b B, the largest bias, above 0; may be infinite
     */
    public static double threshold(double b) {
        requireBias(b);
        double slope = Math.tanh(b);
        return slope * slope / 2;
    }

    /**
     * The excess zero-one loss that an excess {@code t} of the logistic loss allows.
     *
     * @param t the excess of the logistic loss in nats, at least 0
     * @param b B, the largest bias, above 0; may be infinite
     */
    public static double gamma(double t, double b) {
        requireExcess(t);
        double slope = Math.tanh(b);
        return t <= threshold(b) ? Math.sqrt(2 * t) : 2 * t / slope;
    }

    /**
     * The excess of the logistic loss that must be reached for an excess {@code e} of the zero-one loss: the inverse of
     * {@link #gamma}. Its fall with the square of e is why few samples do not suffice for logistic regression.
     *
     * @param e the excess zero-one loss, at least 0
     * @param b B, the largest bias, above 0; may be infinite
     */
    public static double inverse(double e, double b) {
        requireBias(b);
        requireExcess(e);
        double slope = Math.tanh(b);
        return e <= slope ? e * e / 2 : e * slope / 2;
    }

    private static void requireBias(double b) {
        if (!(b > 0)) {
            throw new IllegalArgumentException("the largest bias is " + b + "; it must be above 0");
        }
    }

    private static void requireExcess(double excess) {
        if (!(excess >= 0)) {
            throw new IllegalArgumentException("the excess is " + excess + "; it must be at least 0");
        }
    }

    /**
     * {@code KL(p || q) - (p_i - p_j)^2 / 2} with i the largest entry of p and j that of q; never below 0.
     *
     * @param p probabilities, {@code [K]}
     * @param q probabilities above 0, {@code [K]}
     */
    public static double gap(double[] p, double[] q) {
        if (p.length != q.length || p.length == 0) {
            throw new IllegalArgumentException("p has " + p.length + " classes, q has " + q.length
                    + "; both must have the same number, at least 1");
        }
        int i = 0;
        int j = 0;
        double divergence = 0;
        for (int k = 0; k < p.length; k++) {
            i = p[k] > p[i] ? k : i;
            j = q[k] > q[j] ? k : j;
            divergence += p[k] == 0 ? 0 : p[k] * Math.log(p[k] / q[k]);
        }
        double apart = p[i] - p[j];
        return divergence - apart * apart / 2;
    }
}
