package dev.linnet.cuda.ptx;

import java.util.SplittableRandom;

/**
 * Kernels of random statements, each from a seed of its own: every thread computes, exchanges values with others of its warp and through
 * shared memory, and computes on.
 */
public final class RandomKernels {
    /** Threads of the one block that runs such a kernel. */
    public static final int THREADS = 128;

    private static final int FIRST_SEED = 1000;

    private RandomKernels() {}

    /** Statements on three unsigned ints, two 64-bit ones, three floats, two doubles and an array of eight unsigned ints. */
    private static final class Writer {
        private final SplittableRandom r;
        private final StringBuilder out = new StringBuilder();
        private int loops;

        Writer(long seed) {
            r = new SplittableRandom(seed);
        }

        private String pick(String... of) {
            return of[r.nextInt(of.length)];
        }

        private String integer(int depth) {
            if (depth == 0) {
                return pick("a", "b", "c", "(unsigned)p", "t", r.nextInt(1000) + "u",
                        Integer.toUnsignedString(r.nextInt()) + "u");
            }
            String x = integer(depth - 1);
            String y = integer(r.nextInt(depth));
            return switch (r.nextInt(14)) {
                case 12 -> "mix(" + y + " & 3u, " + x + ")";
                case 13 -> "m[" + x + " & 7u]";
                case 0 -> "(" + x + " / (" + y + " | 1u))";
                case 1 -> "(" + x + " % (" + y + " | 1u))";
                case 2 -> "(" + x + " << (" + y + " & 31u))";
                case 3 -> "(" + x + " >> (" + y + " & 31u))";
                case 4 -> "(unsigned)((int)(" + x + ") >> (" + y + " & 31u))";
                case 5 -> "(" + condition() + " ? " + x + " : " + y + ")";
                case 6 -> "(unsigned)((int)(" + x + ") / ((int)(" + y + " >> 1) | 1))";
                case 7 -> "(unsigned)(short)(" + x + ")";
                case 8 -> "(unsigned)(unsigned char)(" + x + ")";
                default -> "(" + x + pick(" + ", " - ", " * ", " & ", " | ", " ^ ") + y + ")";
            };
        }

        private String wide(int depth) {
            if (depth == 0) {
                return pick("p", "q", "(unsigned long long)a", "(unsigned long long)(long long)(int)b",
                        r.nextLong() + "ull").replace("-", "");
            }
            String x = wide(depth - 1);
            String y = wide(r.nextInt(depth));
            return switch (r.nextInt(8)) {
                case 0 -> "(" + x + " / (" + y + " | 1ull))";
                case 1 -> "(" + x + " % (" + y + " | 1ull))";
                case 2 -> "(" + x + " << (" + integer(0) + " & 63u))";
                case 3 -> "(unsigned long long)((long long)(" + x + ") >> (" + integer(0) + " & 63u))";
                default -> "(" + x + pick(" + ", " - ", " * ", " & ", " ^ ") + y + ")";
            };
        }

        private String real(int depth) {
            if (depth == 0) {
                return pick("x", "y", "z", "(float)a", "(float)(int)b", "(float)u", "1.5f", "-0.3f");
            }
            String a = real(depth - 1);
            String b = real(r.nextInt(depth));
            return switch (r.nextInt(9)) {
                case 0 -> "(" + a + " / " + b + ")";
                case 1 -> "sqrtf(fabsf(" + a + "))";
                case 2 -> "(" + condition() + " ? " + a + " : " + b + ")";
                case 3 -> "(-(" + a + "))";
                default -> "(" + a + pick(" + ", " - ", " * ") + b + ")";
            };
        }

        private String twice(int depth) {
            if (depth == 0) {
                return pick("u", "v", "(double)x", "(double)a", "(double)q", "0.7", "-2.5");
            }
            String a = twice(depth - 1);
            String b = twice(r.nextInt(depth));
            return switch (r.nextInt(7)) {
                case 0 -> "(" + a + " / " + b + ")";
                case 1 -> "sqrt(fabs(" + a + "))";
                default -> "(" + a + pick(" + ", " - ", " * ") + b + ")";
            };
        }

        private String condition() {
            return switch (r.nextInt(4)) {
                case 0 ->
                    "(" + pick("a", "b", "c") + pick(" < ", " >= ", " == ", " != ") + pick("a", "b", "c", "77u") + ")";
                case 1 -> "((int)" + pick("a", "b", "c") + pick(" < ", " > ") + "(int)" + pick("a", "b", "t") + ")";
                case 2 -> "(" + pick("x", "y", "z") + pick(" < ", " >= ", " == ") + pick("x", "y", "0.0f") + ")";
                default -> "(" + pick("u", "v") + pick(" < ", " > ", " != ") + pick("u", "1.0") + ")";
            };
        }

        private void statement(int depth) {
            switch (depth == 0 ? r.nextInt(6) : r.nextInt(10)) {
                case 0, 1 -> out.append(pick("a", "b", "c")).append(" = ").append(integer(3)).append(";\n");
                case 2 -> out.append(pick("p", "q")).append(" = ").append(wide(2)).append(";\n");
                case 3 -> out.append(pick("x", "y", "z")).append(" = ").append(real(3)).append(";\n");
                case 4 -> out.append(pick("u", "v")).append(" = ").append(twice(2)).append(";\n");
                case 5 -> out.append("m[").append(integer(1)).append(" & 7u] = ").append(integer(2)).append(";\n");
                case 6 -> {
                    out.append("switch (").append(integer(1)).append(" & 3u) {\n");
                    for (String label : new String[] {"case 0:\n", "case 2:\n", "default:\n"}) {
                        out.append(label);
                        block(depth - 1);
                        out.append(r.nextInt(3) == 0 ? "" : "break;\n");
                    }
                    out.append("}\n");
                }
                case 7 -> {
                    String k = "k" + loops++;
                    out.append("for (unsigned ")
                            .append(k)
                            .append(" = 0; ")
                            .append(k)
                            .append(" < (")
                            .append(pick("a", "b", "t"))
                            .append(" & 7u); ")
                            .append(k)
                            .append("++) {\n");
                    if (r.nextInt(3) == 0) {
                        out.append("a += 3u; if ").append(condition()).append(" continue;\n");
                    }
                    block(depth - 1);
                    if (r.nextBoolean()) {
                        out.append("if ").append(condition()).append(" break;\n");
                    }
                    out.append("}\n");
                }
                default -> {
                    out.append("if ").append(condition()).append(" {\n");
                    block(depth - 1);
                    out.append("} else {\n");
                    block(depth - 1);
                    out.append("}\n");
                }
            }
        }

        private void block(int depth) {
            for (int k = 1 + r.nextInt(3); k > 0; k--) {
                statement(depth);
            }
        }

        /** Half of a kernel. */
        String half() {
            out.setLength(0);
            for (int k = 0; k < 4; k++) {
                statement(2);
            }
            return out.toString();
        }
    }

    private static final String VARIABLES = "unsigned a, b, c; unsigned long long p, q; float x, y, z; double u, v; unsigned m[8];";
    private static final String INITIAL = """
            a = in[t]; b = in[t + 1]; c = t; p = in[t] * 0x100000001ull; q = in[t + 2];
            x = (int) a * 1e-3f; y = (int) b * 1e-6f; z = 0.5f; u = (int) c * 0.25; v = (int) in[t + 3] * 1e-4;
            for (unsigned k = 0; k < 8; k++) m[k] = b + k * a;
            """;
    private static final String RESULTS = """
            for (unsigned k = 0; k < 8; k++) c = c * 31u + m[k];
            union { float f; unsigned i; } fx = {x}, fy = {y};
            union { double d; unsigned long long i; } du = {u}, dv = {v};
            out[8 * t] = a; out[8 * t + 1] = b ^ (unsigned long long) c << 32; out[8 * t + 2] = p; out[8 * t + 3] = q;
            out[8 * t + 4] = x != x ? 1 : fx.i; out[8 * t + 5] = y != y ? 1 : fy.i;
            out[8 * t + 6] = u != u ? 1 : du.i; out[8 * t + 7] = v != v ? 1 : dv.i;
            """;
    /** Between threads: within a warp, and through shared memory. */
    private static final String EXCHANGE = """
            a = __shfl_xor_sync(0xffffffffu, a, 5);
            x = __shfl_sync(0xffffffffu, x, (t + 7) & 31);
            v = __shfl_down_sync(0xffffffffu, v, 1);
            __shared__ unsigned shared[%d];
            shared[t] = b;
            __syncthreads();
            b ^= shared[(t * 5u + 3u) %% %du];
            """.formatted(THREADS, THREADS);
    /** The same on the host, where the threads' variables lie in {@code old}. */
    private static final String EXCHANGED = """
            a = old[t ^ 5].a;
            x = old[(t & ~31u) | ((t + 7) & 31)].x;
            v = old[(t & 31) == 31 ? t : t + 1].v;
            b ^= old[(t * 5u + 3u) %% %du].b;
            """.formatted(THREADS);
    private static final String MIX = " unsigned mix(unsigned n, unsigned x) { return n == 0 ? x : mix(n - 1, x * 1664525u + n) ^ (x >> 3); }\n";

    private static final String LOOP = " unsigned mix(unsigned n, unsigned x) { unsigned r = 0; for (; n > 0; n--) { r ^= x >> 3; x = x * 1664525u + n; } return x ^ r; }\n";

    /** The same kernels, whose only function does in a loop what it else does by calling itself. */
    public static String withoutRecursion(int kernels) {
        return source(kernels, false).replace(MIX, LOOP);
    }

    /** {@code kernels} kernels k0, k1, ... of CUDA C++, or as functions of C++ for the host. */
    public static String source(int kernels, boolean host) {
        StringBuilder s = new StringBuilder(host
                ? "#include <cmath>\n#include <cstring>\nusing namespace std;\nstruct Thread { " + VARIABLES
                        + " };\nstatic" + MIX
                : "__device__ __noinline__" + MIX);
        String each = "for (unsigned t = 0; t < " + THREADS + "; t++) {\n";
        for (int k = 0; k < kernels; k++) {
            Writer w = new Writer(FIRST_SEED + k);
            String parameters = " k" + k + "(const unsigned* in, unsigned long long* out) {\n";
            s.append("extern \"C\" ").append(host ? "void" : "__global__ void").append(parameters);
            if (host) {
                String load = each + VARIABLES
                        + " Thread& s = all[t]; a = s.a; b = s.b; c = s.c; p = s.p; q = s.q; x = s.x; y = s.y; z = s.z; u = s.u; v = s.v; memcpy(m, s.m, sizeof m);\n";
                s.append("Thread all[" + THREADS + "], old[" + THREADS + "];\n")
                        .append(each + VARIABLES + "\n")
                        .append(INITIAL)
                        .append(w.half())
                        .append("Thread& s = all[t]; s.a = a; s.b = b; s.c = c; s.p = p; s.q = q; s.x = x; s.y = y; s.z = z; s.u = u; s.v = v; memcpy(s.m, m, sizeof m);\n}\n")
                        .append("memcpy(old, all, sizeof all);\n")
                        .append(load)
                        .append(EXCHANGED)
                        .append(w.half())
                        .append(RESULTS)
                        .append("}\n}\n");
            } else {
                s.append("unsigned t = threadIdx.x;\n" + VARIABLES + "\n")
                        .append(INITIAL)
                        .append(w.half())
                        .append(EXCHANGE)
                        .append(w.half())
                        .append(RESULTS)
                        .append("}\n");
            }
        }
        return s.toString();
    }

    /** The statements of a kernel. */
    static String body(int kernel) {
        Writer w = new Writer(FIRST_SEED + kernel);
        return w.half() + EXCHANGE + w.half();
    }

    /** What the kernels read. */
    public static int[] input() {
        SplittableRandom r = new SplittableRandom(5);
        int[] in = new int[THREADS + 4];
        for (int t = 0; t < in.length; t++) {
            in[t] = t % 3 == 0 ? r.nextInt(100) : r.nextInt();
        }
        return in;
    }
}
