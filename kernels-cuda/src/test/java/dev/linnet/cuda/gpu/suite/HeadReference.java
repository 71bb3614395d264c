package dev.linnet.cuda.gpu.suite;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.attention.StateSweeps;
import dev.linnet.cuda.kernels.attention.StateSweeps.Gates;

/** What one head has to give: outputs and state by the recurrence in double precision, gradients by {@link StateSweeps}. */
final class HeadReference {
    private HeadReference() {}

    /** Results by name. */
    static Map<String, double[]> of(AttentionCase one, int head, Target target) {
        var in = AttentionCase.GIVEN.stream().collect(Collectors.toMap(name -> name, name -> one.numbers(name, head)));
        var results = sweeps(one, in, target);
        int width = one.heads.width();
        var state = new double[width][width];
        var o = new double[one.heads.steps()][width];
        Arrays.setAll(state, i -> wide(in.get("initial"), i * width, width));
        for (int t = 0; t < o.length; t++) {
            step(one, in, t, state);
            for (int i = 0; i < width; i++) {
                add((double) one.scale * in.get("q")[t * width + i], state[i], o[t]);
            }
        }
        results.put("o", Arrays.stream(o).flatMapToDouble(Arrays::stream).toArray());
        results.put("last", Arrays.stream(state).flatMapToDouble(Arrays::stream).toArray());
        return results;
    }

    /** {@code S = diag(exp(g)) S}, then for each write {@code S = S + beta k (v - S^T k)^T} or {@code S = S + k v^T}. */
    private static void step(AttentionCase one, Map<String, float[]> in, int t, double[][] state) {
        int width = state.length;
        var decays = in.get("logDecay");
        int gates = one.rule.gated ? decays.length / one.heads.steps() : 1;
        for (int i = 0; i < width; i++) {
            add(Math.exp(decays[one.rule.gated ? t * gates + i % gates : 0]) - 1, state[i], state[i]);
        }
        for (int row = t * one.rule.writes; row < (t + 1) * one.rule.writes; row++) {
            var k = wide(in.get("k"), row * width, width);
            var written = wide(in.get("v"), row * width, width);
            for (int i = 0; one.rule.delta && i < width; i++) {
                add(-k[i], state[i], written);
            }
            for (int i = 0; i < width; i++) {
                add((one.rule.delta ? in.get("beta")[row] : 1) * k[i], written, state[i]);
            }
        }
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * from[j];
        }
    }

    private static double[] wide(float[] values, int from, int length) {
        return IntStream.range(from, from + length).mapToDouble(i -> values[i]).toArray();
    }

    private static Map<String, double[]> sweeps(AttentionCase one, Map<String, float[]> in, Target target) {
        var rule = one.rule;
        var gates = !rule.gated ? Gates.OF_HEADS : rule == AttentionCase.Rule.GLA ? Gates.OF_KEYS : Gates.OF_STEPS;
        int width = one.heads.width();
        var sweeps = new StateSweeps(1, 1, one.heads.steps(), width, width, rule.writes, gates, rule.delta, one.scale);
        var of = in.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> Buffer.of(e.getValue())));
        Map.of("o", "q", "last", "initial", "dq", "q", "dk", "k", "dv", "v", "dLogDecay", "logDecay", "dBeta", "beta",
                "dInitial", "initial").forEach((name, like) -> of.put(name, Buffer.f32(of.get(like).length())));
        try (var kept = sweeps.forward(target, of.get("q"), of.get("k"), of.get("v"), of.get("logDecay"),
                of.get("beta"), of.get("initial"), of.get("o"), of.get("last"))) {
            sweeps.backward(target, kept, of.get("dOut"), of.get("dLast"), of.get("dq"), of.get("dk"), of.get("dv"),
                    of.get("dLogDecay"), of.get("dBeta"), of.get("dInitial"));
            var results = new TreeMap<String, double[]>();
            of.forEach((name, numbers) -> results.put(name, wide(numbers.toFloats(), 0, (int) numbers.length())));
            results.keySet().removeAll(AttentionCase.GIVEN);
            if (!rule.gated) {
                results.remove("dLogDecay");
            }
            if (!rule.delta) {
                results.remove("dBeta");
            }
            return results;
        } finally {
            of.values().forEach(Buffer::close);
        }
    }
}
