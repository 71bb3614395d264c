package dev.linnet.odeen;

/** What a cell of a structure can hold. The order is that of the characters in ASCII, which is the order of structure ids. */
public enum Piece {
    EMPTY('.'), RED_PYRAMID_UP('A', Feature.PYRAMID, Feature.RED, Feature.POINTING_UP), RED_BLOCK('B', Feature.BLOCK,
            Feature.RED), RED_PYRAMID_DOWN('V', Feature.PYRAMID, Feature.RED, Feature.POINTING_DOWN), BLUE_PYRAMID_UP(
                    'a', Feature.PYRAMID, Feature.BLUE, Feature.POINTING_UP), BLUE_BLOCK('b', Feature.BLOCK,
                            Feature.BLUE), BLUE_PYRAMID_DOWN('v', Feature.PYRAMID, Feature.BLUE, Feature.POINTING_DOWN);

    private final char letter;
    private final int features;

    Piece(char letter, Feature... features) {
        this.letter = letter;
        int bits = 0;
        for (Feature feature : features) {
            bits |= feature.bit();
        }
        this.features = bits;
    }

    /** The character for it in structures. */
    public char letter() {
        return letter;
    }

    /** Its features as a set of bits; none for the empty cell. */
    public int features() {
        return features;
    }

    public boolean has(Feature feature) {
        return (features & feature.bit()) != 0;
    }

    /** The piece of a character, or null. */
    static Piece of(char letter) {
        for (Piece piece : values()) {
            if (piece.letter == letter) {
                return piece;
            }
        }
        return null;
    }
}
