package dev.linnet.odeen.learned;

import dev.linnet.odeen.Feature;
import dev.linnet.odeen.Piece;
import dev.linnet.odeen.Universe;
import java.util.List;

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

    /** The digits of a structure, the leftmost cell first, from {@code at} on. */
    void digits(int structure, int[] to, int at) {
        for (int cell = cells - 1, rest = structure; cell >= 0; cell--) {
            to[at + cell] = rest % pieces();
            rest /= pieces();
        }
    }
}
