package dev.linnet.odeen.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.linnet.odeen.Feature;
import dev.linnet.odeen.Piece;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

/**
 * Picks observations as a person would: simple structures that are unlike each other, each with one that is as like it as can be and
 * has the other label.
 *
 * <p>A structure's simplicity is its number of empty cells. The distance of two is a sum over cells, both moved to the left as far as
 * they go: 3 where only one is empty, else 1 for another colour and 1 for another shape or another way of pointing. The first of a
 * pair has not the label of the empty structure: the simplest such one at first, later the one for which the product over the
 * earlier ones of max(0, distance - 2 * pieces) is largest. Its partner is the nearest structure of the other label. Of equals the
 * simpler one is taken, then the one with the smaller id; no structure is taken twice.
 *
 * <p>Source: the paper's focus model; the costs of pointing are not in its code and were chosen here.
 */
final class FocusModel {
    private final int[] order;
    private final Piece[][] moved;

    FocusModel(Universe universe) {
        moved = new Piece[universe.structureCount()][];
        int[] pieces = new int[moved.length];
        for (int id = 0; id < moved.length; id++) {
            Piece[] cells = universe.pieces(id);
            moved[id] = toTheLeft(cells);
            for (Piece cell : cells) {
                pieces[id] += cell == Piece.EMPTY ? 0 : 1;
            }
        }
        order = IntStream.range(0, moved.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer id) -> pieces[id]).thenComparingInt(id -> id))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Piece[] toTheLeft(Piece[] cells) {
        int first = 0;
        while (first < cells.length && cells[first] == Piece.EMPTY) {
            first++;
        }
        Piece[] result = new Piece[cells.length];
        for (int i = 0; i < cells.length; i++) {
            result[i] = i + first < cells.length ? cells[i + first] : Piece.EMPTY;
        }
        return result;
    }

    /** The ids of at most so many pairs, first and partner in turn; fewer where a label has no more structures. */
    int[] pick(RuleTable table, int rule, int pairs) {
        boolean ofEmpty = table.label(rule, 0);
        var taken = new ArrayList<Integer>();
        var firsts = new ArrayList<Integer>();
        while (firsts.size() < pairs) {
            int first = first(table, rule, ofEmpty, firsts, taken);
            if (first < 0) {
                break;
            }
            int partner = partner(table, rule, ofEmpty, first, taken);
            if (partner < 0) {
                break;
            }
            firsts.add(first);
            taken.add(first);
            taken.add(partner);
        }
        return taken.stream().mapToInt(Integer::intValue).toArray();
    }

    private int first(RuleTable table, int rule, boolean ofEmpty, List<Integer> firsts, List<Integer> taken) {
        int best = -1;
        long largest = -1;
        for (int id : order) {
            if (table.label(rule, id) == ofEmpty || taken.contains(id)) {
                continue;
            }
            long product = 1;
            for (int earlier : firsts) {
                product *= Math.max(0, distance(moved[id], moved[earlier]) - 2 * pieces(id));
            }
            if (product > largest) {
                largest = product;
                best = id;
            }
            if (firsts.isEmpty()) {
                break;
            }
        }
        return best;
    }

    private int partner(RuleTable table, int rule, boolean label, int first, List<Integer> taken) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int id : order) {
            if (table.label(rule, id) == label) {
                int distance = distance(moved[id], moved[first]);
                if (distance < least && !taken.contains(id)) {
                    least = distance;
                    best = id;
                }
            }
        }
        return best;
    }

    private int pieces(int id) {
        int count = 0;
        for (Piece cell : moved[id]) {
            count += cell == Piece.EMPTY ? 0 : 1;
        }
        return count;
    }

    /** The cost of two structures that were both moved to the left. */
    static int distance(Piece[] a, Piece[] b) {
        int sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += distance(a[i], b[i]);
        }
        return sum;
    }

    private static int distance(Piece a, Piece b) {
        if (a == b) {
            return 0;
        }
        if (a == Piece.EMPTY || b == Piece.EMPTY) {
            return 3;
        }
        int colour = a.has(Feature.RED) == b.has(Feature.RED) ? 0 : 1;
        boolean alike = a.has(Feature.BLOCK) == b.has(Feature.BLOCK)
                && a.has(Feature.POINTING_UP) == b.has(Feature.POINTING_UP);
        return colour + (alike ? 0 : 1);
    }
}
