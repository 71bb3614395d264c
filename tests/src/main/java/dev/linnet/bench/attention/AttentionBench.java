package dev.linnet.bench.attention;

import ai.djl.engine.Engine;
import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.data.Layout;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.runner.RunnerException;

/**
 * What {@code linnet bench attention} runs: operators beside libtorch's compositions of the same algorithms and beside its softmax
 * attention, in proportion to the product of two matrices in the same run.
 */
public final class AttentionBench {
    private final Plan plan;
    private final Measuring measuring;
    private final PrintStream progress;
    private final Map<Measuring.Case, Measured> softmax = new HashMap<>();

    private AttentionBench(Plan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
        measuring = new Measuring(plan.full());
    }

    public static void main(String[] args) {
        int code = run(args, System.out, System.err);
        System.exit(code);
    }

    /** Measures and prints; 2 for bad arguments, 1 for a benchmark that fails. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            new AttentionBench(Plan.of(args), err).run(out);
            return 0;
        } catch (IllegalArgumentException wrong) {
            err.println("linnet: " + wrong.getMessage());
            return 2;
        } catch (RunnerException | IOException failure) {
            err.println("linnet: The benchmark could not be run to its end: " + failure.getMessage());
            return 1;
        }
    }

    private void run(PrintStream out) throws RunnerException, IOException {
        var page = new StringBuilder(
                "libtorch " + Engine.getInstance().getVersion() + " through DJL. " + LEGEND + "\n\n");
        var all = new ArrayList<Row>();
        for (int threads : plan.threads()) {
            say("the product of two matrices, " + threads(threads));
            double peak = measuring.peak(threads);
            String gemm = String.format(Locale.ROOT, "GEMM: %.0f GFLOP/s with %s.", peak, threads(threads));
            out.println(gemm);
            page.append(gemm).append("\n\n");
            for (int dim : plan.dims()) {
                for (int time : plan.times()) {
                    List<Row> rows = rows(time, dim, threads, peak);
                    all.addAll(rows);
                    String title = String.format(Locale.ROOT, "T = %d, d = %d, heads = %d, %s", time, dim,
                            plan.heads(time), threads(threads));
                    var table = new AttentionTable(rows);
                    out.println("\n" + title + "\n" + table.plain());
                    page.append("**").append(title).append("**\n\n").append(table.markdown()).append('\n');
                }
            }
        }
        if (plan.page().isPresent()) {
            Files.writeString(plan.page().get(), page);
        }
        if (plan.chart().isPresent()) {
            Files.writeString(plan.chart().get(), AttentionChart.svg(all));
        }
    }

    private static final String LEGEND = """
            Times are of the best iteration, per token and head. "of GEMM" is the share of the machine's product of two matrices,\
             measured in the same run, with FLOPs counted as papers do (blocks of a chunk dense). "x libtorch" is how many times as\
             long libtorch takes for the same algorithm in tensor operations, with its best chunk size in brackets, and for forward\
             and backward with its own automatic differentiation; "x its softmax" the same for its causal softmax attention.""";

    private static String threads(int threads) {
        return threads + (threads == 1 ? " thread" : " threads");
    }

    private void say(String what) {
        progress.println("measuring " + what + " ...");
    }

    private List<Row> rows(int time, int dim, int threads, double peak) throws RunnerException {
        var rows = new ArrayList<Row>();
        for (OperatorName operator : plan.operators()) {
            for (int chunk : plan.chunks()) {
                var what = new Measuring.Case(operator, time, dim, plan.heads(time), chunk, threads);
                if (operator != OperatorName.SOFTMAX || time <= Plan.LONGEST_SOFTMAX) {
                    rows.add(row(what, peak));
                }
            }
        }
        return rows;
    }

    private Row row(Measuring.Case what, double peak) throws RunnerException {
        say(what.title() + ", T = " + what.time() + ", d = " + what.dim() + ", " + threads(what.threads())
                + (what.chunk() > 0 ? ", chunks of " + what.chunk() : ""));
        boolean compared = what.compared();
        AttentionRule rule = what.operator().rule(what.heads());
        AttentionOptions options = AttentionOptions.defaults();
        int chunk = Chunkwise.of(rule, what.chunk() > 0 ? options.withChunkSize(what.chunk()) : options)
                .chunkSize(Layout.of(1, what.heads(), what.time(), what.dim(), what.dim()));
        Measured forward = measuring.ours(what, false);
        Optional<Measured> both = Optional.empty();
        Optional<Measured> libtorchForward = Optional.empty();
        Optional<Measured> libtorchBoth = Optional.empty();
        if (compared) {
            both = Optional.of(measuring.ours(what, true));
            libtorchForward = Optional.of(libtorchForward(what));
            libtorchBoth = Optional.of(measuring.libtorch(what, true));
        }
        return new Row(what, chunk, Optional.of(forward), both, libtorchForward, libtorchBoth, softmax(what), peak);
    }

    private Measured libtorchForward(Measuring.Case what) throws RunnerException {
        Measured measured = measuring.libtorch(what, false);
        if (what.operator() == OperatorName.SOFTMAX) {
            softmax.put(softmaxCase(what), measured);
        }
        return measured;
    }

    /** Measured once for all operators of a size. */
    private Optional<Measured> softmax(Measuring.Case what) throws RunnerException {
        Measuring.Case key = softmaxCase(what);
        if (!key.compared()) {
            return Optional.empty();
        }
        if (!softmax.containsKey(key)) {
            softmax.put(key, measuring.libtorch(key, false));
        }
        return Optional.of(softmax.get(key));
    }

    private static Measuring.Case softmaxCase(Measuring.Case what) {
        return new Measuring.Case(OperatorName.SOFTMAX, what.time(), what.dim(), what.heads(), 0, what.threads());
    }
}
