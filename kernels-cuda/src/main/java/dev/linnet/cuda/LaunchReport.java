package dev.linnet.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.linnet.cuda.backend.Dim3;

/**
 * What a launch did and how long it took.
 *
 * @param kernel      its name
 * @param backend     who ran it: {@code CPU} or the device's name
 * @param grid        blocks
 * @param block       threads of a block
 * @param sharedBytes shared memory of a block, static and dynamic together
 * @param nanos       how long it ran, without compiling and copying
 * @param bytes       bytes of global memory: counted where the CPU engine counts, else the sizes of what was passed
 * @param flop        floating-point operations, or -1 where nobody counted them
 * @param registers   of a thread, or 0 where the compiler does not tell
 * @param occupancy   share of a GPU multiprocessor's warps that can be resident, 0 to 1
 * @param notes       what else the person should know, a sentence each
 */
public record LaunchReport(String kernel, String backend, Dim3 grid, Dim3 block, int sharedBytes, long nanos,
        long bytes,
        long flop, int registers, double occupancy, List<String> notes) {
    private static final double MILLI = 1e6;
    private static final double MICRO = 1e3;

    public LaunchReport {
        notes = List.copyOf(notes);
    }

    /** Milliseconds. */
    public double milliseconds() {
        return nanos / MILLI;
    }

    /** Bytes a nanosecond, which are GB/s. */
    public double gigabytesPerSecond() {
        return (double) bytes / Math.max(1, nanos);
    }

    /** Floating-point operations a nanosecond, which are GFLOP/s; NaN where nobody counted them. */
    public double gigaflopPerSecond() {
        return flop < 0 ? Double.NaN : (double) flop / Math.max(1, nanos);
    }

    /** {@code saxpy<<<64, 256>>> on CPU: 0.21 ms, 0.2 MB, 0.94 GB/s, ...}. */
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        parts.add(nanos < MILLI / 10
                ? String.format(Locale.ROOT, "%.1f µs", nanos / MICRO)
                : String.format(Locale.ROOT, "%.2f ms", nanos / MILLI));
        if (bytes > 0) {
            parts.add(String.format(Locale.ROOT, "%s, %.2f GB/s", size(bytes), gigabytesPerSecond()));
        }
        if (flop > 0) {
            parts.add(String.format(Locale.ROOT, "%.3g MFLOP, %.2f GFLOP/s", flop / 1e6, gigaflopPerSecond()));
        }
        if (registers > 0) {
            parts.add(registers + " registers");
        }
        if (sharedBytes > 0) {
            parts.add(sharedBytes + " B shared");
        }
        parts.add(String.format(Locale.ROOT, "occupancy %.0f %%", occupancy * 100));
        var text = kernel + "<<<" + grid + ", " + block + ">>> on " + backend + ": " + String.join(", ", parts);
        return notes.isEmpty() ? text : text + "\n" + String.join("\n", notes);
    }

    private static String size(long bytes) {
        return bytes < 10_000
                ? bytes + " B"
                : bytes < 10_000_000
                        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
