package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How one text differs from another, word by word. */
public final class TextDiff {
    private static final Pattern TOKEN = Pattern.compile("\\s+|[^\\s]+");

    /** What became of some words. */
    public enum Change {
        KEPT, REMOVED, ADDED
    }

    /** Words that follow each other, with the space between them. */
    public record Piece(Change change, String text) {}

    private TextDiff() {}

    /** The pieces, kept and removed ones being {@code before}, kept and added ones {@code after}. */
    public static List<Piece> words(String before, String after) {
        List<String> a = tokens(before);
        List<String> b = tokens(after);
        int[][] common = new int[a.size() + 1][b.size() + 1]; // the longest common sequence of what follows
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        var pieces = new ArrayList<Piece>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                add(pieces, Change.KEPT, a.get(i++));
                j++;
            } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                add(pieces, Change.REMOVED, a.get(i++));
            } else {
                add(pieces, Change.ADDED, b.get(j++));
            }
        }
        return pieces;
    }

    private static List<String> tokens(String text) {
        return TOKEN.matcher(text).results().map(java.util.regex.MatchResult::group).toList();
    }

    private static void add(List<Piece> pieces, Change change, String text) {
        if (!pieces.isEmpty() && pieces.getLast().change() == change) {
            text = pieces.removeLast().text() + text;
        }
        pieces.add(new Piece(change, text));
    }
}
