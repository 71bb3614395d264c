package dev.linnet.cuda.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A profile as text. */
final class ProfileText {
    private static final List<String> HEADS = List.of("line", "share", "lanes", "parted", "sectors", "least",
            "wavefronts", "least", "bytes", "FLOP");

    private ProfileText() {}

    static String of(Profile p) {
        var text = new StringBuilder(Figures.title(p)).append('\n');
        Figures.summary(p).forEach(row -> text.append(String.format("  %-14s %s%n", row.name(), row.text())));
        text.append(
                "Each line's share of the warps' instructions; lanes that were active; branches at which lanes parted;")
                .append(" sectors and wavefronts of a request, and the least possible.\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        var sources = new ArrayList<String>(List.of("source"));
        int before = 0;
        for (var line : Figures.shown(p)) {
            if (before != 0 && line.number() != before + 1) {
                rows.add(List.of("..", "", "", "", "", "", "", "", "", ""));
                sources.add("");
            }
            before = line.number();
            rows.add(cells(line, p));
            sources.add(line.text());
        }
        int[] widths = new int[HEADS.size()];
        rows.forEach(row -> {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], row.get(k).length());
            }
        });
        for (int r = 0; r < rows.size(); r++) {
            var line = new StringBuilder();
            for (int k = 0; k < widths.length; k++) {
                line.append(" ".repeat(widths[k] - rows.get(r).get(k).length()))
                        .append(rows.get(r).get(k))
                        .append("  ");
            }
            text.append((line + sources.get(r)).stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** A line's figures; empty where there is nothing of a kind. */
    static List<String> cells(Profile.Line line, Profile p) {
        var work = line.work();
        boolean any = work.warpInstructions() > 0;
        boolean global = work.globalRequests() > 0;
        boolean shared = work.sharedRequests() > 0;
        return List.of(Integer.toString(line.number()),
                any ? Figures.share(work.warpInstructions(), p.total().warpInstructions()) : "",
                any ? Figures.one(work.activeLanes()) : "",
                work.branches() > 0 ? Figures.share(work.splits(), work.branches()) : "",
                global ? Figures.one(work.sectorsPerRequest()) : "",
                global ? Figures.one((double) work.leastSectors() / work.globalRequests()) : "",
                shared ? Figures.one(work.wavefrontsPerRequest()) : "",
                shared ? Figures.one((double) work.leastWavefronts() / work.sharedRequests()) : "",
                global ? Figures.bytes(work.bytesLoaded() + work.bytesStored()) : "",
                work.flop() > 0 ? Figures.count(work.flop()) : "");
    }

    static String byteCode(Profile.ByteCode code) {
        Map<String, List<Integer>> lines = new TreeMap<>();
        code.stays().forEach(one -> lines.computeIfAbsent(one.why(), _ -> new ArrayList<>()).add(one.line()));
        var reasons = lines.entrySet()
                .stream()
                .map(one -> one.getKey() + where(one.getValue()))
                .collect(
                        Collectors.joining("; "));
        return !code.taken() ? "no: " + reasons : reasons.isEmpty() ? "yes" : "yes, except: " + reasons;
    }

    private static String where(List<Integer> lines) {
        var known = lines.stream().filter(line -> line > 0).sorted().distinct().map(String::valueOf).toList();
        return known.isEmpty()
                ? ""
                : (known.size() == 1 ? " (line " : " (lines ") + String.join(", ", known) + ")";
    }
}
