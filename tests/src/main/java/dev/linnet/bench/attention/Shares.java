package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.Layout;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints how much of the machine's peak each operator reaches. Operators take turns with the product of two matrices and with a copy, so
 * that what else the machine does disturbs all alike; the best run of each counts.
 *
 * <pre>
 *     java ... dev.linnet.bench.attention.Shares time=4096 d=64 heads=1 threads=1 rounds=5 rules=retention,GLA
 * </pre>
 */
public final class Shares {
    private static final int COPY = 64 << 20;
    private static final int IN_A_ROW = 5;
    private final PrintStream out;
    private final Arguments arguments;

    private Shares(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    public static void main(String[] args) {
        new Shares(Arguments.of(args), System.out).print();
    }

    private void print() {
        var peak = new Peak();
        var copy = new Copy(COPY);
        var gemm = new Stopwatch();
        var memory = new Stopwatch();
        List<Row> rows = rows();
        for (int round = 0; round < arguments.rounds(); round++) {
            for (Row row : rows) {
                for (int i = 0; i < IN_A_ROW; i++) {
                    gemm.run(peak::multiply);
                }
                for (int i = 0; i < IN_A_ROW; i++) {
                    row.forward.run(row.operator::forward);
                }
                for (int i = 0; i < IN_A_ROW; i++) {
                    row.both.run(row.operator::forwardAndBackward);
                }
            }
            memory.run(copy::copy);
        }
        double peakRate = peak.flops() / gemm.cpu() * 1e-9;
        out.printf(Locale.ROOT, "GEMM %.0f GFLOP/s a thread, copy %.1f GB/s; %s%n", peakRate,
                copy.bytes() / memory.cpu() * 1e-9, arguments);
        out.printf("%-34s %5s  %8s %7s %7s %7s  | %8s %7s %7s  | %s%n", "", "chunk", "ns/token", "GFLOP/s", "share",
                "needed", "fwd+bwd", "share", "needed", "bytes");
        rows.forEach(row -> out.println(row.line(peakRate)));
    }

    private List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (AttentionRule rule : Rules.all(arguments.heads())) {
            if (arguments.takes(rule)) {
                Layout layout = Layout.of(arguments.batch(), arguments.heads(), arguments.time(), arguments.keys(),
                        arguments.values());
                AttentionOptions options = AttentionOptions.defaults().withThreads(arguments.threads());
                if (arguments.chunk() > 0) {
                    options = options.withChunkSize(arguments.chunk());
                }
                rows.add(new Row(new Operator(rule, layout, options, 1), arguments.threads()));
            }
        }
        return rows;
    }

    /** One operator's figures. With several threads the wall counts. */
    private static final class Row {
        private final Operator operator;
        private final int threads;
        private final Stopwatch forward = new Stopwatch();
        private final Stopwatch both = new Stopwatch();

        Row(Operator operator, int threads) {
            this.operator = operator;
            this.threads = threads;
        }

        String line(double peak) {
            Layout layout = operator.layout();
            int chunk = operator.chunkSize();
            Cost nominal = new Cost(operator.rule(), layout.keyDim(), layout.valueDim(), chunk, true);
            Cost needed = new Cost(operator.rule(), layout.keyDim(), layout.valueDim(), chunk, false);
            double tokens = layout.rows();
            double f = (threads == 1 ? forward.cpu() : forward.wall()) / tokens * 1e9;
            double fb = (threads == 1 ? both.cpu() : both.wall()) / tokens * 1e9;
            double all = peak * threads;
            return String.format(Locale.ROOT, "%-34s %5d  %8.0f %7.0f %6.0f%% %6.0f%%  | %8.0f %6.0f%% %6.0f%%  | %d",
                    operator.rule().title(), chunk, f, nominal.forward() / f, 100 * nominal.forward() / f / all,
                    100 * needed.forward() / f / all, fb, 100 * nominal.forwardAndBackward() / fb / all,
                    100 * needed.forwardAndBackward() / fb / all, forward.allocated());
        }
    }

    /** What the command line says, as {@code name=value}. */
    private record Arguments(int time, int keys, int values, int batch, int heads, int threads, int rounds, int chunk,
            List<String> rules) {
        static Arguments of(String[] args) {
            int d = number(args, "d", 64);
            return new Arguments(number(args, "time", 4096), number(args, "keys", d), number(args, "values", d),
                    number(args, "batch", 1), number(args, "heads", 1), number(args, "threads", 1),
                    number(args, "rounds", 20), number(args, "chunk", 0),
                    Arrays.stream(args)
                            .filter(a -> a.startsWith("rules="))
                            .flatMap(a -> Arrays.stream(
                                    a.substring("rules=".length()).split(",", -1)))
                            .toList());
        }

        private static int number(String[] args, String name, int otherwise) {
            return Arrays.stream(args)
                    .filter(a -> a.startsWith(name + "="))
                    .mapToInt(a -> Integer.parseInt(a.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(otherwise);
        }

        boolean takes(AttentionRule rule) {
            return rules.isEmpty() || rules.stream().anyMatch(rule.title()::startsWith);
        }
    }
}
