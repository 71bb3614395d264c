package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** Runs one instruction in a kernel of its own, one set of operands per thread. */
final class OneOpcode {
    static final int CASES = 64;
    /** How the text of a module begins. */
    static final String HEADER = ".version 8.7\n.target sm_90\n.address_size 64\n.const .b32 constant;\n";

    /** What {@link #run} was asked for and gave; {@code kernel} is the text of the entry {@code k}. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
    record Case(String kernel, String statement, String to, List<String> from, long[][] inputs, long[] results) {}

    /** Told of everything that runs, where it is not null. */
    static Consumer<Case> observer;

    private OneOpcode() {}

    private static String register(String type) {
        return switch (Expected.bits(type)) {
            case 8, 16 -> "b16";
            case 64 -> "b64";
            default -> "b32";
        };
    }

    /**
     * The results' bits.
     *
     * @param statement with {@code %d} for the result and {@code %a %b %c} for the operands; may be several, and use {@code %p %q}
     * @param to        type of the result
     * @param from      types of the operands
     */
    static long[] run(String statement, String to, List<String> from, long[][] inputs) {
        StringBuilder ptx = new StringBuilder(
                ".visible .entry k(.param .u64 out, .param .u64 in) {\n"
                        + ".reg .pred %p, %q;\n.reg .b32 %thread;\n.reg .b64 %o, %i, %at;\n.reg ." + register(to)
                        + " %d;\n");
        String names = "abcd";
        for (int k = 0; k < from.size(); k++) {
            ptx.append(".reg .").append(register(from.get(k))).append(" %").append("xyzu".charAt(k)).append(";\n");
        }
        ptx.append(
                "ld.param.u64 %o, [out];\nld.param.u64 %i, [in];\nmov.u32 %thread, %tid.x;\nmul.wide.u32 %at, %thread, 8;\nadd.s64 %o, %o, %at;\nadd.s64 %i, %i, %at;\n");
        String body = statement;
        for (int k = 0; k < from.size(); k++) {
            String bits = register(from.get(k)).substring(1);
            ptx.append("ld.global.b")
                    .append(bits)
                    .append(" %")
                    .append("xyzu".charAt(k))
                    .append(", [%i+")
                    .append(k * CASES * 8)
                    .append("];\n");
            body = body.replace("%" + names.charAt(k), "%" + "xyzu".charAt(k));
        }
        ptx.append(body)
                .append(body.endsWith("}") ? "\nst.global.b" : ";\nst.global.b")
                .append(register(to).substring(1))
                .append(" [%o], %d;\nret;\n}\n");
        DeviceMemory memory = new DeviceMemory();
        PtxEngine engine = new PtxEngine(memory);
        LoadedModule module = engine.load(PtxModule.parse(HEADER + ptx));
        Buffer out = memory.allocate("out", 8, CASES);
        Buffer in = memory.allocate("in", 8, 4L * CASES);
        for (int k = 0; k < from.size(); k++) {
            for (int t = 0; t < CASES; t++) {
                in.segment().setAtIndex(ValueLayout.JAVA_LONG, (long) k * CASES + t, inputs[k][t]);
            }
        }
        byte[] parameters = new byte[16];
        for (int k = 0; k < 8; k++) {
            parameters[k] = (byte) (out.address() >>> (8 * k));
            parameters[8 + k] = (byte) (in.address() >>> (8 * k));
        }
        LaunchOptions options = LaunchOptions.DEFAULT.withThreads(1);
        engine.launch(module, "k", Dim3.of(1), Dim3.of(CASES), 0, parameters,
                options.withArithmetic(LaunchOptions.Arithmetic.LANE_BY_LANE));
        long[] laneByLane = out.segment().toArray(ValueLayout.JAVA_LONG);
        out.segment().fill((byte) 0);
        engine.launch(module, "k", Dim3.of(1), Dim3.of(CASES), 0, parameters,
                options.withArithmetic(LaunchOptions.Arithmetic.VECTORS));
        long[] results = out.segment().toArray(ValueLayout.JAVA_LONG);
        assertArrayEquals(results, laneByLane, () -> statement + " lane by lane");
        if (observer != null) {
            observer.accept(new Case(ptx.toString(), statement, to, from, inputs, results.clone()));
        }
        return results;
    }

    /** Operands: the edges of each type in many combinations, then random ones. */
    static long[][] operands(List<String> types, long seed) {
        SplittableRandom r = new SplittableRandom(seed);
        long[][] all = new long[types.size()][CASES];
        for (int k = 0; k < types.size(); k++) {
            long[] edges = edges(types.get(k));
            for (int t = 0; t < CASES; t++) {
                all[k][t] = t < 48 ? edges[r.nextInt(edges.length)] : random(types.get(k), r);
            }
        }
        return all;
    }

    private static long random(String type, SplittableRandom r) {
        return switch (type) {
            case "f64" -> Double.doubleToRawLongBits((r.nextDouble() - 0.5) * Math.scalb(1.0, r.nextInt(80) - 40));
            case "f32" ->
                Float.floatToRawIntBits((float) ((r.nextDouble() - 0.5) * Math.scalb(1.0, r.nextInt(60) - 30)));
            default -> r.nextLong();
        };
    }

    private static long[] edges(String type) {
        return switch (type) {
            case "f64" -> doubles(0, -0.0, 1, -1, 0.5, 1.5, 2.5, -2.5, 3, 1 / 3.0, Double.MIN_VALUE, -Double.MIN_VALUE,
                    Double.MIN_NORMAL,
                    Double.MIN_NORMAL / 3, Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY, Double.NaN,
                    1e16, 0x1p53 - 1, 2147483647.5, -2147483648.5, 0x1p63, -0x1p63, 0x1p64);
            case "f32" -> floats(0, -0f, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f, 3, 1 / 3f, Float.MIN_VALUE, -Float.MIN_VALUE,
                    Float.MIN_NORMAL,
                    Float.MIN_NORMAL / 3, Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY,
                    Float.NEGATIVE_INFINITY, Float.NaN, 16777216f,
                    0.1f, 65504f, 65520f, 0x1p-24f, 0x1p-25f, 255.5f, 0x1p31f, -0x1p31f, 0x1p63f, -0x1p63f,
                    0x1p64f, -0.25f);
            case "f16" -> new long[] {0, 0x8000, 0x3c00, 0xbc00, 0x3800, 0x4200, 1, 0x8001, 0x3ff, 0x400, 0x7bff,
                    0xfbff, 0x7c00, 0xfc00, 0x7e00,
                    0x3555, 0x4100};
            case "bf16" -> new long[] {0, 0x8000, 0x3f80, 0xbf80, 0x3f00, 0x4040, 1, 0x8001, 0x7f, 0x80, 0x7f7f, 0xff7f,
                    0x7f80, 0xff80, 0x7fc0,
                    0x3eab, 0x4020};
            case "f16x2" -> pairs(edges("f16"));
            case "bf16x2" -> pairs(edges("bf16"));
            default -> new long[] {0, 1, -1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256,
                    0x7fff, 0x8000, 0xffff, 0x10000,
                    0x7fffffff, 0x80000000L, 0xffffffffL, Integer.MIN_VALUE, 0x7fffffffffffffffL, Long.MIN_VALUE,
                    0x00ff00ff00ff00ffL,
                    0x12345678_9abcdef0L, -7, -100};
        };
    }

    private static long[] pairs(long[] edges) {
        long[] all = new long[edges.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = edges[k] | edges[(k * 7 + 3) % edges.length] << 16;
        }
        return all;
    }

    private static long[] doubles(double... v) {
        long[] bits = new long[v.length];
        for (int k = 0; k < v.length; k++) {
            bits[k] = Double.doubleToRawLongBits(v[k]);
        }
        return bits;
    }

    private static long[] floats(float... v) {
        long[] bits = new long[v.length];
        for (int k = 0; k < v.length; k++) {
            bits[k] = Float.floatToRawIntBits(v[k]) & 0xffffffffL;
        }
        return bits;
    }
}
