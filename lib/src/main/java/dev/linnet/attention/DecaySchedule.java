package dev.linnet.attention;

import java.util.ArrayList;
import java.util.List;

/** Fixed decays of heads and layers. The published definitions differ and are not compatible (h head, H heads, l layer, L layers). */
public enum DecaySchedule {
    /** ALiBi slopes a_h times 1 - l/(L-1) + 1e-5: what the released TransNormerLLM models use. */
    ALIBI,
    /** (8 h / H) (1 - l/L), h from 1: as the TransNormerLLM paper prints it. */
    PAPER,
    /** (8 h / H) (1 - l/L), h from 0, so that head 0 does not decay: flash-linear-attention. */
    FROM_ZERO;

    /**
     * The log decay of each head of a layer, at most 0.
     *
     * @param layer  from 0
     * @param layers number of layers
     */
    public List<Double> logDecay(int heads, int layer, int layers) {
        if (heads < 1 || layers < 1 || layer < 0 || layer >= layers) {
            throw new IllegalArgumentException("Heads " + heads + ", layer " + layer + " of " + layers
                    + ": there must be at least one head, and the layer must lie in [0, layers).");
        }
        var decays = new ArrayList<Double>();
        for (int h = 0; h < heads; h++) {
            decays.add(-slope(heads, h, layer, layers));
        }
        return decays;
    }

    private double slope(int heads, int h, int layer, int layers) {
        return switch (this) {
            case ALIBI -> alibi(heads, h) * (1 - (double) layer / Math.max(1, layers - 1) + 1e-5);
            case PAPER -> 8.0 * (h + 1) / heads * (1 - (double) layer / layers);
            case FROM_ZERO -> 8.0 * h / heads * (1 - (double) layer / layers);
        };
    }

    /** 2^(-8 (h+1) / H) for a power of two; otherwise the list of the next smaller power of two, then every second one of the next larger. */
    private static double alibi(int heads, int h) {
        int power = Integer.highestOneBit(heads);
        return h < power
                ? Math.pow(2, -8.0 * (h + 1) / power)
                : Math.pow(2, -8.0 * (2 * (h - power) + 1) / (2 * power));
    }
}
