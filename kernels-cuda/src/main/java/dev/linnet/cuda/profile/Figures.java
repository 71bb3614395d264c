package dev.linnet.cuda.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.linnet.cuda.ptx.meter.InstructionClass;
import dev.linnet.cuda.ptx.meter.Work;

/** A profile's figures in words, the same for every way to show it. */
final class Figures {
    /** Lines around those that did something; a gap of a single line is not worth leaving out. */
    private static final int CONTEXT = 2;

    private Figures() {}

    /** A row of the summary. */
    record Row(String name, String text) {}

    static String title(Profile p) {
        return p.kernel() + "<<<" + p.grid() + ", " + p.block() + ">>>: "
                + (p.launches() == 1 ? "a launch" : p.launches() + " launches") + " profiled on the CPU";
    }

    static List<Row> summary(Profile p) {
        var total = p.total();
        var rows = new ArrayList<Row>();
        rows.add(new Row("instructions", grouped(total.warpInstructions()) + " of warps, "
                + grouped(total.threadInstructions()) + " of threads"));
        rows.add(new Row("mix", mix(total)));
        rows.add(new Row("divergence", one(total.activeLanes()) + " of 32 lanes active; lanes parted at "
                + grouped(total.splits()) + " of " + grouped(total.branches()) + " branches"));
        rows.add(new Row("global memory", total.globalRequests() == 0
                ? "none"
                : grouped(total.globalRequests()) + " requests of " + one(total.sectorsPerRequest())
                        + " sectors, " + one((double) total.leastSectors() / total.globalRequests())
                        + " at least; threads read " + bytes(total.bytesLoaded()) + " and wrote "
                        + bytes(total.bytesStored()) + ", in " + bytes(total.sectorBytes()) + " of sectors"));
        rows.add(new Row("shared memory", total.sharedRequests() == 0
                ? "none"
                : grouped(total.sharedRequests()) + " requests of " + one(total.wavefrontsPerRequest())
                        + " wavefronts, " + one((double) total.leastWavefronts() / total.sharedRequests())
                        + " without bank conflicts; " + bytes(total.sharedBytes())));
        if (total.localBytes() > 0) {
            rows.add(new Row("local memory", bytes(total.localBytes())));
        }
        rows.add(new Row("arithmetic", grouped(total.flop()) + " floating-point operations"
                + (total.sectorBytes() == 0 ? "" : ", " + two(total.intensity()) + " for each byte of sectors")));
        rows.add(new Row("occupancy", String.format(Locale.ROOT, "%.0f %%", 100 * p.occupancy())
                + (p.registers() > 0 ? ", " + p.registers() + " registers" : "")
                + (p.sharedBytes() > 0 ? ", " + grouped(p.sharedBytes()) + " B shared" : "")));
        rows.add(new Row("byte code", p.byteCode().toString()));
        if (p.elsewhere().warpInstructions() > 0) {
            rows.add(new Row("elsewhere", "code that comes from no line of the source: "
                    + grouped(p.elsewhere().warpInstructions()) + " instructions of warps"));
        }
        return rows;
    }

    /** Classes of instructions, most frequent first. */
    static String mix(Work work) {
        return Arrays.stream(InstructionClass.values())
                .filter(kind -> work.instructions(kind) > 0)
                .sorted(Comparator.comparingLong(work::instructions).reversed())
                .map(kind -> kind.title() + " " + share(work.instructions(kind), work.warpInstructions()))
                .collect(Collectors.joining(", "));
    }

    /** Numbers of the lines that are shown; a gap is where one is missing. */
    static List<Profile.Line> shown(Profile p) {
        var lines = new ArrayList<Profile.Line>();
        for (int k = 0; k < p.source().size(); k++) {
            boolean near = false;
            for (int j = Math.max(0, k - CONTEXT); j <= Math.min(p.source().size() - 1, k + CONTEXT); j++) {
                near |= p.source().get(j).work().warpInstructions() > 0;
            }
            if (near) {
                if (!lines.isEmpty() && lines.getLast().number() == k - 1) {
                    lines.add(p.source().get(k - 1));
                }
                lines.add(p.source().get(k));
            }
        }
        return lines;
    }

    static String share(long part, long all) {
        double percent = 100.0 * part / Math.max(1, all);
        return percent > 0 && percent < 0.95
                ? String.format(Locale.ROOT, "%.1f %%", percent)
                : String.format(Locale.ROOT, "%.0f %%", percent);
    }

    static String one(double x) {
        return String.format(Locale.ROOT, "%.1f", x);
    }

    private static String two(double x) {
        return String.format(Locale.ROOT, "%.2f", x);
    }

    static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    static String bytes(long n) {
        if (n < 10_000) {
            return grouped(n) + " B";
        }
        double scaled = n / 1e3;
        int unit = 0;
        while (scaled >= 999.95 && unit < 3) {
            scaled /= 1e3;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", scaled, "kMGT".charAt(unit));
    }

    /** Big counts short: {@code 12.3 M}. */
    static String count(long n) {
        if (n < 100_000) {
            return grouped(n);
        }
        double scaled = n / 1e3;
        int unit = 0;
        while (scaled >= 999.95 && unit < 3) {
            scaled /= 1e3;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %c", scaled, "kMGT".charAt(unit));
    }
}
