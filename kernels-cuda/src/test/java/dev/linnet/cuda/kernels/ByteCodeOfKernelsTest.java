package dev.linnet.cuda.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchWatcher;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.kernels.attention.ChannelHeads;
import dev.linnet.cuda.kernels.attention.DecayHeads;
import dev.linnet.cuda.kernels.attention.DeltaHeads;
import dev.linnet.cuda.kernels.attention.Heads;
import dev.linnet.cuda.kernels.attention.StateSweeps;
import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.LoadedModule;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** Every kernel of our own gives the same bits in byte code as in the interpreter; what stays with the interpreter is listed here. */
class ByteCodeOfKernelsTest {
    /** What a use of kernels computes from numbers of a seed. */
    private interface Use {
        List<float[]> results(SplittableRandom random);
    }

    /** Kernels that were launched and that the compiler of byte code declines, with its reason. */
    private final Map<String, String> left = new TreeMap<>();

    @AfterEach
    void forceNothing() {
        CpuBackend.get().byteCode(Jit.AUTO);
    }

    private static float[] random(SplittableRandom r, long n, double scale) {
        float[] x = new float[(int) n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) ((r.nextDouble() - 0.5) * scale);
        }
        return x;
    }

    private static Buffer bf16(SplittableRandom r, long n) {
        return Buffer.bf16(n).set(random(r, n, 1));
    }

    private static Buffer f32(SplittableRandom r, long n) {
        return Buffer.of(random(r, n, 1));
    }

    /** Natural logarithms of decays. */
    private static Buffer decays(SplittableRandom r, long n) {
        float[] x = random(r, n, 0.2);
        for (int i = 0; i < n; i++) {
            x[i] = -Math.abs(x[i]);
        }
        return Buffer.of(x);
    }

    private static List<float[]> floats(Buffer... all) {
        return List.of(all).stream().map(Buffer::toFloats).toList();
    }

    /** Runs it in the interpreter and in byte code; kernels of all these modules are expected to have been launched. */
    private void agree(Map<String, String> interpreted, List<CudaModule> modules, Use... uses) {
        var launched = new TreeSet<String>();
        modules.forEach(module -> module.watch(new LaunchWatcher() {
            private final LoadedModule loaded = new PtxEngine(new DeviceMemory()).load(PtxModule.parse(module.ptx()));

            @Override
            public void before(LaunchRequest request, Object[] arguments) {
                String entry = request.kernel().entry();
                launched.add(entry);
                String why = loaded.interpretedBecause(entry,
                        new Dim3(request.block().x(), request.block().y(), request.block().z()));
                if (!why.isEmpty()) {
                    left.put(entry, why);
                }
            }

            @Override
            public void after(LaunchRequest request, Outcome outcome) {
                // its results are compared
            }
        }));
        try {
            for (int k = 0; k < uses.length; k++) {
                var each = new ArrayList<List<float[]>>();
                for (Jit jit : new Jit[] {Jit.OFF, Jit.ALWAYS}) {
                    CpuBackend.get().byteCode(jit);
                    each.add(uses[k].results(new SplittableRandom(100 + k)));
                }
                for (int i = 0; i < each.get(0).size(); i++) {
                    assertArrayEquals(bits(each.get(0).get(i)), bits(each.get(1).get(i)), "use " + k + ", result " + i);
                }
            }
        } finally {
            modules.forEach(module -> module.watch(null));
        }
        var all = new TreeSet<String>();
        modules.forEach(module -> PtxModule.parse(module.ptx()).entries().forEach(e -> all.add(e.name())));
        assertEquals(all, launched, "every kernel is to be launched here");
        assertEquals(new TreeMap<>(interpreted), left, "what stays with the interpreter");
    }

    private static int[] bits(float[] x) {
        int[] all = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            all[i] = Float.floatToRawIntBits(x[i]);
        }
        return all;
    }

    private static CudaModule module(Class<?> owner, String name) {
        return KernelFile.load(owner, name, Target.CPU);
    }

    @Test
    void vectors_sums_and_softmax() {
        agree(Map.of(),
                List.of(module(Saxpy.class, "saxpy"), module(Sum.class, "sum"), module(Softmax.class, "softmax")),
                r -> {
                    float[] y = random(r, 1000, 1);
                    Saxpy.launch(Target.CPU, 0.3f, random(r, 1000, 1), y);
                    return List.of(y);
                }, r -> List.of(new float[] {Sum.of(Target.CPU, random(r, 5000, 1))}), r -> {
                    float[] shorter = new float[3 * 70];
                    Softmax.launch(Target.CPU, 3, 70, random(r, shorter.length, 1), shorter);
                    float[] longer = new float[2 * 5000];
                    Softmax.launch(Target.CPU, 2, 5000, random(r, longer.length, 1), longer);
                    return List.of(shorter, longer);
                });
    }

    private static Use product(int m, int n, int k) {
        return r -> {
            float[] c = random(r, (long) m * n, 1);
            Gemm.launch(Target.CPU, m, n, k, 1.5f, random(r, (long) m * k, 1), random(r, (long) k * n, 1), 0.5f, c);
            return List.of(c);
        };
    }

    private static Use small(int m, int n, int k, boolean wide) {
        return r -> {
            try (Buffer a = bf16(r, (long) m * k);
                    Buffer b = bf16(r, (long) k * n);
                    Buffer c = wide ? Buffer.f32((long) m * n) : Buffer.bf16((long) m * n)) {
                GemmBf16.launch(Target.CPU, m, n, k, a, b, c);
                return floats(c);
            }
        };
    }

    @Test
    void matrix_products() {
        agree(Map.of(), List.of(module(Gemm.class, "gemm"), module(GemmBf16.class, "gemm-bf16")), product(70, 33, 20),
                product(1, 40_000, 4), small(40, 72, 40, true), small(40, 72, 40, false), small(33, 35, 21, true),
                small(33, 35, 21, false));
    }

    @Test
    void attention_in_single_precision() {
        agree(Map.of(), List.of(module(DecayAttention.class, "decay-attention"), StateSweeps.module(Target.CPU)), r -> {
            int n = 70 * 40;
            float[] o = new float[n];
            float[] state = new float[40 * 40];
            DecayAttention.of(1, 70, 40, 40)
                    .launch(Target.CPU, random(r, n, 1), random(r, n, 1), random(r, n, 1), new float[] {-0.03f}, null,
                            o,
                            state);
            return List.of(o, state);
        }, sweeps(StateSweeps.Gates.OF_STEPS, 2, 20), sweeps(StateSweeps.Gates.OF_KEYS, 1, 40),
                sweeps(StateSweeps.Gates.OF_STEPS, 1, 100), sweeps(StateSweeps.Gates.OF_KEYS, 2, 200));
    }

    private static Use sweeps(StateSweeps.Gates gates, int writes, int wide) {
        return r -> {
            int steps = 6;
            int keys = wide;
            int values = wide - 4;
            var s = new StateSweeps(1, 1, steps, keys, values, writes, gates, true, 0.2f);
            long g = gates == StateSweeps.Gates.OF_KEYS ? (long) steps * keys : steps;
            Buffer q = f32(r, (long) steps * keys);
            Buffer k = f32(r, (long) steps * writes * keys);
            Buffer v = f32(r, (long) steps * writes * values);
            Buffer beta = f32(r, (long) steps * writes);
            Buffer o = Buffer.f32((long) steps * values);
            Buffer last = Buffer.f32((long) keys * values);
            Buffer dq = Buffer.f32(q.length());
            Buffer dk = Buffer.f32(k.length());
            Buffer dv = Buffer.f32(v.length());
            Buffer dg = Buffer.f32(g);
            Buffer dBeta = Buffer.f32(beta.length());
            Buffer dInitial = Buffer.f32(last.length());
            try (var kept = s.forward(Target.CPU, q, k, v, decays(r, g), beta, f32(r, last.length()), o, last)) {
                s.backward(Target.CPU, kept, f32(r, o.length()), f32(r, last.length()), dq, dk, dv, dg, dBeta,
                        dInitial);
            }
            return floats(o, last, dq, dk, dv, dg, dBeta, dInitial);
        };
    }

    /** Numbers of a head's outputs, states and gradients. */
    private record Arrays(Buffer q, Buffer k, Buffer v, Buffer initial, Buffer o, Buffer last, Buffer dOut,
            Buffer dLast,
            Buffer dq, Buffer dk, Buffer dv, Buffer dInitial) {
        static Arrays of(SplittableRandom r, Heads h, int writes) {
            long n = (long) h.batch() * h.heads() * h.steps() * h.width();
            long state = (long) h.batch() * h.heads() * h.width() * h.width();
            return new Arrays(bf16(r, n), bf16(r, n * writes), bf16(r, n * writes), f32(r, state), Buffer.bf16(n),
                    Buffer.f32(state), bf16(r, n), f32(r, state), Buffer.bf16(n), Buffer.bf16(n * writes),
                    Buffer.bf16(n * writes), Buffer.f32(state));
        }

        List<float[]> results(Buffer... more) {
            var all = new ArrayList<>(floats(o, last, dq, dk, dv, dInitial));
            all.addAll(floats(more));
            return all;
        }
    }

    private static Use decay(int steps, int width) {
        return r -> {
            var h = new Heads(1, 1, steps, width);
            var a = Arrays.of(r, h, 1);
            Buffer dg = Buffer.f32(steps);
            var d = new DecayHeads(h, true, 0.2f);
            try (var kept = d.forward(Target.CPU, a.q, a.k, a.v, decays(r, steps), a.initial, a.o, a.last)) {
                d.backward(Target.CPU, kept, a.dOut, a.dLast, a.dq, a.dk, a.dv, dg, a.dInitial);
            }
            return a.results(dg);
        };
    }

    private static Use channels(int steps, int width) {
        return r -> {
            var h = new Heads(1, 1, steps, width);
            var a = Arrays.of(r, h, 1);
            Buffer dg = Buffer.f32((long) steps * width);
            var c = new ChannelHeads(h, 0.2f);
            try (var kept = c.forward(Target.CPU, a.q, a.k, a.v, decays(r, dg.length()), a.initial, a.o, a.last)) {
                c.backward(Target.CPU, kept, a.dOut, a.dLast, a.dq, a.dk, a.dv, dg, a.dInitial);
            }
            return a.results(dg);
        };
    }

    private static Use delta(int steps, int width) {
        return r -> {
            var h = new Heads(1, 1, steps, width);
            var a = Arrays.of(r, h, 1);
            Buffer dg = Buffer.f32(steps);
            Buffer dBeta = Buffer.f32(steps);
            var d = new DeltaHeads(h, 1, true, 0.2f);
            try (var kept = d.forward(Target.CPU, a.q, a.k, a.v, f32(r, steps), decays(r, steps), a.initial, a.o,
                    a.last)) {
                d.backward(Target.CPU, kept, a.dOut, a.dLast, a.dq, a.dk, a.dv, dBeta, dg, a.dInitial);
            }
            return a.results(dg, dBeta);
        };
    }

    @Test
    void attention_on_tensor_cores() {
        agree(Map.of(),
                List.of(DecayHeads.module(Target.CPU), ChannelHeads.module(Target.CPU), DeltaHeads.module(Target.CPU),
                        DeltaHeads.gradientModule(Target.CPU)),
                decay(200, 64), decay(200, 128), channels(200, 64), channels(200, 128), delta(200, 64),
                delta(200, 128));
    }
}
