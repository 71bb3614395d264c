package dev.linnet.cuda.ptx.parse;

import java.util.List;

/**
 * A variable in memory, or a parameter.
 *
 * @param type    scalar type without its dot, for example {@code f32}
 * @param align   in bytes
 * @param bytes   size; 0 for {@code extern} arrays without a size
 * @param array   whether it was declared with brackets
 * @param initial one constant per element from the start, the rest is zero; empty when there is none
 */
public record Variable(Space space, String type, int align, long bytes, boolean array, String name, boolean external,
        List<Initial> initial) {
    /** A constant of an initialiser: bits of the element's type, or the address of {@code symbol} plus {@code bits}, shifted and masked to a byte when {@code mask} is not -1. */
    public record Initial(long bits, String symbol, int shift, long mask) {
        static Initial bits(long bits) {
            return new Initial(bits, null, 0, -1);
        }
    }

    /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Variable v && name.equals(v.name) && space == v.space
                && type.equals(v.type) && align == v.align && bytes == v.bytes && array == v.array
                && external == v.external && initial.equals(v.initial));
    }

    /** Bytes of one element. */
    public int elementBytes() {
        return elementBytes(type, 0);
    }

    static int elementBytes(String type, int line) {
        return switch (type) {
            case "b8", "u8", "s8", "pred" -> 1;
            case "b16", "u16", "s16", "f16", "bf16" -> 2;
            case "b32", "u32", "s32", "f32", "f16x2", "bf16x2" -> 4;
            case "b64", "u64", "s64", "f64" -> 8;
            case "b128" -> 16;
            case "texref", "samplerref", "surfref" -> throw new PtxException(
                    "textures and surfaces are not executed by the CPU engine", line);
            default -> throw new PtxException("variables of type ." + type + " are not executed", line);
        };
    }
}
