package dev.linnet.bench.odeen;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import ai.djl.engine.Engine;
import dev.linnet.odeen.CellByCell;
import dev.linnet.odeen.Piece;
import dev.linnet.odeen.Rule;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.TableCache;
import dev.linnet.odeen.Universe;

/**
 * What {@code linnet bench odeen} runs: labels every structure of Odeen by every rule, with one thread and with all, into memory that
 * is used again and into new memory, and the same in libtorch's tensor operations. Before anything is measured both count their ones.
 */
public final class OdeenBench {
    private static final double BAR_MILLIS = 150;
    private static final double BAR_RATE = 20;
    private static final int SAMPLE = 1176;

    private final Universe universe;
    private final boolean quick;
    private final Path page;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final double labels;
    private final List<String> rows = new ArrayList<>();
    private PrintStream progress;
    private boolean sink;

    private OdeenBench(String[] args) {
        boolean small = false;
        Path target = null;
        for (String argument : args) {
            String name = argument.replaceFirst("=.*", "");
            String value = argument.substring(Math.min(argument.length(), name.length() + 1));
            switch (name) {
                case "quick" -> small = value.equals("1");
                case "page" -> target = Path.of(value);
                default -> throw new IllegalArgumentException("There is no argument '" + argument + "'.");
            }
        }
        quick = small;
        page = target;
        universe = small ? Universe.mini() : Universe.standard();
        labels = (double) universe.ruleCount() * universe.structureCount();
    }

    public static void main(String[] args) {
        // Before libtorch is loaded: as many threads as the other side has.
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(Runtime.getRuntime().availableProcessors()));
        System.exit(run(args, System.out, System.err));
    }

    /** Measures and prints; 2 for bad arguments, 1 for a benchmark that fails. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            new OdeenBench(args).run(out, err);
            return 0;
        } catch (IllegalArgumentException wrong) {
            err.println("linnet: " + wrong.getMessage());
            return 2;
        } catch (IOException | IllegalStateException failure) {
            err.println("linnet: The benchmark could not be run to its end: " + failure.getMessage());
            return 1;
        }
    }

    private void run(PrintStream out, PrintStream err) throws IOException {
        progress = err;
        RuleTable table = RuleTable.of(universe);
        long ones = table.ones();
        Timing ours = ours(table);
        Timing libtorch = libtorch(ones);
        double rate = labels / ours.best() / 1e6;
        double ratio = libtorch.best() / ours.best();
        cellByCell();
        String text = String.format(Locale.ROOT,
                """
                        Every label of %s, %,d rules by %,d structures (%,d ones, counted by both sides): a bit each in %.0f MB here, a byte \
                        each in libtorch %s. Into memory that is used again, or into new memory, which the system has to find and clear first. \
                        libtorch never has the whole table in memory. Quickest repetition, and the middle one.

                        | what | threads | best, ms | median, ms | thousand million labels/s |
                        |---|--:|--:|--:|--:|
                        %s

                        Used memory, all threads: %.0f times as fast as libtorch with as many. To be reached: %.0f ms and %.0f thousand million \
                        labels a second; %s.
                        """,
                quick ? "Mini-Odeen" : "Odeen", universe.ruleCount(), universe.structureCount(), ones,
                table.bytes() / 1e6,
                Engine.getInstance().getVersion(), String.join("\n", rows), ratio, BAR_MILLIS, BAR_RATE,
                ours.best() < BAR_MILLIS && rate >= BAR_RATE ? "reached" : "not reached")
                + "\n" + other(table);
        out.println(text);
        if (page != null) {
            Files.writeString(page, text);
        }
    }

    private Timing ours(RuleTable table) {
        Timing best = null;
        for (int threads = 1; threads <= cores; threads = threads == cores ? cores + 1 : cores) {
            say("labelling with " + threads + (threads == 1 ? " thread" : " threads"));
            int count = threads;
            best = Timing.of(quick ? 2 : 20, quick ? 3 : 30, () -> {}, () -> table.label(count));
            add("memory used again", threads, best);
        }
        say("labelling into new memory");
        add("new memory", cores, Timing.of(quick ? 1 : 3, quick ? 2 : 10, System::gc, () -> RuleTable.of(universe)));
        return best;
    }

    private Timing libtorch(long ones) {
        say("labelling in libtorch");
        try (var labeller = new LibtorchLabeller(universe)) {
            long counted = labeller.label(true);
            if (counted != ones) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "libtorch counts %,d ones and the table has %,d", counted, ones));
            }
            Timing timing = Timing.of(1, quick ? 2 : 5, () -> {}, () -> labeller.label(false));
            add("libtorch", cores, timing);
            return timing;
        }
    }

    /** A sample of the labels one by one, scaled to all. */
    private void cellByCell() {
        say("labelling cell by cell");
        var random = new SplittableRandom(1);
        int count = quick ? 1_000 : 200_000;
        var rules = new Rule[count];
        var structures = new Piece[count][];
        for (int i = 0; i < count; i++) {
            rules[i] = universe.grammar().random(random);
            structures[i] = universe.pieces(universe.randomStructure(random));
        }
        Timing timing = Timing.of(3, quick ? 2 : 10, () -> {}, () -> {
            boolean odd = false;
            for (int i = 0; i < count; i++) {
                odd ^= CellByCell.accepts(rules[i], structures[i]);
            }
            sink = odd;
        });
        double scale = labels / count;
        add("cell by cell (from " + String.format(Locale.ROOT, "%,d", count) + " of them)", 1,
                new Timing(timing.best() * scale, timing.median() * scale));
    }

    private String other(RuleTable table) throws IOException {
        say("classes, nearest rules and the file");
        Timing classes = Timing.of(quick ? 1 : 3, quick ? 2 : 5, () -> {}, () -> table.findClasses());
        int[] sample = universe.sample(Math.min(SAMPLE, universe.structureCount()), new SplittableRandom(1));
        Timing columns = Timing.of(quick ? 2 : 20, quick ? 3 : 30, () -> {}, () -> RuleTable.on(universe, sample));
        RuleTable some = RuleTable.on(universe, sample);
        long[] row = some.row(universe.ruleCount() / 2);
        Timing nearest = Timing.of(quick ? 10 : 2_000, quick ? 10 : 2_000, () -> {},
                () -> sink = some.nearest(row).contains(1));
        Path file = Files.createTempFile("linnet-odeen", ".table");
        try {
            Files.delete(file);
            TableCache.open(universe, file, progress::println);
            Timing open = Timing.of(1, quick ? 2 : 5, () -> {},
                    () -> TableCache.open(universe, file, progress::println));
            return String.format(Locale.ROOT,
                    "Which rules mean the same: %.0f ms. The table over a sample of %,d structures: %.1f ms. The nearest of all rules on"
                            + " that sample: %.2f ms. Opening the whole table from its file, checksum included: %.0f ms.%s%n",
                    classes.best(), sample.length, columns.best(), nearest.best(), open.best(), sink ? "" : " ");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void add(String what, int threads, Timing timing) {
        rows.add(row(what, threads, timing, labels));
    }

    static String row(String what, int threads, Timing timing, double labels) {
        double rate = labels / timing.best() / 1e6;
        return String.format(Locale.ROOT,
                rate < 0.1 ? "| %s | %d | %,.1f | %,.1f | %.4f |" : "| %s | %d | %,.1f | %,.1f | %.1f |",
                what, threads, timing.best(), timing.median(), rate);
    }

    private void say(String what) {
        progress.println(what + " ...");
    }
}
