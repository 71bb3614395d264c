package dev.linnet.kernel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The harness's results as rows: what was measured, one value a kernel, and the ratio to the first kernel. */
public final class KernelTable {
    private record Measure(String title, String path, String detail, boolean ratio) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("start to kernel_info, median (min) ms", "start.kernel_info.median_ms",
                    "start.kernel_info.min_ms", true),
            new Measure("start to first cell done, median (min) ms", "start.first_cell.median_ms",
                    "start.first_cell.min_ms", true),
            new Measure("CPU until then, median (min) ms", "start.cpu.median_ms", "start.cpu.min_ms", true),
            new Measure("failed starts", "start.failed", null, false),
            new Measure("shutdown to exit, median (min) ms", "start.exit.median_ms", "start.exit.min_ms", true),
            new Measure("warm cell, median (min) ms", "warm.median_ms", "warm.min_ms", true),
            new Measure("printed lines, s", "stdout.seconds", null, true),
            new Measure("printed lines lost", "stdout.lost", null, false),
            new Measure("completion, median (min) ms", "complete.median_ms", "complete.min_ms", true),
            new Measure("inspect, median (min) ms", "inspect.median_ms", "inspect.min_ms", true),
            new Measure("interrupt of a loop, ms", "interrupt.spin.idle_ms", null, true),
            new Measure("... CPU afterwards, %", "interrupt.spin.cpu_after_percent", null, false),
            new Measure("interrupt of a sleep, ms", "interrupt.sleep.idle_ms", null, true),
            new Measure("soak: first cells, median (min) ms", "soak.first.median_ms", "soak.first.min_ms", true),
            new Measure("soak: last cells, median (min) ms", "soak.last.median_ms", "soak.last.min_ms", true),
            new Measure("memory after the soak, MiB", "soak.after.rss_mib", null, true),
            new Measure("live heap before the soak, MiB", "soak.before.heap_mib", null, false),
            new Measure("live heap after the first cells, MiB", "soak.early.heap_mib", null, false),
            new Measure("live heap after the soak, MiB", "soak.after.heap_mib", null, false));

    private final List<List<String>> rows = new ArrayList<>();

    /** @param results what {@link KernelBench#run} gave */
    public KernelTable(JsonObject results) {
        Map<String, JsonElement> kernels = results.getAsJsonObject("kernels").asMap();
        var header = new ArrayList<>(List.of(""));
        boolean first = true;
        for (String name : kernels.keySet()) {
            header.add(name);
            if (!first) {
                header.add("ratio");
            }
            first = false;
        }
        rows.add(header);
        for (Measure measure : MEASURES) {
            row(measure, List.copyOf(kernels.values()));
        }
        failures(kernels);
    }

    private void row(Measure measure, List<JsonElement> kernels) {
        var row = new ArrayList<>(List.of(measure.title()));
        Double reference = null;
        boolean any = false;
        for (int i = 0; i < kernels.size(); i++) {
            Double value = number(kernels.get(i), measure.path());
            Double detail = measure.detail() == null ? null : number(kernels.get(i), measure.detail());
            row.add(value == null ? "" : text(value) + (detail == null ? "" : " (" + text(detail) + ")"));
            any |= value != null;
            if (i == 0) {
                reference = value;
            } else {
                boolean comparable = measure.ratio() && value != null && reference != null && reference > 0;
                row.add(comparable ? String.format(Locale.ROOT, "%.2f", value / reference) : "");
            }
        }
        if (any) {
            rows.add(row);
        }
    }

    /** Phases that a kernel did not answer are rows of their own: they must not look as if nobody had measured them. */
    private void failures(Map<String, JsonElement> kernels) {
        kernels.forEach((name, phases) -> phases.getAsJsonObject().asMap().forEach((phase, found) -> {
            JsonElement reason = found.getAsJsonObject().get("failed");
            if (reason != null && !isNumber(reason)) {
                rows.add(List
                        .of(phase + " of " + name + " failed: " + reason.getAsString().lines().findFirst().orElse("")));
            }
        }));
    }

    private static Double number(JsonElement from, String path) {
        JsonElement at = from;
        for (String name : path.split("\\.", -1)) {
            at = at instanceof JsonObject object ? object.get(name) : null;
        }
        return at != null && isNumber(at) ? at.getAsDouble() : null;
    }

    private static boolean isNumber(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    }

    private static String text(double value) {
        return value == Math.rint(value) || value >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    /** The table in columns, for a terminal. */
    public String plain() {
        var widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; row.size() > 1 && i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String space = " ".repeat(Math.max(0, widths[i] - cell.length()));
                line.append(i == 0 ? cell + space : "  " + space + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** The table in Markdown. */
    public String markdown() {
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---|").append("--:|".repeat(rows.getFirst().size() - 1)).append('\n');
            }
        }
        return text.toString();
    }
}
