package dev.linnet.cuda.ptx.ops;

import java.util.List;

/** Which conversions there are. */
final class ConversionForms {
    private static final List<String> TYPES = List.of("u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64");
    private static final String INTS = "(.u8|.s8|.u16|.s16|.u32|.s32|.u64|.s64)";
    private static final String MODES = "(.rn|.rz|.rm|.rp)";
    private static final String TO_WHOLE = "(.rni|.rzi|.rmi|.rpi)";

    private ConversionForms() {}

    static void register(Forms f) {
        for (String to : TYPES) {
            if (f.wants("cvt." + to + "(" + sources(to, true) + ")")) {
                f.add(Conversions::integers);
            }
            if (f.wants("cvt{.sat}." + to + "(" + sources(to, false) + ")")) {
                f.add(Conversions::integers);
            }
        }
        if (f.wants("cvt" + TO_WHOLE + "{.sat}" + INTS + "(.f16|.f64)")) {
            f.add(Conversions::toInteger);
        }
        if (f.wants("cvt" + TO_WHOLE + "{.ftz}{.sat}" + INTS + ".f32")) {
            f.add(Conversions::toInteger);
        }
        if (f.wants("cvt" + TO_WHOLE + "(.u16|.s16|.u32|.s32|.u64|.s64).bf16")) {
            f.add(Conversions::toInteger);
        }
        if (f.wants("cvt" + MODES + "{.sat}(.f16|.f64)" + INTS)) {
            f.add(Conversions::fromInteger);
        }
        if (f.wants("cvt" + MODES + "{.ftz}{.sat}.f32" + INTS)) {
            f.add(Conversions::fromInteger);
        }
        if (f.wants("cvt" + MODES + ".bf16(.u16|.s16|.u32|.s32|.u64|.s64)")) {
            f.add(Conversions::fromInteger);
        }
        if (f.wants("cvt{.ftz}{.sat}(.f32.f16|.f64.f32)")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt{.sat}.f64.f16")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt{.rn|.rz|.rm|.rp}{.ftz}.f32.bf16")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt{.rn|.rz|.rm|.rp}(.f64.bf16|.f16.bf16|.bf16.f16)")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt" + MODES + "{.ftz}{.sat}(.f32.f64|.f16.f32)")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt" + MODES + "{.sat}.f16.f64")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt" + MODES + "{.ftz}.bf16.f32")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt" + MODES + ".bf16.f64")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt(.rn|.rz){.relu}{.satfinite}(.f16|.bf16).f32")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt{.rni|.rzi|.rmi|.rpi}{.sat}(.f16.f16|.f64.f64)")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt{.rni|.rzi|.rmi|.rpi}{.ftz}{.sat}.f32.f32")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt{.rni|.rzi|.rmi|.rpi}.bf16.bf16")) {
            f.add(Conversions::floats);
        }
        if (f.wants("cvt(.rn|.rz){.relu}{.satfinite}(.f16x2|.bf16x2).f32")) {
            f.add(Conversions::pair);
        }
        if (f.wants("cvt(.rn|.rz){.relu}{.satfinite}.tf32.f32")) {
            f.add(Conversions::tf32);
        }
        if (f.wants("cvt.rna{.satfinite}.tf32.f32")) {
            f.add(Conversions::tf32);
        }
        if (f.wants("cvt.rn.satfinite{.relu}(.e4m3x2|.e5m2x2).f32")) {
            f.add(Conversions::pair);
        }
        if (f.wants("cvt.rn.satfinite{.relu}(.e4m3x2|.e5m2x2).f16x2")) {
            f.add(Conversions::pairs);
        }
        if (f.wants("cvt.rn{.relu}.f16x2(.e4m3x2|.e5m2x2)")) {
            f.add(Conversions::pairs);
        }
        if (f.wants("cvt.pack.sat(.u16|.s16).s32")) {
            f.add(Conversions::pack);
        }
        if (f.wants("cvt.pack.sat(.u2|.s2|.u4|.s4|.u8|.s8).s32.b32")) {
            f.add(Conversions::pack);
        }
    }

    /** The integer types whose every value is one of the type's, or the others. */
    private static String sources(String to, boolean held) {
        StringBuilder all = new StringBuilder();
        for (String from : TYPES) {
            if (holds(to, from) == held) {
                all.append(all.isEmpty() ? "." : "|.").append(from);
            }
        }
        return all.toString();
    }

    /** Whether every value of an integer type is one of the other; saturation is for those that are not. */
    private static boolean holds(String to, String from) {
        return from.startsWith("u")
                ? Conversions.width(from) < Conversions.width(to) || to.equals(from)
                : to.startsWith("s") && Conversions.width(from) <= Conversions.width(to);
    }
}
