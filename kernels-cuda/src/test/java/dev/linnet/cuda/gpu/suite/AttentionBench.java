package dev.linnet.cuda.gpu.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.kernels.attention.Heads;

/**
 * Times linear attention in bf16 with a cold cache: the sum of the launches' own times of a forward pass, and of one with its
 * backward pass. Results of one head are compared with {@link HeadReference} before; what is wrong is not timed.
 */
class AttentionBench {
    /** What {@code attention-peers.py} times too. */
    static final List<Heads> SHAPES = List.of(new Heads(4, 16, 2048, 128), new Heads(2, 16, 8192, 128),
            new Heads(2, 16, 32_768, 128), new Heads(4, 16, 2048, 64), new Heads(2, 16, 8192, 64),
            new Heads(2, 16, 32_768, 64));
    static final int RUNS = 15;
    private static final int WARM = 2;
    /** Of a result's norm: what rounding to bf16 costs the delta rule. */
    private static final double MOST = 0.012;
    /** A gate's gradient sums up rounded numbers over a segment, whose errors add up. */
    private static final double MOST_OF_GATES = 0.08;

    private final BenchTable table;
    private final Target target;
    private final int floats;
    private final int runs;

    /**
     * A benchmark that adds its rows to the table.
     *
     * @param floats of an array that is read and of one that is written before each pass, so that the cache has nothing else
     * @param runs   passes that are measured
     */
    AttentionBench(BenchTable table, Target target, int floats, int runs) {
        this.table = table;
        this.target = target;
        this.floats = floats;
        this.runs = runs;
    }

    /** Whether all was right and measured. */
    boolean all(List<Heads> shapes) {
        boolean good = true;
        for (var heads : shapes) {
            for (var rule : AttentionCase.Rule.values()) {
                var what = rule.title + ", width " + heads.width() + ", " + heads.steps() + " steps, ";
                try (var one = new AttentionCase(rule, heads, target)) {
                    measure(what, one);
                } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                    for (var pass : List.of("forward", "forward and backward")) {
                        table.add(new BenchTable.Row(what + pass, Double.NaN, Double.NaN, "ms",
                                "not measured: " + e.getMessage()));
                    }
                    good = false;
                }
            }
        }
        return good;
    }

    /** What one head of the case has to give. */
    Map<String, double[]> expected(AttentionCase one) {
        return HeadReference.of(one, one.someHead(), target);
    }

    private void measure(String what, AttentionCase one) {
        one.run();
        var errors = errors(one);
        errors.forEach((name, error) -> {
            double most = name.equals("dLogDecay") ? MOST_OF_GATES : MOST;
            if (!(error <= most)) { // nor NaN
                throw new IllegalStateException(String.format(Locale.ROOT,
                        "%s is wrong: it differs from the recurrence by %.2g of its norm, and %.2g is allowed.", name,
                        error, most));
            }
        });
        var passes = new AttentionCase.Pass[runs];
        try (var x = Buffer.f32(floats); var y = Buffer.f32(floats)) {
            for (int i = -WARM; i < runs; i++) {
                Saxpy.launch(target, 1, x, y);
                passes[Math.max(0, i)] = one.run();
            }
        }
        add(what + "forward", Math.max(errors.get("o"), errors.get("last")),
                Arrays.stream(passes).mapToLong(AttentionCase.Pass::forward));
        add(what + "forward and backward", errors.values().stream().max(Double::compare).orElseThrow(),
                Arrays.stream(passes).mapToLong(AttentionCase.Pass::both));
    }

    private void add(String what, double error, LongStream times) {
        var nanos = times.sorted().toArray();
        table.add(new BenchTable.Row(what, nanos[0] / 1e6, nanos[nanos.length / 2] / 1e6, "ms",
                String.format(Locale.ROOT, "within %.2g of the recurrence's norm", error)));
    }

    /** How far results are from what they have to be, in their norms. */
    private Map<String, Double> errors(AttentionCase one) {
        var errors = new TreeMap<String, Double>();
        expected(one).forEach((name, wanted) -> {
            var got = one.ofHead(name, one.someHead());
            double off = 0;
            double norm = 0;
            for (int i = 0; i < wanted.length; i++) {
                off += Math.pow(got[i] - wanted[i], 2);
                norm += wanted[i] * wanted[i];
            }
            errors.put(name, Math.sqrt(off / norm));
        });
        return errors;
    }
}
