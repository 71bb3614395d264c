package dev.linnet.odeen.learned;

import dev.linnet.odeen.Feature;
import dev.linnet.odeen.Piece;
import dev.linnet.odeen.Universe;
import java.util.List;
import java.util.Locale;

/**
 * What networks see of a world.
 *
 * @param cells      cells of a structure
 * @param features   of each piece, in the order of the pieces' digits: one number, 0 or 1, for each feature; the empty cell is digit 0
 * @param vocabulary the rules' words
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record Encoding(int cells, float[][] features, RuleVocabulary vocabulary) {
    /** What there is to see of a universe: six features for each of its pieces, and the words of its rules. */
    public static Encoding of(Universe universe) {
        List<Piece> pieces = universe.pieces();
        List<Feature> known = List.of(Feature.values());
        var features = new float[pieces.size()][known.size()];
        for (int piece = 0; piece < features.length; piece++) {
            for (int f = 0; f < known.size(); f++) {
                features[piece][f] = pieces.get(piece).has(known.get(f)) ? 1 : 0;
            }
        }
        return new Encoding(universe.length(), features,
                new RuleVocabulary(universe.grammar().words(), universe.grammar().maxTokens()));
    }

    /** Pieces, the empty cell included. */
    public int pieces() {
        return features.length;
    }

    /** The number of features. */
    public int featureCount() {
        return features[0].length;
    }

    /** Refuses what is of a world whose structures have other cells or pieces. */
    void requireWorld(Universe universe, String what) {
        if (universe.length() != cells || universe.pieces().size() != pieces()) {
            throw new IllegalArgumentException("%s is of another world, %s; this network sees %d cells of %d pieces."
                    .formatted(what, universe, cells, pieces()));
        }
    }

    /**
     * The digits of a structure, the leftmost cell first, from {@code at} on.
     *
     * @throws IllegalArgumentException if there is no such structure
     */
    void digits(int structure, int[] to, int at) {
        int rest = structure;
        for (int cell = cells - 1; cell >= 0; cell--) {
            to[at + cell] = rest % pieces();
            rest /= pieces();
        }
        if (structure < 0 || rest != 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "There is no structure %,d of %d cells of %d pieces.", structure, cells,
                            pieces()));
        }
    }
}
