package dev.linnet.bench.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of operators of one size, as columns for a terminal or in Markdown. */
final class AttentionTable {
    private static final List<String> HEAD = List.of("operator", "chunk", "ns/token", "Mtoken/s", "GFLOP/s", "of GEMM",
            "x libtorch", "x its softmax", "fwd+bwd ns/token", "GFLOP/s", "of GEMM", "x libtorch", "bytes/call");

    private final List<List<String>> rows = new ArrayList<>(List.of(HEAD));

    AttentionTable(List<Row> measured) {
        measured.forEach(row -> rows.add(cells(row)));
    }

    private static List<String> cells(Row row) {
        return List.of(row.what().title(), String.valueOf(row.chunk()), each(row.forward(), f -> text(row.perToken(f))),
                each(row.forward(), f -> text(1e3 / row.perToken(f))),
                each(row.forward(), f -> text(row.rate(f, false))),
                each(row.forward(), f -> percent(row.rate(f, false) / row.peak())),
                ratio(row.forward(), row.libtorchForward()), ratio(row.forward(), row.softmax()),
                each(row.both(), b -> text(row.perToken(b))), each(row.both(), b -> text(row.rate(b, true))),
                each(row.both(), b -> percent(row.rate(b, true) / row.peak())), ratio(row.both(), row.libtorchBoth()),
                each(row.both().isPresent() ? row.both() : row.forward(), b -> text(b.bytes())));
    }

    private static String each(Optional<Measured> measured, java.util.function.Function<Measured, String> cell) {
        return measured.map(cell).orElse("");
    }

    /** How many times as long libtorch took, and in brackets its chunk size. */
    private static String ratio(Optional<Measured> ours, Optional<Measured> libtorch) {
        if (ours.isEmpty() || libtorch.isEmpty()) {
            return "";
        }
        int chunk = libtorch.get().chunk();
        return text(libtorch.get().micros() / ours.get().micros()) + (chunk > 0 ? " (" + chunk + ")" : "");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    String plain() {
        var text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                text.append(String.format(Locale.ROOT, i == 0 ? "%-" + width + "s" : "  %" + width + "s", row.get(i)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    String markdown() {
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---|").append("--:|".repeat(HEAD.size() - 1)).append('\n');
            }
        }
        return text.toString();
    }
}
