package dev.linnet.cuda.ptx.parse;

/** Where a register's value lives: a bit per lane, 32 bits per lane (also for 16-bit registers), 64, or two of 64. */
public enum RegisterType {
    PREDICATE, BITS16, BITS32, BITS64, BITS128;

    static RegisterType of(String type, int line) {
        return switch (type) {
            case "pred" -> PREDICATE;
            case "b8", "u8", "s8", "b16", "u16", "s16", "f16", "bf16" -> BITS16;
            case "b32", "u32", "s32", "f32", "f16x2", "bf16x2" -> BITS32;
            case "b64", "u64", "s64", "f64" -> BITS64;
            case "b128" -> BITS128;
            default -> throw new PtxException("registers of type ." + type + " are not executed", line);
        };
    }
}
