package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;

import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.ops.Compare.Relation;
import dev.linnet.cuda.ptx.ops.Compare.Test;

/** Comparisons of integers, a vector of lanes at a time; a > b is b < a. */
final class IntegerCompare {
    private IntegerCompare() {}

    static Test signed32(Relation relation, int a, int b) {
        return switch (relation) {
            case EQ -> equal32(a, b);
            case NE -> different32(a, b);
            case LT -> less32(a, b);
            case LE -> atMost32(a, b);
            case GT -> less32(b, a);
            case GE -> atMost32(b, a);
            default -> throw new IllegalStateException(relation.name());
        };
    }

    static Test unsigned32(Relation relation, int a, int b) {
        return switch (relation) {
            case EQ -> equal32(a, b);
            case NE -> different32(a, b);
            case LT -> below32(a, b);
            case LE -> notAbove32(a, b);
            case GT -> below32(b, a);
            case GE -> notAbove32(b, a);
            default -> throw new IllegalStateException(relation.name());
        };
    }

    static Test signed64(Relation relation, int a, int b) {
        return switch (relation) {
            case EQ -> equal64(a, b);
            case NE -> different64(a, b);
            case LT -> less64(a, b);
            case LE -> atMost64(a, b);
            case GT -> less64(b, a);
            case GE -> atMost64(b, a);
            default -> throw new IllegalStateException(relation.name());
        };
    }

    static Test unsigned64(Relation relation, int a, int b) {
        return switch (relation) {
            case EQ -> equal64(a, b);
            case NE -> different64(a, b);
            case LT -> below64(a, b);
            case LE -> notAbove64(a, b);
            case GT -> below64(b, a);
            case GE -> notAbove64(b, a);
            default -> throw new IllegalStateException(relation.name());
        };
    }

    // One loop for each operator: the vectors' operators have to be constants for the compiler.

    private static Test equal32(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) ints(w.r, a + i).compare(VectorOperators.EQ, ints(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test different32(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) ints(w.r, a + i).compare(VectorOperators.NE, ints(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test less32(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) ints(w.r, a + i).compare(VectorOperators.LT, ints(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test atMost32(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) ints(w.r, a + i).compare(VectorOperators.LE, ints(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test below32(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) ints(w.r, a + i).compare(VectorOperators.ULT, ints(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test notAbove32(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += IL) {
                yes |= (int) ints(w.r, a + i).compare(VectorOperators.ULE, ints(w.r, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test equal64(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) longs(w.q, a + i).compare(VectorOperators.EQ, longs(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test different64(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) longs(w.q, a + i).compare(VectorOperators.NE, longs(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test less64(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) longs(w.q, a + i).compare(VectorOperators.LT, longs(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test atMost64(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) longs(w.q, a + i).compare(VectorOperators.LE, longs(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test below64(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) longs(w.q, a + i).compare(VectorOperators.ULT, longs(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }

    private static Test notAbove64(int a, int b) {
        return w -> {
            int yes = 0;
            for (int i = 0; i < COUNT; i += LL) {
                yes |= (int) longs(w.q, a + i).compare(VectorOperators.ULE, longs(w.q, b + i)).toLong() << i;
            }
            return yes;
        };
    }
}
