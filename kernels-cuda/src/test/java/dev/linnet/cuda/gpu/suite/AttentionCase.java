package dev.linnet.cuda.gpu.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchWatcher;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.kernels.attention.ChannelHeads;
import dev.linnet.cuda.kernels.attention.DecayHeads;
import dev.linnet.cuda.kernels.attention.DeltaHeads;
import dev.linnet.cuda.kernels.attention.Heads;

/** A rule of linear attention in bf16 with arrays of one shape, by name; their numbers are the same in every run. */
final class AttentionCase implements AutoCloseable {
    static final Set<String> GIVEN = Set.of("q", "k", "v", "beta", "logDecay", "initial", "dOut", "dLast");
    private static final Set<String> BF16 = Set.of("q", "k", "v", "o", "dOut", "dq", "dk", "dv");
    private static final double FASTEST_DECAY = 0.1;
    private static final int BITS_OF_BF16 = 0xffff0000;

    /** Rules as {@code attention-peers.py} calls them. */
    enum Rule {
        RETENTION("retention", 1, false, false), GLA("GLA", 1, false, true), DELTA("DeltaNet", 1, true,
                false), GATED_DELTA("gated DeltaNet", 1, true, true), PRODUCT("DeltaProduct", 2, true, true);

        final String title;
        final int writes;
        final boolean delta;
        /** Whether steps have decays of their own. */
        final boolean gated;

        Rule(String title, int writes, boolean delta, boolean gated) {
            this.title = title;
            this.writes = writes;
            this.delta = delta;
            this.gated = gated;
        }
    }

    /** Nanoseconds that the launches took: of a forward pass, and of both. */
    record Pass(long forward, long both) {}

    /** Adds up what launches take. */
    private static final class Stopwatch implements LaunchWatcher {
        private long nanos;

        @Override
        public void before(LaunchRequest request, Object[] arguments) {}

        @Override
        public void after(LaunchRequest request, Outcome outcome, boolean settled) {
            nanos += outcome.nanos();
        }
    }

    final Rule rule;
    final Heads heads;
    final float scale;
    private final int all;
    private final Target target;
    private final Map<String, Buffer> arrays = new TreeMap<>();

    AttentionCase(Rule rule, Heads heads, Target target) {
        this.rule = rule;
        this.heads = heads;
        this.target = target;
        scale = (float) (1 / Math.sqrt(heads.width()));
        all = heads.batch() * heads.heads();
    }

    /** A head whose arrays lie far behind the first one's, and that forgets in retention too. */
    int someHead() {
        return all - 1 - heads.heads() / 2;
    }

    /** Numbers that an array has for each head; those of retention's and DeltaNet's decays are one. */
    private int ofHead(String name) {
        return switch (name) {
            case "k", "v", "dk", "dv" -> heads.steps() * rule.writes * heads.width();
            case "beta", "dBeta" -> heads.steps() * rule.writes;
            case "logDecay", "dLogDecay" ->
                !rule.gated ? 1 : rule == Rule.GLA ? heads.steps() * heads.width() : heads.steps();
            case "initial", "last", "dLast", "dInitial" -> heads.width() * heads.width();
            default -> heads.steps() * heads.width();
        };
    }

    /** A head's numbers of an array that is given. */
    float[] numbers(String name, int head) {
        var random = new SplittableRandom(31L * name.hashCode() + head);
        var numbers = new float[ofHead(name)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) switch (name) {
                case "beta" -> random.nextDouble();
                case "logDecay" -> logDecay(head, random);
                default -> random.nextDouble(-1, 1);
            };
        }
        for (int row = 0; name.equals("k") && row < numbers.length; row += heads.width()) {
            double square = 0;
            for (int i = row; i < row + heads.width(); i++) {
                square += numbers[i] * numbers[i];
            }
            for (int i = row; i < row + heads.width(); i++) {
                numbers[i] /= (float) Math.sqrt(square);
            }
        }
        for (int i = 0; BF16.contains(name) && i < numbers.length; i++) {
            numbers[i] = Float.intBitsToFloat(Float.floatToRawIntBits(numbers[i]) & BITS_OF_BF16);
        }
        return numbers;
    }

    private double logDecay(int head, SplittableRandom random) {
        return switch (rule) {
            case RETENTION -> Math.log1p(-Math.pow(2, -5 - head % heads.heads())); // as RetNet has them
            case DELTA -> 0;
            default -> -FASTEST_DECAY * random.nextDouble();
        };
    }

    /** A head's numbers of any array. */
    float[] ofHead(String name, int head) {
        int each = ofHead(name);
        return Arrays.copyOfRange(array(name).toFloats(), head * each, (head + 1) * each);
    }

    private Buffer array(String name) {
        return arrays.computeIfAbsent(name, _ -> {
            int each = ofHead(name);
            int many = !name.equals("logDecay") || rule.gated ? all : rule == Rule.DELTA ? 1 : heads.heads();
            long length = (long) many * each;
            var buffer = BF16.contains(name) ? Buffer.bf16(length) : Buffer.f32(length);
            if (GIVEN.contains(name)) {
                var numbers = new float[Math.toIntExact(length)];
                IntStream.range(0, many)
                        .parallel()
                        .forEach(head -> System.arraycopy(numbers(name, head), 0, numbers, head * each, each));
                buffer.set(numbers);
            }
            return buffer;
        });
    }

    /** Runs it forward and backward. */
    Pass run() {
        List<CudaModule> modules = List.of(DecayHeads.module(target), ChannelHeads.module(target),
                DeltaHeads.module(target), DeltaHeads.gradientModule(target));
        var watch = new Stopwatch();
        modules.forEach(module -> module.watch(watch));
        try {
            long forward = run(watch, array("q"), array("k"), array("v"), array("logDecay"), array("initial"),
                    array("o"), array("last"));
            return new Pass(forward, watch.nanos);
        } finally {
            modules.forEach(module -> module.watch(null));
        }
    }

    private long run(Stopwatch watch, Buffer q, Buffer k, Buffer v, Buffer g, Buffer initial, Buffer o, Buffer last) {
        long forward;
        switch (rule) {
            case RETENTION -> {
                var kernels = new DecayHeads(heads, false, scale);
                try (var kept = kernels.forward(target, q, k, v, g, initial, o, last)) {
                    forward = watch.nanos;
                    kernels.backward(target, kept, array("dOut"), array("dLast"), array("dq"), array("dk"), array("dv"),
                            array("dLogDecay"), array("dInitial"));
                }
            }
            case GLA -> {
                var kernels = new ChannelHeads(heads, scale);
                try (var kept = kernels.forward(target, q, k, v, g, initial, o, last)) {
                    forward = watch.nanos;
                    kernels.backward(target, kept, array("dOut"), array("dLast"), array("dq"), array("dk"), array("dv"),
                            array("dLogDecay"), array("dInitial"));
                }
            }
            default -> {
                var kernels = new DeltaHeads(heads, rule.writes, rule.gated, scale);
                try (var kept = kernels.forward(target, q, k, v, array("beta"), g, initial, o, last)) {
                    forward = watch.nanos;
                    kernels.backward(target, kept, array("dOut"), array("dLast"), array("dq"), array("dk"), array("dv"),
                            array("dBeta"), array("dLogDecay"), array("dInitial"));
                }
            }
        }
        return forward;
    }

    @Override
    public void close() {
        arrays.values().forEach(Buffer::close);
    }
}
