package dev.linnet.kernel.runner;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** The claims of a run as a table for the terminal. */
public final class ClaimTable {
    private static final int WIDEST_CLAIM = 72;
    private static final int DIGITS = 5;
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String RESET = "\033[0m";

    private ClaimTable() {}

    /** One line for each claim under a heading, then how many hold; nothing where there are none. */
    public static List<String> lines(List<ClaimRow> claims, boolean colour) {
        if (claims.isEmpty()) {
            return List.of();
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "claim", "measured", "expected", "paper"));
        for (ClaimRow claim : claims) {
            rows.add(List.of(claim.passed() ? "holds" : "FAILS", shorten(claim.claim()), rounded(claim.measured()),
                    claim.expected(), claim.paper()));
        }
        int[] widths = new int[5];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        var lines = new ArrayList<String>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i) + " ".repeat(widths[i] - width(row.get(i)) + 2);
                line.append(colour && i == 0 ? coloured(cell, row.getFirst()) : cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        long held = claims.stream().filter(ClaimRow::passed).count();
        lines.add(held == claims.size()
                ? "All " + held + " claims hold."
                : (claims.size() - held) + " of " + claims.size() + " claims fail.");
        if (claims.size() == 1) {
            lines.set(lines.size() - 1, held == 1 ? "The claim holds." : "The claim fails.");
        }
        return lines;
    }

    /** A number with as many digits as a person reads; the output notebook has them all. */
    private static String rounded(String measured) {
        try {
            var number = new BigDecimal(measured);
            return number.scale() <= 0
                    ? measured
                    : number.round(new MathContext(DIGITS)).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException text) {
            return measured;
        }
    }

    private static String coloured(String cell, String verdict) {
        return switch (verdict) {
            case "holds" -> GREEN + cell + RESET;
            case "FAILS" -> RED + cell + RESET;
            default -> cell;
        };
    }

    private static String shorten(String claim) {
        String line = claim.replaceAll("\\s+", " ").strip();
        return width(line) <= WIDEST_CLAIM
                ? line
                : line.substring(0, line.offsetByCodePoints(0, WIDEST_CLAIM - 1)) + "…";
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
