package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Which lanes a comparison holds for, as bits; lanes that are not active may come out either way. */
final class Compare {
    /** The lanes for which it holds. */
    @FunctionalInterface
    interface Test {
        int lanes(Warp w);
    }

    /** The relations of PTX; the last letter u lets NaN through, lo, ls, hi and hs compare unsigned. */
    enum Relation {
        EQ, NE, LT, LE, GT, GE, EQU, NEU, LTU, LEU, GTU, GEU, NUM, NAN
    }

    private static final Set<Relation> FOR_FLOATS = EnumSet.range(Relation.EQU, Relation.NAN);

    private Compare() {}

    /** The comparison of two operands as values of the type. */
    static Test test(Instruction i, Operands o, String relation, String type, boolean ftz, Operand x, Operand y) {
        boolean unsigned = type.startsWith("u")
                || (relation.length() == 2 && ((relation.startsWith("l") && "os".indexOf(relation.charAt(1)) >= 0)
                        || relation.startsWith("h")));
        Relation rel = switch (relation) {
            case "lo" -> Relation.LT;
            case "ls" -> Relation.LE;
            case "hi" -> Relation.GT;
            case "hs" -> Relation.GE;
            default -> Relation.valueOf(relation.toUpperCase(Locale.ROOT));
        };
        if (FOR_FLOATS.contains(rel) && !type.startsWith("f") && !type.startsWith("bf")) {
            throw i.reject("relation ." + relation + " is for floats");
        }
        return switch (type) {
            case "b16", "u16", "s16" -> sixteen(rel, o.i16(x), o.i16(y), type.equals("s16"));
            case "b32", "u32", "s32" ->
                unsigned
                        ? IntegerCompare.unsigned32(rel, o.i32(x), o.i32(y))
                        : IntegerCompare.signed32(rel, o.i32(x), o.i32(y));
            case "b64", "u64", "s64" ->
                unsigned
                        ? IntegerCompare.unsigned64(rel, o.i64(x), o.i64(y))
                        : IntegerCompare.signed64(rel, o.i64(x), o.i64(y));
            case "f32" -> ftz ? flushed(rel, o.f32(x), o.f32(y)) : FloatCompare.float32(rel, o.f32(x), o.f32(y));
            case "f64" -> FloatCompare.float64(rel, o.i64(x), o.i64(y));
            default -> throw i.reject("comparing ." + type + " is not executed");
        };
    }

    /** One relation between two numbers. */
    static boolean holds(Relation relation, double x, double y) {
        boolean nan = Double.isNaN(x) || Double.isNaN(y);
        return switch (relation) {
            case EQ -> x == y;
            case NE -> !nan && x != y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
            case EQU -> nan || x == y;
            case NEU -> nan || x != y;
            case LTU -> nan || x < y;
            case LEU -> nan || x <= y;
            case GTU -> nan || x > y;
            case GEU -> nan || x >= y;
            case NUM -> !nan;
            case NAN -> nan;
        };
    }

    private static Test sixteen(Relation relation, int a, int b, boolean signed) {
        return w -> {
            int yes = 0;
            for (int k = 0; k < COUNT; k++) {
                int x = signed ? (short) w.r[a + k] : w.r[a + k];
                int y = signed ? (short) w.r[b + k] : w.r[b + k];
                yes |= holds(relation, x, y) ? 1 << k : 0;
            }
            return yes;
        };
    }

    private static Test flushed(Relation relation, int a, int b) {
        return w -> {
            int yes = 0;
            for (int k = 0; k < COUNT; k++) {
                yes |= holds(relation, FloatArithmetic.flush(Float.intBitsToFloat(w.r[a + k])),
                        FloatArithmetic.flush(Float.intBitsToFloat(w.r[b + k]))) ? 1 << k : 0;
            }
            return yes;
        };
    }
}
