package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.doubles;
import static dev.linnet.cuda.ptx.machine.Lanes.floats;

import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.ops.Compare.Relation;
import dev.linnet.cuda.ptx.ops.Compare.Test;

/** Comparisons of floats, a vector of lanes at a time; a > b is b < a, and what lets NaN through is the opposite of what does not. */
final class FloatCompare {
    private FloatCompare() {}

    static Test float32(Relation relation, int a, int b) {
        return switch (relation) {
            case EQ -> equalFloats(a, b);
            case LT -> lessFloats(a, b);
            case LE -> atMostFloats(a, b);
            case GT -> lessFloats(b, a);
            case GE -> atMostFloats(b, a);
            case NEU -> notEqualFloats(a, b);
            case GEU -> notLessFloats(a, b);
            case GTU -> notAtMostFloats(a, b);
            case LEU -> notLessFloats(b, a);
            case LTU -> notAtMostFloats(b, a);
            case NE, EQU, NUM, NAN -> w -> {
                int yes = 0;
                for (int k = 0; k < COUNT; k++) {
                    yes |= Compare.holds(relation, Float.intBitsToFloat(w.r[a + k]), Float.intBitsToFloat(w.r[b + k]))
                            ? 1 << k
                            : 0;
                }
                return yes;
            };
        };
    }

    static Test float64(Relation relation, int a, int b) {
        return switch (relation) {
            case EQ -> equalDoubles(a, b);
            case LT -> lessDoubles(a, b);
            case LE -> atMostDoubles(a, b);
            case GT -> lessDoubles(b, a);
            case GE -> atMostDoubles(b, a);
            case NEU -> notEqualDoubles(a, b);
            case GEU -> notLessDoubles(a, b);
            case GTU -> notAtMostDoubles(a, b);
            case LEU -> notLessDoubles(b, a);
            case LTU -> notAtMostDoubles(b, a);
            case NE, EQU, NUM, NAN -> w -> {
                int yes = 0;
                for (int k = 0; k < COUNT; k++) {
                    yes |= Compare.holds(relation, Double.longBitsToDouble(w.q[a + k]),
                            Double.longBitsToDouble(w.q[b + k]))
                                    ? 1 << k
                                    : 0;
                }
                return yes;
            };
        };
    }

    // One loop for each operator: the vectors' operators have to be constants for the compiler.

    private static Test equalFloats(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) floats(w.r, a + i).compare(VectorOperators.EQ, floats(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test lessFloats(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) floats(w.r, a + i).compare(VectorOperators.LT, floats(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test atMostFloats(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) floats(w.r, a + i).compare(VectorOperators.LE, floats(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test notEqualFloats(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) floats(w.r, a + i).compare(VectorOperators.EQ, floats(w.r, b + i)).toLong() << i;
            }
            return ~yes;
        };
    }

    private static Test notLessFloats(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) floats(w.r, a + i).compare(VectorOperators.LT, floats(w.r, b + i)).toLong() << i;
            }
            return ~yes;
        };
    }

    private static Test notAtMostFloats(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) floats(w.r, a + i).compare(VectorOperators.LE, floats(w.r, b + i)).toLong() << i;
            }
            return ~yes;
        };
    }

    private static Test equalDoubles(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) doubles(w.q, a + i).compare(VectorOperators.EQ, doubles(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test lessDoubles(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) doubles(w.q, a + i).compare(VectorOperators.LT, doubles(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test atMostDoubles(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) doubles(w.q, a + i).compare(VectorOperators.LE, doubles(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test notEqualDoubles(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) doubles(w.q, a + i).compare(VectorOperators.EQ, doubles(w.q, b + i)).toLong() << i;
            }
            return ~yes;
        };
    }

    private static Test notLessDoubles(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) doubles(w.q, a + i).compare(VectorOperators.LT, doubles(w.q, b + i)).toLong() << i;
            }
            return ~yes;
        };
    }

    private static Test notAtMostDoubles(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) doubles(w.q, a + i).compare(VectorOperators.LE, doubles(w.q, b + i)).toLong() << i;
            }
            return ~yes;
        };
    }
}
