package dev.linnet.statetracking;

/**
 * Counting modulo m by a diagonal linear RNN of one complex channel: h &lt;- e^(2πiw/m) h, from h = 1. The nearest of the m-th roots of unity
 * names the sum.
 *
 * <p>Source: Grazzi et al. (arXiv 2411.12537), theorem 2: the transition must have a non-real eigenvalue, and one is enough.
 *
 * @param modulus m, at least 2
 */
public record ComplexCounting(int modulus) implements Construction {
    public ComplexCounting {
        if (modulus < 2) {
            throw new IllegalArgumentException("Counting modulo " + modulus + ": m must be at least 2.");
        }
    }

    @Override
    public String name() {
        return "counting mod " + modulus + ": one complex channel";
    }

    @Override
    public String source() {
        return "Grazzi et al. 2025, theorem 2";
    }

    @Override
    public Group group() {
        return Group.cyclic(modulus);
    }

    @Override
    public int[] products(int[] word, Precision precision) {
        double real = 1;
        double imaginary = 0;
        int[] products = new int[word.length];
        for (int t = 0; t < word.length; t++) {
            double angle = 2 * Math.PI * word[t] / modulus;
            double a = precision.round(Math.cos(angle));
            double b = precision.round(Math.sin(angle));
            double nextReal = precision.round(a * real - b * imaginary);
            imaginary = precision.round(b * real + a * imaginary);
            real = nextReal;
            products[t] = Math.floorMod(Math.round(Math.atan2(imaginary, real) / (2 * Math.PI) * modulus), modulus);
        }
        return products;
    }
}
