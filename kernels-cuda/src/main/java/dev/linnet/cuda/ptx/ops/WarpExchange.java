package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * Shuffles, votes, matches and reductions within a warp. All of them wait until the lanes that are named have arrived; lanes may
 * name different members, as tiles of a warp do, and then each set works for itself.
 */
final class WarpExchange {
    /** Works for the active lanes {@code lanes} that name the same members. */
    @FunctionalInterface
    private interface Work {
        void run(Warp w, int lanes);
    }

    private WarpExchange() {}

    static void register(Forms f) {
        if (f.wants("shfl.sync(.up|.down|.bfly|.idx).b32")) {
            f.add(Form.Flow.ALONE, WarpExchange::shuffle);
        }
        if (f.wants("vote.sync(.all|.any|.uni).pred")) {
            f.add(Form.Flow.ALONE, WarpExchange::vote);
        }
        if (f.wants("vote.sync.ballot.b32")) {
            f.add(Form.Flow.ALONE, (i, o) -> {
                int d = o.to32(arg(i, 0));
                int p = o.pred(arg(i, 1));
                return together(o.i32(arg(i, 2)), (w, lanes) -> Lanes.fill(w.r, d, w.p[p] & lanes, lanes));
            });
        }
        if (f.wants("match.any.sync(.b32|.b64)")) {
            f.add(Form.Flow.ALONE, WarpExchange::matchAny);
        }
        if (f.wants("match.all.sync(.b32|.b64)")) {
            f.add(Form.Flow.ALONE, WarpExchange::matchAll);
        }
        if (f.wants("redux.sync(.add|.min|.max)(.u32|.s32)")) {
            f.add(Form.Flow.ALONE, WarpExchange::reduce);
        }
        if (f.wants("redux.sync(.and|.or|.xor).b32")) {
            f.add(Form.Flow.ALONE, WarpExchange::reduce);
        }
        if (f.wants("elect.sync")) {
            f.add(Form.Flow.ALONE, (i, o) -> {
                int d = o.to32(arg(i, 0));
                int p = o.toPred(arg(i, 1));
                return together(o.i32(arg(i, 2)), (w, lanes) -> {
                    int leader = Integer.numberOfTrailingZeros(lanes);
                    Lanes.fill(w.r, d, leader, lanes);
                    w.p[p] = (w.p[p] & ~lanes) | 1 << leader;
                });
            });
        }
    }

    private static Op together(int members, Work work) {
        return w -> {
            int[] r = w.r;
            int first = r[members + Integer.numberOfTrailingZeros(w.mask)];
            int needed = 0;
            boolean same = true;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int mine = r[members + Integer.numberOfTrailingZeros(m)];
                needed |= mine;
                same &= mine == first;
            }
            if (!w.together(needed)) {
                return;
            }
            if (same) {
                work.run(w, w.mask & first);
            } else {
                int left = w.mask;
                while (left != 0) {
                    int mine = r[members + Integer.numberOfTrailingZeros(left)];
                    int set = left & mine;
                    work.run(w, set);
                    left &= set == 0 ? left - 1 : ~set;
                }
            }
            if (w.block.log != null) {
                w.block.log.warpBarrier(w);
            }
        };
    }

    /** Where each lane reads is decided by mode, distance and bounds; out of bounds, or from a lane that is not here, it reads itself. */
    private static Op shuffle(Instruction i, Operands o) {
        boolean two = i.operands().size() == 6;
        int k = two ? 2 : 1;
        int d = o.to32(arg(i, 0));
        int p = two ? o.toPred(arg(i, 1)) : -1;
        int a = o.f32(arg(i, k));
        int b = o.i32(arg(i, k + 1));
        int c = o.i32(arg(i, k + 2));
        String mode = i.modifier(1);
        int kind = switch (mode) {
            case "up" -> 0;
            case "down" -> 1;
            case "bfly" -> 2;
            default -> 3;
        };
        return together(o.i32(arg(i, k + 3)), (w, lanes) -> {
            int[] r = w.r;
            int[] values = w.block.indices;
            System.arraycopy(r, a, values, 0, Lanes.COUNT);
            int inside = 0;
            int[] from = w.block.sources;
            for (int m = lanes; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                int bound = r[c + lane];
                int distance = r[b + lane] & 31;
                int segment = bound >> 8 & 31;
                int last = (lane & segment) | (bound & 31 & ~segment);
                int j = switch (kind) {
                    case 0 -> lane - distance;
                    case 1 -> lane + distance;
                    case 2 -> lane ^ distance;
                    default -> (lane & segment) | (distance & ~segment);
                };
                boolean in = kind == 0 ? j >= last : j <= last;
                inside |= in ? 1 << lane : 0;
                from[lane] = in && (lanes >>> j & 1) != 0 ? j : lane;
            }
            for (int m = lanes; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                r[d + lane] = values[from[lane]];
            }
            if (p >= 0) {
                w.p[p] = (w.p[p] & ~lanes) | inside;
            }
        });
    }

    private static Op vote(Instruction i, Operands o) {
        int d = o.toPred(arg(i, 0));
        int p = o.pred(arg(i, 1));
        String mode = i.modifier(1);
        return together(o.i32(arg(i, 2)), (w, lanes) -> {
            int yes = w.p[p] & lanes;
            boolean result = switch (mode) {
                case "all" -> yes == lanes;
                case "any" -> yes != 0;
                default -> yes == lanes || yes == 0;
            };
            w.p[d] = result ? w.p[d] | lanes : w.p[d] & ~lanes;
        });
    }

    private static boolean equal(Warp w, boolean wide, int a, int x, int y) {
        return wide ? w.q[a + x] == w.q[a + y] : w.r[a + x] == w.r[a + y];
    }

    private static Op matchAny(Instruction i, Operands o) {
        boolean wide = i.type().equals("b64");
        int d = o.to32(arg(i, 0));
        int a = wide ? o.i64(arg(i, 1)) : o.f32(arg(i, 1));
        return together(o.i32(arg(i, 2)), (w, lanes) -> {
            int[] found = w.block.indices;
            for (int m = lanes; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                int same = 0;
                for (int n = lanes; n != 0; n &= n - 1) {
                    int other = Integer.numberOfTrailingZeros(n);
                    same |= equal(w, wide, a, lane, other) ? 1 << other : 0;
                }
                found[lane] = same;
            }
            for (int m = lanes; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                w.r[d + lane] = found[lane];
            }
        });
    }

    private static Op matchAll(Instruction i, Operands o) {
        boolean wide = i.type().equals("b64");
        boolean two = i.operands().size() == 4;
        int k = two ? 2 : 1;
        int d = o.to32(arg(i, 0));
        int p = two ? o.toPred(arg(i, 1)) : -1;
        int a = wide ? o.i64(arg(i, k)) : o.f32(arg(i, k));
        return together(o.i32(arg(i, k + 1)), (w, lanes) -> {
            int first = Integer.numberOfTrailingZeros(lanes);
            boolean all = true;
            for (int m = lanes; m != 0; m &= m - 1) {
                all &= equal(w, wide, a, first, Integer.numberOfTrailingZeros(m));
            }
            Lanes.fill(w.r, d, all ? lanes : 0, lanes);
            if (p >= 0) {
                w.p[p] = all ? w.p[p] | lanes : w.p[p] & ~lanes;
            }
        });
    }

    private static Op reduce(Instruction i, Operands o) {
        String op = i.modifier(1);
        boolean signed = i.type().equals("s32");
        int d = o.to32(arg(i, 0));
        int a = o.i32(arg(i, 1));
        return together(o.i32(arg(i, 2)), (w, lanes) -> {
            int result = w.r[a + Integer.numberOfTrailingZeros(lanes)];
            for (int m = lanes & lanes - 1; m != 0; m &= m - 1) {
                int x = w.r[a + Integer.numberOfTrailingZeros(m)];
                result = switch (op) {
                    case "add" -> result + x;
                    case "and" -> result & x;
                    case "or" -> result | x;
                    case "xor" -> result ^ x;
                    case "min" -> (signed ? x < result : Integer.compareUnsigned(x, result) < 0) ? x : result;
                    default -> (signed ? x > result : Integer.compareUnsigned(x, result) > 0) ? x : result;
                };
            }
            Lanes.fill(w.r, d, result, lanes);
        });
    }
}
