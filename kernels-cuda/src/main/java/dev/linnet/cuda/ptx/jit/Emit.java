package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import dev.linnet.cuda.ptx.machine.Block;
import dev.linnet.cuda.ptx.machine.CompiledRegion;
import dev.linnet.cuda.ptx.machine.Counts;
import dev.linnet.cuda.ptx.machine.Grid;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;

/** Byte code for single calls. */
final class Emit {
    static final ClassDesc INT_VECTOR = of(IntVector.class);
    static final ClassDesc FLOAT_VECTOR = of(FloatVector.class);
    static final ClassDesc WARP = of(Warp.class);
    static final ClassDesc BLOCK = of(Block.class);
    static final ClassDesc REGION = of(CompiledRegion.class);
    static final ClassDesc INTS = of(int[].class);
    static final ClassDesc LONGS = of(long[].class);
    static final ClassDesc FLOATS = of(float[].class);
    static final ClassDesc OPS = of(Op[].class);
    static final ClassDesc COUNTS = of(Counts.class);
    private static final ClassDesc GRID = of(Grid.class);
    private static final ClassDesc VECTOR = of(Vector.class);
    private static final ClassDesc MASK = of(VectorMask.class);
    private static final ClassDesc SPECIES = of(VectorSpecies.class);
    private static final ClassDesc OPERATORS = of(VectorOperators.class);
    private static final ClassDesc COMPARISON = of(VectorOperators.Comparison.class);
    private static final ClassDesc BINARY = of(VectorOperators.Binary.class);
    private static final ClassDesc LANES = of(Lanes.class);
    private static final ClassDesc CODE = of(LaneCode.class);
    private static final ClassDesc I = ConstantDescs.CD_int;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc F = ConstantDescs.CD_float;
    private static final ClassDesc Z = ConstantDescs.CD_boolean;

    private Emit() {}

    static ClassDesc of(Class<?> c) {
        return ClassDesc.ofDescriptor(c.descriptorString());
    }

    static MethodTypeDesc type(ClassDesc result, ClassDesc... parameters) {
        return MethodTypeDesc.of(result, parameters);
    }

    static void intSpecies(CodeBuilder c) {
        c.getstatic(LANES, "I", SPECIES);
    }

    static void floatSpecies(CodeBuilder c) {
        c.getstatic(LANES, "F", SPECIES);
    }

    /** species on the stack before: array, index. */
    static void load(CodeBuilder c) {
        c.invokestatic(INT_VECTOR, "fromArray", type(INT_VECTOR, SPECIES, INTS, I));
    }

    /** array, offset, map, words in a row, array and offset for the result. */
    static void gather(CodeBuilder c) {
        call(c, "gather", ConstantDescs.CD_void, INTS, I, INTS, I, INTS, I);
    }

    /** The same for floats. */
    static void gatherFloats(CodeBuilder c) {
        call(c, "gather", ConstantDescs.CD_void, INTS, I, INTS, I, FLOATS, I);
    }

    /** numbers of lanes, the two vectors that have those. */
    static void selectFrom(CodeBuilder c) {
        c.invokevirtual(INT_VECTOR, "selectFrom", type(INT_VECTOR, VECTOR, VECTOR));
    }

    /** array, map, array for the result. */
    static void exchange(CodeBuilder c, ClassDesc words) {
        call(c, "exchange", ConstantDescs.CD_void, words, INTS, words);
    }

    /** float species on the stack before: array, index. */
    static void loadFloats(CodeBuilder c) {
        c.invokestatic(FLOAT_VECTOR, "fromArray", type(FLOAT_VECTOR, SPECIES, FLOATS, I));
    }

    /** vector of floats, array, index. */
    static void storeFloats(CodeBuilder c) {
        c.invokevirtual(FLOAT_VECTOR, "intoArray", type(ConstantDescs.CD_void, FLOATS, I));
    }

    /** Pushes one of the region's arrays of places. */
    static void map(CodeBuilder c, int number) {
        c.aload(c.receiverSlot()).getfield(REGION, "maps", of(int[][].class)).loadConstant(number).aaload();
    }

    /** vector, array, index. */
    static void store(CodeBuilder c) {
        c.invokevirtual(INT_VECTOR, "intoArray", type(ConstantDescs.CD_void, INTS, I));
    }

    /** species, number. */
    static void broadcast(CodeBuilder c) {
        c.invokestatic(INT_VECTOR, "broadcast", type(INT_VECTOR, SPECIES, I));
    }

    /** float species on the stack before: a float's bits. */
    static void broadcastFloat(CodeBuilder c) {
        c.invokestatic(ConstantDescs.CD_Float, "intBitsToFloat", type(F, I))
                .invokestatic(FLOAT_VECTOR, "broadcast", type(FLOAT_VECTOR, SPECIES, F));
    }

    static void addIndex(CodeBuilder c, int stride) {
        c.loadConstant(stride).invokevirtual(INT_VECTOR, "addIndex", type(INT_VECTOR, I));
    }

    static void toFloats(CodeBuilder c) {
        c.invokevirtual(INT_VECTOR, "reinterpretAsFloats", type(FLOAT_VECTOR));
    }

    static void toInts(CodeBuilder c) {
        c.invokevirtual(FLOAT_VECTOR, "reinterpretAsInts", type(INT_VECTOR));
    }

    /** vector, and the local that holds the canonical NaN in all lanes; written out because the virtual machine's compiler does not take every call into its caller. */
    static void canonical(CodeBuilder c, int nans) {
        c.dup().dup();
        comparison(c, "NE");
        c.swap()
                .invokevirtual(FLOAT_VECTOR, "compare", type(MASK, COMPARISON, VECTOR))
                .aload(nans)
                .swap()
                .invokevirtual(FLOAT_VECTOR, "blend", type(FLOAT_VECTOR, VECTOR, MASK));
    }

    /** vector of new values, vector of old ones, mask: new where the mask has a lane. */
    static void select(CodeBuilder c, boolean floats) {
        ClassDesc v = floats ? FLOAT_VECTOR : INT_VECTOR;
        c.i2l();
        c.getstatic(LANES, floats ? "F" : "I", SPECIES)
                .dup_x2()
                .pop()
                .invokestatic(MASK, "fromLong", type(MASK, SPECIES, J))
                .dup_x2()
                .pop()
                .swap()
                .dup2_x1()
                .pop2()
                .invokevirtual(v, "blend", type(v, VECTOR, MASK));
    }

    /** species, memory, host address. */
    static void loadWords(CodeBuilder c, boolean floats) {
        littleEndian(c);
        ClassDesc v = floats ? FLOAT_VECTOR : INT_VECTOR;
        c.invokestatic(v, "fromMemorySegment", type(v, SPECIES, of(MemorySegment.class), J, of(ByteOrder.class)));
    }

    /** vector, memory, host address. */
    static void storeWords(CodeBuilder c, boolean floats) {
        littleEndian(c);
        c.invokevirtual(floats ? FLOAT_VECTOR : INT_VECTOR, "intoMemorySegment",
                type(ConstantDescs.CD_void, of(MemorySegment.class), J, of(ByteOrder.class)));
    }

    private static void littleEndian(CodeBuilder c) {
        c.getstatic(of(ByteOrder.class), "LITTLE_ENDIAN", of(ByteOrder.class));
    }

    static void binary(CodeBuilder c, boolean floats, String name) {
        ClassDesc v = floats ? FLOAT_VECTOR : INT_VECTOR;
        c.invokevirtual(v, name, type(v, VECTOR));
    }

    static void fma(CodeBuilder c) {
        c.invokevirtual(FLOAT_VECTOR, "fma", type(FLOAT_VECTOR, VECTOR, VECTOR));
    }

    static void unary(CodeBuilder c, boolean floats, String name) {
        ClassDesc v = floats ? FLOAT_VECTOR : INT_VECTOR;
        c.invokevirtual(v, name, type(v));
    }

    /** vector on the stack; with a constant. */
    static void lanewise(CodeBuilder c, String operator, int constant) {
        c.getstatic(OPERATORS, operator,
                of(associative(operator) ? VectorOperators.Associative.class : VectorOperators.Binary.class))
                .loadConstant(constant)
                .invokevirtual(INT_VECTOR, "lanewise", type(INT_VECTOR, BINARY, I));
    }

    private static boolean associative(String operator) {
        return switch (operator) {
            case "XOR", "AND", "OR" -> true;
            default -> false;
        };
    }

    /** two vectors on the stack: the operator goes between them, so the second one is pushed by the caller. */
    static void xorOperator(CodeBuilder c) {
        c.getstatic(OPERATORS, "XOR", of(VectorOperators.Associative.class));
    }

    static void lanewise(CodeBuilder c) {
        c.invokevirtual(INT_VECTOR, "lanewise", type(INT_VECTOR, BINARY, VECTOR));
    }

    static void comparison(CodeBuilder c, String operator) {
        c.getstatic(OPERATORS, operator, COMPARISON);
    }

    /** vector, operator, vector. */
    static void compare(CodeBuilder c, boolean floats) {
        c.invokevirtual(floats ? FLOAT_VECTOR : INT_VECTOR, "compare", type(MASK, COMPARISON, VECTOR))
                .invokevirtual(MASK, "toLong", type(J))
                .l2i();
    }

    static void call(CodeBuilder c, String name, ClassDesc result, ClassDesc... parameters) {
        c.invokestatic(CODE, name, type(result, parameters));
    }

    static void blockField(CodeBuilder c, String name, ClassDesc type) {
        c.getfield(BLOCK, name, type);
    }

    static void grid(CodeBuilder c, String component, ClassDesc type) {
        c.getfield(BLOCK, "grid", GRID).invokevirtual(GRID, component, type(type));
    }

    static void find(CodeBuilder c) {
        c.invokevirtual(BLOCK, "find", type(Z, I, J, Z));
    }

    /** block, access, offset of a parameter, whether it writes. */
    static void expect(CodeBuilder c) {
        c.invokevirtual(BLOCK, "expect", type(ConstantDescs.CD_void, I, I, Z));
    }

    static void at(CodeBuilder c) {
        c.invokevirtual(WARP, "at", type(ConstantDescs.CD_void, I, I));
    }

    static void memory(CodeBuilder c) {
        c.getstatic(CODE, "MEMORY", of(MemorySegment.class));
    }
}
