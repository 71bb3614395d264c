package dev.linnet.cuda.ptx.ops;

import java.util.function.ToLongFunction;

import dev.linnet.cuda.ptx.machine.Block;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Special registers. The clock counts nanoseconds since the launch began. */
final class Specials {
    private Specials() {}

    /** Reads one into a 32-bit register. */
    static Op op32(String name, int to, Instruction i) {
        switch (name) {
            case "%tid.x", "%tid.y", "%tid.z" -> {
                int axis = name.charAt(5) - 'x';
                return w -> {
                    int bx = w.block.grid.blockX();
                    int by = w.block.grid.blockY();
                    int first = w.index * Lanes.COUNT;
                    if (axis == 0 && bx % Lanes.COUNT == 0) {
                        first %= bx;
                        for (int m = w.mask; m != 0; m &= m - 1) {
                            int lane = Integer.numberOfTrailingZeros(m);
                            w.r[to + lane] = first + lane;
                        }
                        return;
                    }
                    for (int m = w.mask; m != 0; m &= m - 1) {
                        int lane = Integer.numberOfTrailingZeros(m);
                        int t = first + lane;
                        w.r[to + lane] = axis == 0 ? t % bx : axis == 1 ? t / bx % by : t / bx / by;
                    }
                };
            }
            case "%laneid", "%lanemask_eq", "%lanemask_lt", "%lanemask_le", "%lanemask_gt", "%lanemask_ge" -> {
                return w -> {
                    for (int m = w.mask; m != 0; m &= m - 1) {
                        int lane = Integer.numberOfTrailingZeros(m);
                        int bit = 1 << lane;
                        w.r[to + lane] = switch (name) {
                            case "%laneid" -> lane;
                            case "%lanemask_eq" -> bit;
                            case "%lanemask_lt" -> bit - 1;
                            case "%lanemask_le" -> bit - 1 | bit;
                            case "%lanemask_gt" -> -bit ^ bit;
                            default -> -bit;
                        };
                    }
                };
            }
            default -> {
                ToLongFunction<Warp> value = uniform(name, i);
                return w -> Lanes.fill(w.r, to, (int) value.applyAsLong(w), w.mask);
            }
        }
    }

    /** The same lane by lane. */
    static Op plain32(String name, int to, Instruction i) {
        if (name.startsWith("%tid.") || name.startsWith("%lane")) {
            return op32(name, to, i);
        }
        ToLongFunction<Warp> value = uniform(name, i);
        return w -> LaneByLane.fill(w.r, to, (int) value.applyAsLong(w), w.mask);
    }

    /** Reads one into a 64-bit register. */
    static Op op64(String name, int to, Instruction i) {
        ToLongFunction<Warp> value = uniform(name, i);
        return w -> Lanes.fill(w.q, to, value.applyAsLong(w), w.mask);
    }

    private static ToLongFunction<Warp> uniform(String name, Instruction i) {
        return switch (name) {
            case "%ntid.x" -> w -> w.block.grid.blockX();
            case "%ntid.y" -> w -> w.block.grid.blockY();
            case "%ntid.z" -> w -> w.block.grid.blockZ();
            case "%ctaid.x" -> w -> w.block.x;
            case "%ctaid.y" -> w -> w.block.y;
            case "%ctaid.z" -> w -> w.block.z;
            case "%nctaid.x" -> w -> w.block.grid.gridX();
            case "%nctaid.y" -> w -> w.block.grid.gridY();
            case "%nctaid.z" -> w -> w.block.grid.gridZ();
            case "%warpid" -> w -> w.index;
            case "%nwarpid" -> w -> w.block.warps().length;
            case "%smid", "%gridid", "%cluster_ctaid.x", "%cluster_ctaid.y", "%cluster_ctaid.z", "%cluster_ctarank" ->
                _ -> 0;
            case "%nsmid", "%cluster_nctaid.x", "%cluster_nctaid.y", "%cluster_nctaid.z", "%cluster_nctarank" -> _ -> 1;
            case "%clusterid.x" -> w -> w.block.x;
            case "%clusterid.y" -> w -> w.block.y;
            case "%clusterid.z" -> w -> w.block.z;
            case "%nclusterid.x" -> w -> w.block.grid.gridX();
            case "%nclusterid.y" -> w -> w.block.grid.gridY();
            case "%nclusterid.z" -> w -> w.block.grid.gridZ();
            case "%dynamic_smem_size" -> w -> w.block.grid.dynamic();
            case "%reserved_smem_offset_begin", "%reserved_smem_offset_0", "%reserved_smem_offset_1" ->
                w -> w.block.useReserved();
            case "%reserved_smem_offset_end" -> w -> w.block.useReserved() + Block.RESERVED;
            case "%reserved_smem_offset_cap" -> _ -> Block.RESERVED;
            case "%total_smem_size", "%aggr_smem_size" -> w -> w.block.sharedBytes;
            case "%clock", "%clock64", "%globaltimer", "%globaltimer_lo" ->
                w -> System.nanoTime() - w.block.grid.startNanos();
            case "%clock_hi", "%globaltimer_hi" -> w -> (System.nanoTime() - w.block.grid.startNanos()) >>> 32;
            // The workspace of a launch whose blocks wait for one another, as two halves of its address.
            case "%envreg1" -> w -> w.block.grid.workspace() >>> 32;
            case "%envreg2" -> w -> w.block.grid.workspace() & 0xffffffffL;
            default -> {
                if (name.startsWith("%envreg")) {
                    yield _ -> 0;
                }
                throw i.reject("the CPU engine knows no special register " + name);
            }
        };
    }

    /** The first address of the window in which a state space appears among generic addresses. */
    static long window(String space) {
        return switch (space) {
            case "shared" -> AddressSpace.SHARED;
            case "local" -> AddressSpace.LOCAL;
            case "param" -> AddressSpace.PARAM;
            default -> 0;
        };
    }
}
