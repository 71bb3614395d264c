package dev.linnet.odeen;

/**
 * What can be said of a piece. A piece has a set of features, as the bits of an {@code int}; the order is that of the paper's
 * six-bit code.
 */
public enum Feature {
    PYRAMID("pyramid", 0), BLOCK("block", 1), BLUE("blue", 2), RED("red", 3), POINTING_UP("pointing_up",
            4), POINTING_DOWN("pointing_down", 5);

    private final String word;
    private final int bit;

    Feature(String word, int position) {
        this.word = word;
        this.bit = 1 << position;
    }

    /** The word for it in rules. */
    public String word() {
        return word;
    }

    /** Its bit in a set of features. */
    public int bit() {
        return bit;
    }
}
