package dev.linnet.statetracking;

/**
 * Parity by a diagonal linear RNN of one channel: h &lt;- a h with a = -1 at bit 1 and +1 at bit 0, from h = 1, so that
 * h = (-1)^parity.
 *
 * <p>Source: Grazzi et al. (arXiv 2411.12537), section 3.
 */
public record ScalarParity() implements Construction {
    @Override
    public String name() {
        return "parity: diagonal, h ← −h at every 1";
    }

    @Override
    public String source() {
        return "Grazzi et al. 2025, section 3";
    }

    @Override
    public Group group() {
        return Group.cyclic(2);
    }

    @Override
    public int[] products(int[] word, Precision precision) {
        int[] products = new int[word.length];
        double h = 1;
        for (int t = 0; t < word.length; t++) {
            h = precision.round(h * (word[t] == 1 ? -1 : 1));
            products[t] = h < 0 ? 1 : 0;
        }
        return products;
    }
}
