package dev.linnet.cuda.ptx;

import java.util.Map;
import java.util.TreeMap;

import dev.linnet.cuda.ptx.machine.Block;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.SourceLine;

/** Puts into words where a fault happened. */
final class Faults {
    private Faults() {}

    static KernelFault explain(PtxModule module, String kernel, Block b, RuntimeException e) {
        String block = "(" + b.x + "," + b.y + "," + b.z + ")";
        if (e instanceof DeviceFault f) {
            Warp w = b.current();
            Instruction i = w.faulty();
            String thread = f.lane() < 0 ? "" : b.grid.thread(w.index * 32 + f.lane());
            return new KernelFault(f.kind(), f.getMessage(), where(module, kernel, i, block, thread), e);
        }
        StringBuilder waiting = new StringBuilder();
        Instruction[] first = new Instruction[1];
        Map<Integer, String> seen = new TreeMap<>();
        for (Warp w : b.warps()) {
            w.describeWaiting((i, lanes) -> {
                SourceLine at = position(module, i.source());
                int thread = w.index * 32 + Integer.numberOfTrailingZeros(lanes);
                if (seen.putIfAbsent(at.line() == 0 ? -i.line() : at.line(), "") == null) {
                    first[0] = first[0] == null ? i : first[0];
                    waiting.append(waiting.isEmpty() ? "" : ", ")
                            .append("thread ")
                            .append(b.grid.thread(thread))
                            .append(" waits at ")
                            .append(at.line() == 0 ? "PTX line " + i.line() : "line " + at.line());
                }
            });
        }
        return new KernelFault(DeviceFault.Kind.DEADLOCK,
                "deadlock: no thread can go on; " + waiting + "; the others have ended",
                where(module, kernel, first[0], block, ""), e);
    }

    private static KernelFault.Where where(PtxModule module, String kernel, Instruction i, String block,
            String thread) {
        if (i == null) {
            return new KernelFault.Where(kernel, "", 0, 0, block, thread, "", 0);
        }
        SourceLine at = position(module, i.source());
        return new KernelFault.Where(kernel, module.files().getOrDefault(at.file(), ""), at.line(), at.column(), block,
                thread,
                i.text(), i.line());
    }

    /** Code that was inlined out of another file is shown where it was called. */
    private static SourceLine position(PtxModule module, SourceLine source) {
        SourceLine outer = source.inlinedAt();
        if (outer == null || module.files()
                .getOrDefault(source.file(), "")
                .equals(module.files().getOrDefault(outer.file(), ""))) {
            return source;
        }
        return outer;
    }
}
