package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Loads, stores and atomics of every width in every memory, each thread in a place of its own. */
class MemoryFormsTest {
    private static final List<String> TYPES = List.of("u8", "s8", "u16", "s16", "u32", "s32", "f32", "u64", "s64",
            "f64", "b32", "b64");

    /** What a load gives, in a register of at least 16 bits, when the bits were stored. */
    private static long loaded(long bits, String type) {
        int n = Expected.bits(type);
        long v = Expected.number(bits, type.startsWith("s") ? type : "u" + n).longValue();
        return n <= 16 ? v & 0xffff : n == 32 ? v & 0xffffffffL : v;
    }

    /** A place in each memory: how it is declared, and the register that holds the thread's address. */
    private static String place(String space) {
        String at = "mov.u32 %r9, %tid.x; mul.wide.u32 %w9, %r9, 32; ";
        String registers = "{ .reg .b32 %r9; .reg .b64 %w9, %w8; ";
        return registers + switch (space) {
            case "shared" -> ".shared .align 16 .b8 mem[4096]; " + at + "mov.u64 %w8, mem; add.s64 %w8, %w8, %w9; ";
            case "local" -> ".local .align 16 .b8 mem[32]; " + at + "mov.u64 %w8, mem; ";
            default -> throw new IllegalArgumentException(space);
        };
    }

    @Test
    void every_width_comes_back_from_every_memory() {
        for (String space : List.of("shared", "local")) {
            for (boolean generic : new boolean[] {false, true}) {
                String window = generic ? "cvta." + space + ".u64 %w8, %w8; " : "";
                String suffix = generic ? "" : "." + space;
                for (String type : TYPES) {
                    String register = Expected.bits(type) <= 16 ? "u16" : type;
                    long[][] in = OneOpcode.operands(List.of(register), type.hashCode());
                    String stored = type.startsWith("s") ? "u" + type.substring(1) : type;
                    long[] got = OneOpcode.run(place(space) + window + "st" + suffix + "." + stored + " [%w8+8], %a; ld"
                            + suffix + "." + type
                            + " %d, [%w8+8]; }", register, List.of(register), in);
                    for (int t = 0; t < OneOpcode.CASES; t++) {
                        long mask = Expected.bits(register) == 64 ? -1 : (1L << Expected.bits(register)) - 1;
                        assertEquals(loaded(in[0][t], type) & mask, got[t] & mask, space + " " + type);
                    }
                }
            }
        }
    }

    @Test
    void vectors_keep_their_order() {
        for (String space : List.of("shared", "local")) {
            for (String type : List.of("u8", "u16", "u32", "u64")) {
                String register = Expected.bits(type) <= 16 ? "u16" : type;
                long[][] in = OneOpcode.operands(List.of(register, register), type.hashCode());
                long[] got = OneOpcode.run(
                        place(space) + "st." + space + ".v2." + type + " [%w8], {%a, %b}; ld." + space + ".v2." + type
                                + " {%a, %d}, [%w8]; }",
                        register, List.of(register, register), in);
                for (int t = 0; t < OneOpcode.CASES; t++) {
                    long mask = Expected.bits(type) == 64 ? -1 : (1L << Expected.bits(type)) - 1;
                    assertEquals(in[1][t] & mask, got[t] & mask, space + " " + type);
                }
            }
        }
    }

    @Test
    void atomics_return_the_old_value_and_leave_the_new_one() {
        List<String> forms = new ArrayList<>();
        for (String type : List.of("u32", "s32", "u64", "s64")) {
            forms.addAll(List.of("min." + type, "max." + type));
            if (!type.equals("s64")) {
                forms.add("add." + type);
            }
        }
        for (String type : List.of("b32", "b64")) {
            forms.addAll(List.of("and." + type, "or." + type, "xor." + type, "exch." + type));
        }
        for (String form : forms) {
            String op = form.substring(0, 3);
            String type = form.substring(form.indexOf('.') + 1);
            boolean wide = type.endsWith("64");
            String plain = wide ? "u64" : "u32";
            List<String> from = List.of(plain, plain);
            long[][] in = OneOpcode.operands(from, form.hashCode());
            String start = place("shared") + "st.shared." + plain + " [%w8], %a; atom.shared." + form
                    + " %d, [%w8], %b; ";
            long[] old = OneOpcode.run(start + "}", plain, from, in);
            long[] now = OneOpcode.run(start + "ld.shared." + plain + " %d, [%w8]; }", plain, from, in);
            Expected arithmetic = new Expected(op + "." + type.replace('b', 'u'));
            long mask = wide ? -1 : 0xffffffffL;
            for (int t = 0; t < OneOpcode.CASES; t++) {
                long want = op.equals("exc")
                        ? in[1][t]
                        : (op.equals("or.") ? new Expected("or." + plain) : arithmetic).integer(in[0][t], in[1][t], 0);
                assertEquals(in[0][t] & mask, old[t] & mask, form);
                assertEquals(want & mask, now[t] & mask, form);
            }
        }
    }
}
