package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/** The same compiled source on the GPU and on the CPU engine, whose results have to be the same bits. */
final class Twins {
    private static final int SHOWN = 4;

    /** What differs in an array, where anything does. */
    private record Difference(long count, long ulps, String examples) {}

    private final CudaModule gpu;
    private final CudaModule cpu;

    private Twins(CudaModule gpu, CudaModule cpu) {
        this.gpu = gpu;
        this.cpu = cpu;
    }

    /** Compiled by this machine's compiler, or taken from the cache. */
    static Twins compile(String name, String source) {
        return compile(name, source, CompileOptions.standard());
    }

    static Twins compile(String name, String source, CompileOptions options) {
        var gpu = CudaModule.compile(name, source, options, Target.GPU, Checks.AUTO);
        StandIn.know(gpu.compiled());
        return new Twins(gpu, CudaModule.compile(name, source,
                options.withArch(gpu.compiled().arch()), Target.CPU, Checks.OFF));
    }

    CudaModule gpu() {
        return gpu;
    }

    CudaModule cpu() {
        return cpu;
    }

    /** Launches on both; every array comes out with the same bits, NaN being one number. The arguments hold the GPU's results. */
    LaunchReport same(String kernel, LaunchShape shape, Object... arguments) {
        return close(kernel, 0, shape, arguments);
    }

    /** As {@link #same}, but floating-point numbers may be so many units in the last place apart. */
    LaunchReport close(String kernel, long ulps, LaunchShape shape, Object... arguments) {
        var twins = copies(arguments);
        cpu.kernel(kernel).launch(shape, twins);
        var report = gpu.kernel(kernel).launch(shape, arguments);
        assertEquals(gpu.machine(), report.backend());
        for (int i = 0; i < arguments.length; i++) {
            close(kernel + ", argument " + (i + 1), ulps, twins[i], arguments[i]);
        }
        return report;
    }

    /** Whether two results are so many units in the last place apart at most; {@code what} is how messages begin. */
    static void close(String what, long ulps, Object cpu, Object gpu) {
        var difference = difference(cpu, gpu);
        if (difference != null && difference.ulps() > ulps) {
            fail(String.format(Locale.ROOT, "%s: %d numbers differ, by at most %d ulp; %s", what, difference.count(),
                    difference.ulps(), difference.examples()));
        }
        if (difference != null) {
            Findings.note(String.format(Locale.ROOT, "%s: %d numbers differ, by at most %d ulp (%d are allowed)", what,
                    difference.count(), difference.ulps(), ulps));
        }
    }

    /** Arguments of their own for the second of two launches. */
    static Object[] copies(Object... arguments) {
        return Arrays.stream(arguments).map(argument -> switch (argument) {
            case float[] all -> all.clone();
            case double[] all -> all.clone();
            case int[] all -> all.clone();
            case long[] all -> all.clone();
            case short[] all -> all.clone();
            case byte[] all -> all.clone();
            case boolean[] all -> all.clone();
            case Record[] all -> all.clone();
            default -> argument;
        }).toArray();
    }

    private static Difference difference(Object cpu, Object gpu) {
        return switch (cpu) {
            case float[] all -> {
                var other = (float[]) gpu;
                yield difference(all.length, i -> ordered(all[i]), i -> ordered(other[i]),
                        i -> all[i] + " on the CPU, " + other[i] + " on the GPU");
            }
            case double[] all -> {
                var other = (double[]) gpu;
                yield difference(all.length, i -> ordered(all[i]), i -> ordered(other[i]),
                        i -> all[i] + " on the CPU, " + other[i] + " on the GPU");
            }
            case int[] all -> whole(MemorySegment.ofArray(all), MemorySegment.ofArray((int[]) gpu), Integer.BYTES);
            case long[] all -> whole(MemorySegment.ofArray(all), MemorySegment.ofArray((long[]) gpu), Long.BYTES);
            case short[] all -> whole(MemorySegment.ofArray(all), MemorySegment.ofArray((short[]) gpu), Short.BYTES);
            case byte[] all -> whole(MemorySegment.ofArray(all), MemorySegment.ofArray((byte[]) gpu), 1);
            case boolean[] all when !Arrays.equals(all, (boolean[]) gpu) -> new Difference(1, Long.MAX_VALUE,
                    Arrays.toString(all) + " on the CPU, " + Arrays.toString((boolean[]) gpu) + " on the GPU");
            case Record[] all when !Arrays.deepToString(all).equals(Arrays.deepToString((Record[]) gpu)) ->
                new Difference(1, Long.MAX_VALUE, Arrays.deepToString(all) + " on the CPU, "
                        + Arrays.deepToString((Record[]) gpu) + " on the GPU");
            default -> null;
        };
    }

    private static Difference whole(MemorySegment cpu, MemorySegment gpu, int bytes) {
        return difference((int) (cpu.byteSize() / bytes),
                i -> cpu.asSlice((long) i * bytes, bytes).mismatch(gpu.asSlice((long) i * bytes, bytes)) < 0
                        ? 0
                        : 1L << 40,
                _ -> 0, i -> hex(cpu, i, bytes) + " on the CPU, " + hex(gpu, i, bytes) + " on the GPU");
    }

    private static String hex(MemorySegment all, int at, int bytes) {
        long value = 0;
        for (int k = 0; k < bytes; k++) {
            value |= (all.get(ValueLayout.JAVA_BYTE, (long) at * bytes + k) & 0xffL) << (8 * k);
        }
        return "0x" + Long.toHexString(value);
    }

    private interface Numbers {
        long at(int i);
    }

    private interface Shown {
        String at(int i);
    }

    private static Difference difference(int length, Numbers cpu, Numbers gpu, Shown shown) {
        long count = 0;
        long most = 0;
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            long apart = apart(cpu.at(i), gpu.at(i));
            if (apart != 0) {
                count++;
                most = Math.max(most, apart);
                if (examples.size() < SHOWN) {
                    examples.add("[" + i + "] is " + shown.at(i));
                }
            }
        }
        return count == 0 ? null : new Difference(count, most, String.join("; ", examples));
    }

    private static long apart(long a, long b) {
        long most = Math.max(a, b);
        long least = Math.min(a, b);
        return most - least < 0 ? Long.MAX_VALUE : most - least;
    }

    /** Floats in their order as whole numbers, so that a difference counts units in the last place; 0 and -0 are apart. */
    private static long ordered(float value) {
        int bits = Float.floatToIntBits(value);
        return bits >= 0 ? bits : Integer.MIN_VALUE - (long) bits - 1;
    }

    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits >= 0 ? bits : Long.MIN_VALUE - bits - 1;
    }
}
