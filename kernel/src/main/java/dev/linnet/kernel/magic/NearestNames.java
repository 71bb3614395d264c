package dev.linnet.kernel.magic;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody who mistyped one may have meant. */
public final class NearestNames {
    private static final int OFFERED = 3;
    /** Nobody types a longer name, and comparing two takes as many steps as the product of their lengths. */
    private static final int LONGEST = 200;

    private record Near(String name, int distance) {}

    private NearestNames() {}

    /** At most three of {@code known}, the nearest first: within a third of the length in edits, swaps counting one. */
    public static List<String> of(String typed, Collection<String> known) {
        if (typed.length() > LONGEST) {
            return List.of();
        }
        var lower = typed.toLowerCase(Locale.ROOT);
        int most = Math.max(1, (typed.length() + 1) / 3);
        return known.stream()
                .distinct()
                .filter(name -> !name.equals(typed))
                .filter(name -> Math.abs(name.length() - typed.length()) <= most)
                .map(name -> new Near(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance() <= most && near.distance() < typed.length())
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(OFFERED)
                .map(Near::name)
                .toList();
    }

    /** Edits (insert, delete, replace, swap of neighbours) that turn {@code a} into {@code b}. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
