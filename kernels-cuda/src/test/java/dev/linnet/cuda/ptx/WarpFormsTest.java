package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** Exchanges within a warp, by the pseudo-code of the PTX manual, one thread after another; two warps in each launch. */
class WarpFormsTest {
    private static final List<String> WORD = List.of("u32");
    private static final List<String> THREE = List.of("u32", "u32", "u32");

    private static int first(int t) {
        return t / 32 * 32;
    }

    /** Values of the lanes of {@code t}'s warp that are in the mask. */
    private static int[] values(long[] in, int t, int mask) {
        return IntStream.range(0, 32).filter(l -> (mask >> l & 1) != 0).map(l -> (int) in[first(t) + l]).toArray();
    }

    @Test
    void shuffles_take_any_distance_and_any_bounds() {
        long[][] in = OneOpcode.operands(THREE, 1);
        for (String mode : List.of("up", "down", "bfly", "idx")) {
            long[] got = OneOpcode.run("shfl.sync." + mode + ".b32 %d|%p, %a, %b, %c, -1; @!%p xor.b32 %d, %d, -1",
                    "u32",
                    THREE, in);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                int lane = t % 32;
                int distance = (int) in[1][t] & 31;
                int bound = (int) in[2][t] & 31;
                int segment = (int) in[2][t] >> 8 & 31;
                int last = (lane & segment) | (bound & ~segment);
                int from = switch (mode) {
                    case "up" -> lane - distance;
                    case "down" -> lane + distance;
                    case "bfly" -> lane ^ distance;
                    default -> (lane & segment) | (distance & ~segment);
                };
                boolean inside = mode.equals("up") ? from >= last : from <= last;
                int value = (int) in[0][first(t) + (inside ? from : lane)];
                assertEquals(inside ? value : ~value, (int) got[t], mode + " of lane " + lane);
            }
        }
    }

    @Test
    void votes_count_the_named_lanes_only() {
        long[][] in = OneOpcode.operands(WORD, 2);
        for (int mask : new int[] {-1, 0x00ff00f1, 1}) {
            String named = "{ .reg .pred %n; .reg .b32 %l; mov.b32 %d, 7; mov.u32 %l, %laneid; shr.u32 %l, " + mask
                    + ", %l; and.b32 %l, %l, 1; setp.ne.u32 %n, %l, 0; setp.gt.u32 %p, %a, 40; ";
            long[] ballot = OneOpcode.run(named + "@%n vote.sync.ballot.b32 %d, %p, " + mask + "; }", "u32", WORD, in);
            long[] odd = OneOpcode.run(named + "@%n vote.sync.ballot.b32 %d, !%p, " + mask + "; }", "u32", WORD, in);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                int base = first(t);
                int yes = IntStream.range(0, 32)
                        .filter(l -> (mask >> l & 1) != 0 && (in[0][base + l] & 0xffffffffL) > 40)
                        .map(l -> 1 << l)
                        .sum();
                boolean here = (mask >> t % 32 & 1) != 0;
                assertEquals(here ? yes : 7, (int) ballot[t]);
                assertEquals(here ? mask & ~yes : 7, (int) odd[t]);
                for (String mode : List.of("all", "any", "uni")) {
                    if (t % 32 != 0 || (t > 0 && mask == 1)) {
                        continue;
                    }
                    boolean want = switch (mode) {
                        case "all" -> yes == mask;
                        case "any" -> yes != 0;
                        default -> yes == mask || yes == 0;
                    };
                    long[] got = OneOpcode.run(named + "@%n vote.sync." + mode + ".pred %q, %p, " + mask
                            + "; @%n selp.b32 %d, 1, 0, %q; }", "u32", WORD, in);
                    assertEquals(want ? 1 : 0, got[t], mode);
                }
            }
        }
    }

    @Test
    void matches_find_equal_values() {
        long[][] in = OneOpcode.operands(List.of("u64"), 3);
        for (int t = 0; t < OneOpcode.CASES; t++) {
            in[0][t] = in[0][t % 3] + (t >= 32 ? 0 : t % 2); // few values, alike in the second warp
        }
        for (String type : List.of("b32", "b64")) {
            List<String> from = List.of(type.replace('b', 'u'));
            long keep = type.equals("b32") ? 0xffffffffL : -1;
            long[] any = OneOpcode.run("match.any.sync." + type + " %d, %a, -1", "u32", from, in);
            long[] all = OneOpcode.run("match.all.sync." + type + " %d|%p, %a, -1; @!%p mov.b32 %d, 5", "u32", from,
                    in);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                int mine = t;
                int same = IntStream.range(0, 32)
                        .filter(l -> (in[0][first(mine) + l] & keep) == (in[0][mine] & keep))
                        .map(l -> 1 << l)
                        .sum();
                assertEquals(same, (int) any[t]);
                assertEquals(same == -1 ? -1 : 5, (int) all[t]);
            }
        }
    }

    @Test
    void reductions_fold_the_named_lanes() {
        long[][] in = OneOpcode.operands(WORD, 4);
        for (int mask : new int[] {-1, 0x0ff00ff0}) {
            for (String op : List.of("add.u32", "add.s32", "min.u32", "min.s32", "max.u32", "max.s32", "and.b32",
                    "or.b32",
                    "xor.b32")) {
                IntBinaryOperator f = switch (op) {
                    case "add.u32", "add.s32" -> Integer::sum;
                    case "min.s32" -> Math::min;
                    case "max.s32" -> Math::max;
                    case "min.u32" -> (a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b;
                    case "max.u32" -> (a, b) -> Integer.compareUnsigned(a, b) > 0 ? a : b;
                    case "and.b32" -> (a, b) -> a & b;
                    case "or.b32" -> (a, b) -> a | b;
                    default -> (a, b) -> a ^ b;
                };
                long[] got = OneOpcode
                        .run("{ .reg .pred %n; .reg .b32 %l; mov.b32 %d, 7; mov.u32 %l, %laneid; shr.u32 %l, "
                                + mask + ", %l; and.b32 %l, %l, 1; setp.ne.u32 %n, %l, 0; @%n redux.sync." + op
                                + " %d, %a, "
                                + mask + "; }", "u32", WORD, in);
                for (int t = 0; t < OneOpcode.CASES; t++) {
                    int want = (mask >> t % 32 & 1) == 0
                            ? 7
                            : IntStream.of(values(in[0], t, mask)).reduce(f).getAsInt();
                    assertEquals(want, (int) got[t], "redux " + op);
                }
            }
        }
    }

    @Test
    void one_lane_is_elected() {
        long[][] in = OneOpcode.operands(WORD, 5);
        long[] got = OneOpcode.run("{ .reg .pred %n; .reg .b32 %l; mov.b32 %d, 99; mov.u32 %l, %laneid; "
                + "setp.ge.u32 %n, %l, 4; @%n elect.sync %d|%p, 0xfffffff0; @%n selp.b32 %l, 1000, 0, %p; "
                + "@%n add.u32 %d, %d, %l; }", "u32", WORD, in);
        for (int t = 0; t < OneOpcode.CASES; t++) {
            int lane = t % 32;
            assertEquals(lane < 4 ? 99 : lane == 4 ? 1004 : 4, got[t]);
        }
    }

    @Test
    void the_lanes_that_are_here_are_known() {
        long[][] in = OneOpcode.operands(WORD, 6);
        long[] got = OneOpcode.run("{ .reg .b32 %l; mov.b32 %d, 0; mov.u32 %l, %laneid; setp.lt.u32 %p, %l, 9; "
                + "@!%p bra over; activemask.b32 %d; over: }", "u32", WORD, in);
        long[] masks = OneOpcode.run("{ .reg .b32 %l; mov.u32 %d, %lanemask_lt; mov.u32 %l, %lanemask_ge; "
                + "sub.u32 %d, %l, %d; mov.u32 %l, %lanemask_eq; mad.lo.u32 %d, %l, 3, %d; mov.u32 %l, %lanemask_le; "
                + "xor.b32 %d, %d, %l; mov.u32 %l, %lanemask_gt; xor.b32 %d, %d, %l; }", "u32", WORD, in);
        for (int t = 0; t < OneOpcode.CASES; t++) {
            int lane = t % 32;
            assertEquals(lane < 9 ? 511 : 0, got[t]);
            int below = (1 << lane) - 1;
            int atMost = below | 1 << lane;
            assertEquals((~below - below + 3 * (1 << lane)) ^ atMost ^ ~atMost, (int) masks[t]);
        }
    }

    @Test
    void addresses_know_their_memory() {
        long[][] in = OneOpcode.operands(WORD, 7);
        for (String space : List.of("global", "shared", "shared::cta", "local", "const")) {
            for (String place : List.of("global", "shared", "local", "const")) {
                String variable = switch (place) {
                    case "shared" -> ".shared .b32 v; cvta.shared.u64 %w, v; ";
                    case "local" -> ".local .b32 v; cvta.local.u64 %w, v; ";
                    case "const" -> "cvta.const.u64 %w, constant; ";
                    default -> "mov.u64 %w, %o; ";
                };
                long[] got = OneOpcode.run("{ .reg .b64 %w; " + variable + "isspacep." + space
                        + " %p, %w; selp.b32 %d, 1, 0, %p; }", "u32", WORD, in);
                assertEquals(space.startsWith(place) ? 1 : 0, got[0], place + " memory is " + space);
            }
        }
    }

    @Test
    void jumps_go_through_tables() {
        long[][] in = new long[1][OneOpcode.CASES];
        for (int t = 0; t < OneOpcode.CASES; t++) {
            in[0][t] = t * 7L % 5;
        }
        long[] got = OneOpcode.run("""
                { .reg .b32 %l;
                mov.b32 %d, 1;
                ts: .branchtargets b0, b1, b2, b1, b3;
                brx.idx %a, ts;
                b0: add.u32 %d, %d, 10;
                b1: add.u32 %d, %d, 100;
                bra end;
                b2: mul.lo.u32 %d, %d, 7;
                b3: xor.b32 %d, %d, 64;
                end:
                }""", "u32", WORD, in);
        int[] want = {111, 101, 7 ^ 64, 101, 65};
        for (int t = 0; t < OneOpcode.CASES; t++) {
            assertEquals(want[t * 7 % 5], got[t]);
        }
    }

    @Test
    void bytes_and_halves_of_a_word_are_worked_on_alone() {
        long[][] in = OneOpcode.operands(THREE, 8);
        for (String op : List.of("vadd", "vsub", "vavrg", "vabsdiff", "vmin", "vmax")) {
            for (int parts : new int[] {2, 4}) {
                for (String types : List.of(".u32.u32.u32", ".s32.s32.s32", ".s32.u32.s32", ".u32.s32.s32")) {
                    for (String more : List.of("", ".sat", ".add")) {
                        String opcode = op + parts + types + more;
                        long[] got = OneOpcode.run(opcode + " %d, %a, %b, %c", "u32", THREE, in);
                        for (int t = 0; t < OneOpcode.CASES; t++) {
                            assertEquals(parts(opcode, parts, (int) in[0][t], (int) in[1][t], (int) in[2][t]),
                                    (int) got[t], opcode);
                        }
                    }
                }
            }
        }
    }

    private static int parts(String opcode, int parts, int a, int b, int c) {
        String[] t = opcode.split("\\.", -1);
        int bits = 32 / parts;
        int packed = 0;
        int sum = c;
        for (int k = 0; k < parts; k++) {
            long x = part(a, k, bits, t[2].equals("s32"));
            long y = part(b, k, bits, t[3].equals("s32"));
            long r = switch (t[0].substring(1, t[0].length() - 1)) {
                case "add" -> x + y;
                case "sub" -> x - y;
                // a half is rounded up where the sum is not negative
                case "avrg" -> x + y >= 0 ? Math.floorDiv(x + y + 1, 2) : Math.floorDiv(x + y, 2);
                case "absdiff" -> Math.abs(x - y);
                case "min" -> Math.min(x, y);
                default -> Math.max(x, y);
            };
            if (opcode.endsWith(".sat")) {
                r = t[1].equals("s32")
                        ? Math.clamp(r, -1L << (bits - 1), (1L << (bits - 1)) - 1)
                        : Math.clamp(r, 0L, (1L << bits) - 1);
            }
            packed |= (int) (r & ((1L << bits) - 1)) << (bits * k);
            sum += (int) r;
        }
        return opcode.endsWith(".add") ? sum : packed;
    }

    private static long part(int word, int k, int bits, boolean signed) {
        long field = (word >>> (bits * k)) & ((1L << bits) - 1);
        return signed && field >> (bits - 1) != 0 ? field - (1L << bits) : field;
    }
}
