package dev.linnet.cuda.ptx.ops;

import java.nio.charset.StandardCharsets;
import java.io.ByteArrayOutputStream;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;

/** The functions that CUDA's runtime provides on the device. */
final class SystemCalls {
    private static final int LONGEST = 1 << 16;

    private SystemCalls() {}

    /** The function of that name; null when it is none of CUDA's. */
    static Op of(String name, long[] arguments, long[] results) {
        return switch (name) {
            case "vprintf" -> w -> {
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    String format = text(w, lane, parameter(w, lane, arguments[0], 8));
                    long values = parameter(w, lane, arguments[1], 8);
                    PrintFormat printed = new PrintFormat(format,
                            (offset, bytes) -> {
                                if (values == 0) {
                                    throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                                            "printf with \"" + format.strip() + "\" is passed nothing to print for it");
                                }
                                return LaneMemory.GENERIC.load(w, lane, 0, values + offset, bytes);
                            },
                            address -> text(w, lane, address));
                    w.block.grid.print().accept(printed.text());
                    LaneMemory.LOCAL.store(w, lane, 0, w.localBase + results[0], 4, printed.count());
                }
                w.written((int) (w.localBase + results[0]), 4);
            };
            case "__assertfail" -> w -> {
                int lane = Integer.numberOfTrailingZeros(w.mask);
                throw new DeviceFault(DeviceFault.Kind.ASSERTION, lane,
                        "assertion '" + text(w, lane, parameter(w, lane, arguments[0], 8)) + "' does not hold");
            };
            default -> null;
        };
    }

    private static long parameter(Warp w, int lane, long at, int bytes) {
        return LaneMemory.LOCAL.load(w, lane, 0, w.localBase + at, bytes);
    }

    /** A text that ends in a zero. */
    private static String text(Warp w, int lane, long address) {
        if (address == 0) {
            return "(null)";
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long at = address; bytes.size() < LONGEST; at++) {
            int c = (int) LaneMemory.GENERIC.load(w, lane, 0, at, 1);
            if (c == 0) {
                break;
            }
            bytes.write(c);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
